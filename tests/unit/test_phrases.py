"""The phrase files: every language has every word, and every sentence can be made."""

import re

import pytest

from config.kinds import kinds
from config.phrases import phrase_languages, phrases
from pipelines.notify.sentence import Value, names, sentence

LANGUAGES = phrase_languages()
FILLABLE = {"amount", "valuation", "court"}


def test_english_and_vietnamese_are_there_and_no_language_that_is_not():
    assert {"en", "vi"} <= set(LANGUAGES)
    with pytest.raises(KeyError):
        phrases("../kinds/bid")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_the_same_words_as_english(language):
    ours, english = phrases(language), phrases("en")
    for table in ("frame", "kinds", "stages"):
        assert getattr(ours, table).keys() == getattr(english, table).keys()
    for key, text in english.frame.items():
        assert set(re.findall(r"\{(\w+)\}", text)) == set(re.findall(r"\{(\w+)\}", ours.frame[key])), key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", kinds())
def test_every_stage_has_a_word_and_sentences_that_name_what_there_is(language, kind):
    words = phrases(language)
    assert words.sentences[kind].keys() == set(kinds()[kind].stages)
    for stage in kinds()[kind].stages:
        assert words.stages[stage]
        for pattern in words.sentences[kind][stage]:
            assert names(pattern) <= {*kinds()[kind].roles, *FILLABLE}, pattern
            assert pattern.count("[") == pattern.count("]"), pattern


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", kinds())
def test_one_party_is_enough_for_a_sentence(language, kind):
    for stage, patterns in phrases(language).sentences[kind].items():
        for role in kinds()[kind].roles:
            if (kind, role) != ("funding", "investor") and (kind, role) != ("model_release", "model"):
                made = sentence(patterns, {role: Value(text="Acme")})
                assert made, (stage, role)
                assert "Acme" in made
                assert not re.search(r"[{}\[\]|]|  | [,.]", made), made


PATTERNS = [
    ("{a} {sells|sell} {b}[ for {c}]", {"a": Value(text="X"), "b": Value(text="Y")}, "X sells Y"),
    ("{a} {sells|sell} {b}[ for {c}]", {"a": Value(text="X and Z", count=2), "b": Value(text="Y")}, "X and Z sell Y"),
    ("{a} {sells|sell}[ for {c}]", {"a": Value(text="X"), "c": Value(text="5")}, "X sells for 5"),
    ("the {a}", {"a": Value(text="x")}, "The x"),
    ("{a}", {"a": Value(text="eBay {b} [c]")}, "eBay {b} [c]"),
    ("{a} {b}", {"a": Value(text="X")}, None),
]


@pytest.mark.parametrize(("pattern", "values", "made"), PATTERNS)
def test_a_pattern_is_filled_in(pattern, values, made):
    assert sentence([pattern], values) == made


def test_the_first_pattern_that_has_all_it_names_is_taken():
    assert sentence(["{a} {b}", "[{b}]{a}!"], {"a": Value(text="X")}) == "X!"
