"""The newsbell.toml for a run on the newsroom."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from tests.newsroom.mail import MailServer
from tests.newsroom.sites import Newsroom
from tests.newsroom.slack import CHANNEL, TOKEN, SlackServer

MAIL_CHANNEL, SLACK_CHANNEL, RULE = "desk-mail", "team-slack", "deals-and-courts"
KINDS = ("bid", "lawsuit", "model_release", "funding")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a run may choose.  `only`: the sites that are read, all where it is empty.  `slack`: webhook, bot or off.
    `workers`: 0 is one for each core.  `extra` is TOML for the end of the file, `first` for its top."""

    every: str = "1s"
    max_age: str = "24h"
    delay: str = "0s"
    timeout: str = "20s"
    statuses: Collection[str] = ("new",)
    kinds: Collection[str] = KINDS
    mail_to: Collection[str] = ("desk@example.org",)
    slack: str = "webhook"
    listen: str = ""
    workers: int = 1
    only: Collection[str] = ()
    first: str = ""
    extra: str = ""


def sources(newsroom: Newsroom) -> dict[str, tuple[str, str, str]]:
    """Every source of the newsroom by its name: site, spider, address.

    A vietnamnet-like site gives one for each section: the first is read from its section page, the others from feeds.
    """
    found: dict[str, tuple[str, str, str]] = {}
    for name, site in newsroom.sites.items():
        if not site.sections:
            found[name] = (name, "feeds", newsroom.feed_url(name))
        for number, section in enumerate(site.sections):
            base = newsroom.base_url(name)
            spider, url = ("feeds", f"{base}/{section}.rss") if number else ("vietnamnet", f"{base}/{section}")
            found[f"{name}-{section}"] = (name, spider, url)
    return found


def configuration(
    newsroom: Newsroom, mail: MailServer, slack: SlackServer, data_dir: Path, settings: Settings | None = None
) -> str:
    """The TOML text."""
    settings = settings or Settings()
    channels = [MAIL_CHANNEL] if settings.slack == "off" else [MAIL_CHANNEL, SLACK_CHANNEL]
    parts = [
        f"data_dir = {_toml(str(data_dir))}\nworkers = {settings.workers}\n{settings.first}",
        _table("crawl", delay=settings.delay, timeout=settings.timeout, allow_private_addresses=True),
        *(_source(newsroom, name, row, settings) for name, row in sources(newsroom).items() if _read(row[0], settings)),
        _table(
            f"channels.{MAIL_CHANNEL}",
            type="email",
            host="127.0.0.1",
            port=mail.port,
            security="none",
            **{"from": "newsbell@example.org", "to": list(settings.mail_to)},
        ),
        _slack(slack, settings.slack),
        _table("[rules]", name=RULE, kinds=list(settings.kinds), statuses=list(settings.statuses), channels=channels),
        _table("alerts", max_age=settings.max_age),
        _table("dashboard", listen=settings.listen),
        settings.extra,
    ]
    return "\n".join(part for part in parts if part)


def write_config(
    folder: Path, newsroom: Newsroom, mail: MailServer, slack: SlackServer, settings: Settings | None = None
) -> Path:
    """Write newsbell.toml into `folder`, with `folder`/var as its data_dir; the file's path."""
    path = folder / "newsbell.toml"
    path.write_text(configuration(newsroom, mail, slack, folder / "var", settings), "utf8")
    return path


def _read(site: str, settings: Settings) -> bool:
    return not settings.only or site in settings.only


def _source(newsroom: Newsroom, name: str, row: tuple[str, str, str], settings: Settings) -> str:
    site, spider, url = newsroom.sites[row[0]], row[1], row[2]
    return _table(
        "[sources]",
        name=name,
        spider=spider,
        url=url,
        language=site.language,
        owner=site.owner,
        country=site.country,
        every=settings.every,
    )


def _slack(slack: SlackServer, mode: str) -> str:
    if mode == "off":
        return ""
    if mode == "bot":
        how = {"bot_token": TOKEN, "channel": CHANNEL, "api_url": slack.api_url}
    else:
        how = {"webhook_url": slack.webhook_url}
    return _table(f"channels.{SLACK_CHANNEL}", type="slack", **how)


def _table(name: str, /, **values: object) -> str:
    return f"[{name}]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in values.items())


def _toml(value: object) -> str:
    """A value in TOML: JSON's strings, numbers, lists and booleans are TOML's too."""
    return json.dumps(value, ensure_ascii=False)
