"""The pages on routing show settings that newsbell takes, and name every check of a rule."""

import re
from pathlib import Path

from config.loader import read
from config.rules import Rule
from config.settings import settings

DOCS = Path(__file__).parents[2] / "docs"
ROUTING = (DOCS / "explanation/routing.md").read_text("utf-8")
DESK = (DOCS / "how-to/rules-for-a-desk.md").read_text("utf-8")
PLAIN = {"name", "channels", "template"}


def test_the_desks_file_is_accepted_as_it_stands_there():
    text = "\n".join(re.findall(r"```toml\n(.*?)```", DESK, re.DOTALL))
    config = read(text, "desk.toml", folder=Path(), environ={})
    assert [rule.name for rule in config.rules] == ["large", "desk", "sure-rumours", "digest", "our-beat"]
    assert config.notes == ()


def test_every_setting_of_a_rule_is_explained():
    assert [key for key in settings(Rule).keys() - PLAIN if f"`{key}" not in ROUTING] == []
