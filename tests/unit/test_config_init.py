"""The file that `newsbell init` writes."""

import re

import pytest

from config.channels import CHANNEL_TYPES, ConsoleChannel
from config.documented import descriptions, toml
from config.init import init_text
from config.loader import load
from config.schema import Config, Rule, Source
from config.settings import settings

TABLES = [Config, Source, Rule, *CHANNEL_TYPES.values(), *(s.table for s in settings(Config).values() if s.table)]


def all_on(text: str) -> str:
    """The text with every setting that is off turned on."""
    return re.sub(r"(?m)^#(?=\S)", "", text)


def written(text, tmp_path):
    file = tmp_path / "newsbell.toml"
    file.write_text(text, "utf-8")
    return file


def test_it_is_accepted_as_it_is_and_changes_nothing_but_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    defaults = load(environ={})
    config = load(written(init_text(), tmp_path), environ={})
    assert config.notes == ()
    assert config.channels == (ConsoleChannel(name="console"),)
    assert [rule.channels for rule in config.rules] == [("console",)]
    assert config.sources == defaults.sources
    for name in ("data_dir", "workers", "redis", "crawl", "alerts", "sentry", "dashboard", "log"):
        assert getattr(config, name) == getattr(defaults, name)


def test_it_is_accepted_with_everything_turned_on(tmp_path):
    text = all_on(init_text())
    given = {name: f"https://{name}.example/x" for name in re.findall(r"\$\{(\w+_URL)\}", text)}
    given |= {name: name for name in re.findall(r"\$\{(\w+_(?:TOKEN|KEY|TOPIC))\}", text)}
    config = load(written(text, tmp_path), environ=given)
    assert {type(channel) for channel in config.channels} == set(CHANNEL_TYPES.values())
    assert [source.name for source in config.sources] == ["example"]


def test_every_setting_stands_in_it():
    text = init_text()
    for table in TABLES:
        for key in settings(table):
            assert re.search(rf"(?m)^#?(\[*{key}|{key} = )", text), (table.__name__, key)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_every_setting_says_what_it_does(table):
    said = descriptions(table)
    assert (table.__doc__ or "").strip()
    missing = [setting.key for setting in settings(table).values() if not setting.table and not said.get(setting.field)]
    assert not missing


def test_lines_are_not_too_long():
    assert max(map(len, init_text().splitlines())) <= 170


def test_what_is_no_default_is_refused():
    with pytest.raises(TypeError):
        toml(object())
