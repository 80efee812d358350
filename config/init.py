"""What `newsbell init` writes: every setting with what it does, ready to run, the parts to fill in commented out.

`# ` begins an explanation, `#` without a space a setting: with these signs taken off the file is still right.
"""

import textwrap
from collections.abc import Iterator, Mapping

from config.channels import CHANNEL_TYPES
from config.documented import descriptions, toml
from config.kinds import kinds
from config.schema import Config, Rule, Source
from config.settings import Setting, settings

_WIDTH = 120
_COLUMN = 38
"""Where explanations begin, if the setting leaves them room."""

_HEAD = """\
newsbell's configuration (TOML).

"# " begins an explanation.  "#" without a space begins a setting that is off: take the "#" away to use it.
In a table that is on, such a line shows the default.

Text may take values from outside: ${NAME} reads the environment, ${file:PATH} a file ($${ is a plain ${).
Durations are written "30s", "5m", "1h30m", "7d".

Check this file:  newsbell config check
Try a channel:    newsbell notify test CHANNEL"""
_SOURCES = """\
Sources.  With none here, newsbell watches those it ships with (newsbell sources list).
shipped_sources = true adds them to your own.  One [[sources]] table for each:"""
_CHANNELS = "Channels: where alerts go.  The names are yours; rules use them."
_RULES = "Rules: which events go to which channels.  A rule alerts once for an event, however many articles tell it."

_EXAMPLE_SOURCE = {
    "name": '"example"',
    "url": '"https://example.org/feed.xml"',
    "language": '"en"',
    "every": '"10m"',
}
_EXAMPLE_CHANNELS = {
    "email": {"host": '"mail.example.org"', "from": '"newsbell@example.org"', "to": '["desk@example.org"]'},
    "slack": {"webhook_url": '"${SLACK_WEBHOOK_URL}"'},
    "webhook": {"url": '"https://example.org/newsbell"'},
    "telegram": {"bot_token": '"${TELEGRAM_BOT_TOKEN}"', "chat": '"@example"'},
    "teams": {"webhook_url": '"${TEAMS_WEBHOOK_URL}"'},
    "discord": {"webhook_url": '"${DISCORD_WEBHOOK_URL}"'},
    "ntfy": {"topic": '"${NTFY_TOPIC}"'},
    "pagerduty": {"routing_key": '"${PAGERDUTY_ROUTING_KEY}"'},
    "atom": {"file": '"alerts.atom"'},
    "command": {"command": '["notify-send", "news"]'},
    "apprise": {"url": '"${APPRISE_URL}"'},
}
_EXAMPLE_NAMES = {"email": "desk-mail", "slack": "team-slack"}


def init_text() -> str:
    """A complete configuration.  Accepted as it is: alerts go to the console until a channel is filled in."""
    parts = [_comment(_HEAD), _plain(), _sources(), *_channels(), _rules(), *_tables()]
    return "\n\n".join(parts) + "\n"


def _plain() -> str:
    """The keys that belong to no table; they come before the first table, as TOML asks."""
    given = {"data_dir": toml(settings(Config)["data_dir"].default)}
    return "\n".join(_line(Config, setting, given) for setting in settings(Config).values() if _is_plain(setting))


def _is_plain(setting: Setting) -> bool:
    return not (setting.table or setting.apart)


def _sources() -> str:
    return f"{_comment(_SOURCES)}\n#[[sources]]\n{_table(Source, _EXAMPLE_SOURCE, off=True)}"


def _channels() -> Iterator[str]:
    yield f'{_comment(_CHANNELS)}\n[channels.console]\ntype = "console"'
    for kind, given in _EXAMPLE_CHANNELS.items():
        shape = CHANNEL_TYPES[kind]
        name = _EXAMPLE_NAMES.get(kind, f"a-{kind}")
        header = f'#[channels.{name}]\n#type = "{kind}"'
        yield f"{_comment(_summary(shape))}\n{header}\n{_table(shape, given, off=True)}"


def _rules() -> str:
    given = {"name": '"all-news"', "kinds": toml(tuple(kinds())), "channels": '["console"]'}
    return f"{_comment(_RULES)}\n[[rules]]\n{_table(Rule, given)}"


def _tables() -> Iterator[str]:
    for setting in settings(Config).values():
        if setting.table:
            yield f"{_comment(_summary(setting.table))}\n[{setting.key}]\n{_table(setting.table, {})}"


def _table(kind: type, given: Mapping[str, str], *, off: bool = False) -> str:
    return "\n".join(_line(kind, setting, given, off=off) for setting in settings(kind).values())


def _line(kind: type, setting: Setting, given: Mapping[str, str], *, off: bool = False) -> str:
    """One setting with its explanation; on where its value is given, unless the whole table is off."""
    words = descriptions(kind).get(setting.field, "")
    sign = "" if setting.key in given and not off else "#"
    line = f"{sign}{setting.key} = {given.get(setting.key) or toml(setting.default)}"
    return f"{line:<{_COLUMN}}  # {words}" if words else line


def _summary(kind: type) -> str:
    return " ".join((kind.__doc__ or "").split())


def _comment(text: str) -> str:
    wrapped = (textwrap.wrap(line, _WIDTH - 2, break_on_hyphens=False) or [""] for line in text.splitlines())
    return "\n".join(f"# {line}".rstrip() for lines in wrapped for line in lines)
