"""A kind's file: what is wrong in it is named with its place, and a configuration may bring kinds of its own."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from config.errors import ConfigError
from config.kinds import adopt, adopted, kinds, kinds_with
from config.loader import load, own_kinds, read
from config.phrases import phrases
from pipelines.model.kinds import Status
from pipelines.notify.message import what_happened
from pipelines.understanding.kind_words import check_kind_words
from pipelines.understanding.lexicon import lexicon
from tests.unit.store_samples import an_event

DEPARTURE = (Path(__file__).parent.parent.parent / "docs" / "how-to" / "kinds" / "departure.toml").read_text("utf-8")

HEAD = """[kind]
name = "outage"
stages = ["reported", "resolved"]
roles = ["operator"]
identity = ["operator"]
window_days = 2
"""
TRIGGER = '[[trigger]]\nlang = "en"\nstage = "reported"\nwords = ["goes down"]\n'

FAULTS = [
    ("", "1: missing; expected a table [kind]"),
    ("kind = 3", "1: missing; expected a table [kind]"),
    (HEAD.replace('"outage"', '"bid"'), "2: kind.name: expected the file's name, outage"),
    (HEAD.replace('"outage"', '"Out age"'), "2: kind.name: expected a name of small letters, figures and _"),
    (HEAD.replace('["operator"]\nw', '["owner"]\nw'), "5: kind.identity: 'owner' is none of the roles: operator"),
    (HEAD.replace("= 2", "= true"), "6: kind.window_days: expected a number of days"),
    (HEAD.replace('["reported", "resolved"]', "[]"), '3: kind.stages: expected names, such as ["rumoured", "announced"]'),
    (HEAD + 'updates = ["mended"]', "7: kind.updates: 'mended' is none of the stages: reported, resolved"),
    (HEAD + 'stage = ["mended"]', '7: kind.stage: unknown key; did you mean "stages"?'),
    (HEAD + "[trigers]", '7: trigers: unknown key; did you mean "trigger"?'),
    (HEAD + TRIGGER.replace("reported", "mended"), "9: trigger[0].stage: 'mended' is none of the stages: reported, resolved"),
    (HEAD + TRIGGER.replace('["goes down"]', "[]"), '10: trigger[0].words: expected patterns, such as ["goes down"]'),
    (HEAD + TRIGGER + 'object = "target"', "11: trigger[0].object: 'target' is none of the roles: operator"),
    (HEAD + TRIGGER + "strength = 4", "11: trigger[0].strength: expected 1, 2 or 3"),
    (HEAD + '[[example]]\nlang = "en"\ntitle = "X"', "7: example[0].expected: missing; expected a table, {} for a text that tells of no such event"),
    (HEAD + '[phrases.en.sentences]\nreported = "X"', "8: phrases.en.sentences.reported: expected an array of sentences"),
    (HEAD + '[traps]\nen = "X"', '8: traps.en: expected words by language, such as en = ["…"]'),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _shipped_again() -> Iterator[None]:
    yield
    adopt(None)


def folder_with(tmp_path: Path, name: str, text: str) -> Path:
    (tmp_path / "kinds").mkdir(exist_ok=True)
    (tmp_path / "kinds" / f"{name}.toml").write_text(text, "utf-8")
    return tmp_path / "kinds"


@pytest.mark.parametrize(("text", "message"), FAULTS)
def test_a_fault_is_named_with_its_place(tmp_path, text, message):
    folder = folder_with(tmp_path, "outage", text)
    with pytest.raises(ConfigError) as caught:
        adopt(folder)
    (problem,) = caught.value.problems
    assert problem.removeprefix(f"{folder}/outage.toml:").replace(": : ", ": ") == message
    assert adopted() is None


def test_no_toml_and_no_folder_are_said(tmp_path):
    with pytest.raises(ConfigError, match="expected TOML"):
        adopt(folder_with(tmp_path, "outage", "[kind"))
    with pytest.raises(ConfigError, match="expected a folder of kinds"):
        adopt(tmp_path / "nowhere")


def test_a_shipped_kind_is_not_replaced(tmp_path):
    with pytest.raises(ConfigError, match="there is a kind of the name bid already"):
        adopt(folder_with(tmp_path, "bid", HEAD.replace("outage", "bid")))


def test_every_pattern_that_cannot_be_read_is_named(tmp_path):
    adopt(folder_with(tmp_path, "outage", HEAD + TRIGGER.replace("goes down", "goes (down") + '[traps]\nen = ["*"]'))
    with pytest.raises(ConfigError) as caught:
        check_kind_words()
    first, second = caught.value.problems
    assert "outage.toml: trigger[0].words: pattern 'goes (down'" in first
    assert "outage.toml: traps.en: pattern '*': no word that must occur" in second


def test_a_configuration_brings_its_kinds_and_its_rules_may_ask_for_them(tmp_path):
    folder_with(tmp_path, "departure", DEPARTURE)
    file = tmp_path / "newsbell.toml"
    rule = '[[rules]]\nname = "people"\nkinds = ["departure"]\nstages = ["joined"]\nchannels = ["console"]\n'
    file.write_text(f'kinds = "kinds"\n{rule}', "utf-8")
    config = load(file, environ={})
    assert config.kinds == tmp_path / "kinds" == own_kinds(file)
    assert [*kinds()] == [*kinds_with(None), "departure"]
    assert "(leaves|quits|exits|departs)" in {pattern.source for pattern, _ in lexicon("en").triggers.entries}
    check_kind_words()


def test_reading_a_configuration_changes_nothing_yet(tmp_path):
    folder_with(tmp_path, "departure", DEPARTURE)
    read('kinds = "kinds"', "newsbell.toml", folder=tmp_path, environ={})
    assert "departure" not in kinds()
    assert "(leaves|quits|exits|departs)" not in {pattern.source for pattern, _ in lexicon("en").triggers.entries}


def test_a_rule_that_asks_for_a_kind_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="departure"):
        read(
            '[[rules]]\nname = "people"\nkinds = ["departure"]\nchannels = ["console"]',
            "f",
            folder=tmp_path,
            environ={},
        )


def test_the_words_for_messages_come_from_the_kinds_file_in_the_language_else_in_english_else_from_its_names(tmp_path):
    folder_with(tmp_path, "departure", DEPARTURE)
    adopt(folder_with(tmp_path, "outage", HEAD))
    english, vietnamese, german = (phrases(language) for language in ("en", "vi", "de"))
    assert english.kinds["departure"] == german.kinds["departure"] == "Departure"
    assert vietnamese.kinds["departure"] == "Ra đi"
    assert vietnamese.sentences["departure"]["announced"] == ("{person} rời {company}", "{person} ra đi")
    assert (english.kinds["outage"], english.stages["resolved"]) == ("Outage", "resolved")
    assert german.stages["announced"] == "angekündigt"
    assert english.kinds["bid"] == "Takeover"


def test_an_event_of_a_kind_that_was_taken_away_can_still_be_told():
    event = replace(an_event(), kind="departure", stage="rumoured", status=Status.RUMOUR, headline="Somebody leaves")
    assert what_happened(event, phrases("en")) == "Rumour: Somebody leaves"
