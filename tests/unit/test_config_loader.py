"""The configuration as a whole: the folder of bad files with the messages they must give, and what good files become."""

from datetime import timedelta
from pathlib import Path

import pytest

from config import loader
from config.errors import ConfigError
from config.loader import catalogue, load
from config.schema import Config, ConsoleChannel, EmailChannel, Rule, SlackChannel
from config.secret import Secret

BAD = Path(__file__).parent.parent / "fixtures" / "bad_config"
ENVIRON = {"MAIL_PORT": "smtp", "BAD_WEBHOOK": "very-secret"}
ONE_SOURCE = '[[sources]]\nname = "one"\nurl = "https://one.example/feed"\n'
WEBHOOK = "https://hooks.slack.example/services/x"


def problems(text: str, tmp_path: Path, environ: dict[str, str] | None = None) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        loaded(text, tmp_path, environ)
    return tuple(line.removeprefix(f"{tmp_path}/") for line in caught.value.problems)


def loaded(text: str, tmp_path: Path, environ: dict[str, str] | None = None) -> Config:
    file = tmp_path / "newsbell.toml"
    file.write_text(text, "utf-8")
    return load(file, environ=environ or {})


@pytest.mark.parametrize("name", sorted(file.stem for file in BAD.glob("*.toml")))
def test_a_bad_file_gives_its_messages(name, monkeypatch):
    monkeypatch.chdir(BAD)
    with pytest.raises(ConfigError) as caught:
        load(Path(f"{name}.toml"), environ=ENVIRON)
    assert "\n".join(caught.value.problems) + "\n" == (BAD / f"{name}.txt").read_text("utf-8")


def test_no_message_shows_a_secret():
    for file in BAD.glob("*.txt"):
        text = file.read_text("utf-8")
        assert "very-secret" not in text
        assert "pa55word" not in text


def test_the_file_that_is_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("newsbell", "named", "given"):
        (tmp_path / f"{name}.toml").write_text(f'data_dir = "{name}"\n{ONE_SOURCE}', "utf-8")
    environ = {"NEWSBELL_CONFIG": "named.toml"}
    assert load(Path("given.toml"), environ=environ).file == Path("given.toml")
    assert load(environ=environ).data_dir == tmp_path / "named"
    assert load(environ={}).data_dir == tmp_path / "newsbell"
    assert load(environ={"NEWSBELL_CONFIG": ""}).file == Path("newsbell.toml")


def test_without_a_file_the_defaults_are_useful(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    config = load(environ={})
    assert config.file is None
    assert config.data_dir == tmp_path / "var"
    assert config.sources == catalogue()
    assert config.channels == (ConsoleChannel(name="console"),)
    assert config.rules == (Rule(name="everything", channels=("console",)),)
    assert config.notes == ()


def test_a_rule_for_the_users_channels_where_there_is_none(tmp_path):
    config = loaded('[channels.a]\ntype = "console"\n[channels.b]\ntype = "console"\n' + ONE_SOURCE, tmp_path)
    assert config.rules == (Rule(name="everything", channels=("a", "b")),)


def test_rules_may_name_the_console_that_is_there_by_default(tmp_path):
    config = loaded('[[rules]]\nname = "all"\nchannels = ["console"]\n' + ONE_SOURCE, tmp_path)
    assert config.channels == (ConsoleChannel(name="console"),)


def test_data_dir_starts_from_the_files_folder(tmp_path, monkeypatch):
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "n.toml").write_text(f'data_dir = "../state"\n{ONE_SOURCE}', "utf-8")
    monkeypatch.chdir(tmp_path)
    assert load(Path("etc/n.toml"), environ={}).data_dir == tmp_path / "etc" / "../state"
    (tmp_path / "etc" / "n.toml").write_text(f'data_dir = "{tmp_path}/elsewhere"\n{ONE_SOURCE}', "utf-8")
    assert load(Path("etc/n.toml"), environ={}).data_dir == tmp_path / "elsewhere"


def test_own_sources_replace_the_shipped_ones_or_go_before_them(tmp_path):
    shipped = catalogue()
    assert [source.name for source in loaded(ONE_SOURCE, tmp_path).sources] == ["one"]
    same = f'[[sources]]\nname = "{shipped[0].name}"\nurl = "https://one.example/feed"\nenabled = false\n'
    sources = loaded("shipped_sources = true\n" + same, tmp_path).sources
    assert len(sources) == len(shipped)
    assert not next(source for source in sources if source.name == shipped[0].name).enabled


def test_every_setting_of_every_kind_of_table(tmp_path):
    text = """
    data_dir = "state"
    workers = 2
    [redis]
    url = "redis://:${PASSWORD}@redis.example:6379/2"
    [crawl]
    delay = "1h"
    [[sources]]
    name = "one"
    url = "https://bücher.example/feed?a=b"
    also = ["https://two.example/feed", "https://[2001:db8::1]:8443/feed"]
    language = "vi"
    country = "VN"
    cron = "*/5 8-20 * * 1-5"
    fetch_pages = false
    [channels.mail]
    type = "email"
    host = "mail.example"
    port = "${PORT}"
    security = "tls"
    username = "desk"
    password = "${file:password.txt}"
    from = "newsbell@example.org"
    to = ["a@example.org", "b@example.org", "a@example.org"]
    [channels.bot]
    type = "slack"
    bot_token = "${TOKEN}"
    channel = "#news"
    [[rules]]
    name = "r"
    channels = ["mail", "bot"]
    min_confidence = 1
    """
    (tmp_path / "password.txt").write_text("open sesame\n", "utf-8")
    config = loaded(text, tmp_path, {"PASSWORD": "p", "PORT": "465", "TOKEN": "xoxb-1"})
    mail, bot = config.channels
    assert config.redis.url.reveal() == "redis://:p@redis.example:6379/2"
    assert config.crawl.delay == timedelta(hours=1)
    assert config.sources[0].cron == "*/5 8-20 * * mon,tue,wed,thu,fri"
    assert not config.sources[0].fetch_pages
    assert isinstance(mail, EmailChannel)
    assert (mail.name, mail.port, mail.password, mail.sender) == (
        "mail",
        465,
        Secret("open sesame"),
        "newsbell@example.org",
    )
    assert mail.to == ("a@example.org", "b@example.org")
    assert isinstance(bot, SlackChannel)
    assert (bot.bot_token.reveal(), bot.channel) == ("xoxb-1", "#news")
    assert config.rules[0].min_confidence == 1.0


def test_secrets_stay_out_of_the_configurations_repr(tmp_path):
    text = f'{ONE_SOURCE}[channels.s]\ntype = "slack"\nwebhook_url = "${{HOOK}}"\n[dashboard]\npassword = "hunter2"\n'
    shown = repr(loaded(text, tmp_path, {"HOOK": WEBHOOK}))
    assert WEBHOOK not in shown
    assert "hunter2" not in shown


def test_sentry_is_off_where_its_variable_is_not_set(tmp_path):
    config = loaded(f'{ONE_SOURCE}[sentry]\ndsn = "${{SENTRY_DSN}}"\n', tmp_path)
    assert not config.sentry.dsn
    (note,) = config.notes
    assert note.endswith("newsbell.toml:5: sentry.dsn: off, because the environment variable SENTRY_DSN is not set")
    on = loaded(
        f'{ONE_SOURCE}[sentry]\ndsn = "${{SENTRY_DSN}}"\n', tmp_path, {"SENTRY_DSN": "https://k@sentry.example/1"}
    )
    assert on.sentry.dsn == Secret("https://k@sentry.example/1")


def test_any_other_missing_secret_stops_the_start(tmp_path):
    text = f'{ONE_SOURCE}[channels.s]\ntype = "slack"\nwebhook_url = "${{HOOK}}"\n'
    assert problems(text, tmp_path) == (
        "newsbell.toml:6: channels.s.webhook_url: missing: the environment variable HOOK is not set",
    )


def test_a_variable_set_to_nothing_is_no_webhook(tmp_path):
    text = f'{ONE_SOURCE}[channels.s]\ntype = "slack"\nwebhook_url = "${{HOOK}}"\n'
    assert problems(text, tmp_path, {"HOOK": ""}) == (
        "newsbell.toml:4: channels.s: expected webhook_url, or bot_token and channel",
    )


def test_notes_name_what_works_but_is_probably_not_meant(tmp_path):
    text = f"""{ONE_SOURCE}
[channels.idle]
type = "console"
[channels.mail]
type = "email"
host = "mail.example"
security = "none"
username = "desk"
password = "p"
from = "newsbell@example.org"
to = ["a@example.org"]
[[rules]]
name = "r"
channels = ["mail"]
"""
    notes = [note.removeprefix(f"{tmp_path}/") for note in loaded(text, tmp_path).notes]
    assert notes == [
        "newsbell.toml:10: channels.mail.security: the password goes over the network unencrypted",
        "newsbell.toml:5: channels.idle: no rule sends to it",
    ]


@pytest.mark.parametrize(
    ("listen", "password", "good"),
    [
        ("127.0.0.1:8080", "", True),
        ("[::1]:8080", "", True),
        ("localhost:0", "", True),
        ("", "", True),
        ("0.0.0.0:8080", "p", True),
        ("0.0.0.0:8080", "", False),
        ("[::]:8080", "", False),
        ("news.example:80", "", False),
        ("0.0.0.0:8080", "${EMPTY}", False),
        ("::1:8080", "", False),
        (":8080", "p", False),
        ("127.0.0.1:65536", "", False),
    ],
)
def test_the_dashboard_is_closed_to_others_unless_it_has_a_password(listen, password, good, tmp_path):
    text = f'{ONE_SOURCE}[dashboard]\nlisten = "{listen}"\npassword = "{password}"\n'
    if good:
        assert loaded(text, tmp_path, {"EMPTY": ""}).dashboard.listen == listen
    else:
        assert "dashboard." in problems(text, tmp_path, {"EMPTY": ""})[0]


def test_files_that_cannot_be_read(tmp_path):
    for name, content, message in (
        ("missing.toml", None, "missing.toml: cannot be read: No such file or directory"),
        ("latin.toml", b'data_dir = "var"\n# caf\xe9\n', "latin.toml:2: expected text in UTF-8"),
    ):
        if content is not None:
            (tmp_path / name).write_bytes(content)
        with pytest.raises(ConfigError) as caught:
            load(tmp_path / name, environ={})
        assert caught.value.problems == (f"{tmp_path}/{message}",)
    with pytest.raises(ConfigError, match="Is a directory"):
        load(tmp_path, environ={})


def test_files_as_other_systems_write_them(tmp_path):
    file = tmp_path / "windows.toml"
    file.write_bytes(b"\xef\xbb\xbf" + ONE_SOURCE.replace("\n", "\r\n").encode() + b'evry = "5m"\r\n')
    with pytest.raises(ConfigError, match=r":4: sources\[0\]\.evry: unknown key"):
        load(file, environ={})


def test_the_shipped_catalogue_is_right():
    sources = catalogue()
    assert len(sources) >= 40
    assert all(source.owner and source.country and source.language for source in sources)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "config/data/sources.toml: missing: newsbell is not installed as a whole"),
        ("colour = 1", "config/data/sources.toml:1: colour: unknown key; known: sources"),
        (
            ONE_SOURCE + ONE_SOURCE,
            'config/data/sources.toml:5: sources[1].name: expected a name of its own, got "one" again (first on line 2)',
        ),
    ],
)
def test_a_broken_catalogue_is_named(text, message, tmp_path, monkeypatch):
    if text is not None:
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "sources.toml").write_text(text, "utf-8")
    monkeypatch.setattr(loader, "files", lambda _package: tmp_path)
    with pytest.raises(ConfigError) as caught:
        catalogue()
    assert caught.value.problems == (message,)
