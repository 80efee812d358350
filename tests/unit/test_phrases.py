"""The phrase files: every language has every word, and every sentence can be made."""

import re
from datetime import timedelta

import pytest

from config.errors import ConfigError
from config.kinds import kinds
from config.phrases import phrase_languages, phrases
from config.schema import AlertSettings
from pipelines.notify.sentence import Value, names, sentence
from pipelines.notify.wording import amount, duration, frame_from
from tests.unit.alert_samples import usd

LANGUAGES = phrase_languages()
FILLABLE = {"amount", "valuation", "court"}


def test_eight_languages_are_there_and_no_language_that_is_not():
    assert {"ar", "de", "en", "es", "fr", "ja", "vi", "zh"} <= set(LANGUAGES)
    with pytest.raises(KeyError):
        phrases("../kinds/bid")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_the_same_words_as_english(language):
    ours, english = phrases(language), phrases("en")
    for table in ("frame", "kinds", "stages", "statuses"):
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


AMOUNTS = [
    ("en", "97.4 billion USD"),
    ("vi", "97,4 tỷ USD"),
    ("de", "97,4 Milliarden USD"),
    ("fr", "97,4 milliards USD"),
    ("zh", "974亿 USD"),
    ("ja", "974億 USD"),
    ("ar", "97.4 مليار USD"),
]


@pytest.mark.parametrize(("language", "said"), AMOUNTS)
def test_amounts_are_said_in_each_language(language, said):
    assert amount(usd("97400000000"), phrases(language)).replace("\xa0", " ") == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_can_say_numbers_times_and_lengths_of_time(language):
    frame = frame_from(AlertSettings(language=language, timezone="Asia/Ho_Chi_Minh"))
    assert duration(timedelta(hours=2), frame.words)
    for figure in ("999", "1500000", "1700000000000"):
        assert amount(usd(figure), frame.words).endswith(" USD")


def own(tmp_path, text):
    file = tmp_path / "words.toml"
    file.write_text(text, "utf-8")
    return file


def test_words_of_ones_own_stand_before_the_shipped_ones(tmp_path):
    file = own(
        tmp_path,
        'locale = "pt_BR"\ntime = "d/M/y"\n[frame]\nsources = "Fontes"\n'
        '[sentences.bid]\noffered = ["{acquirer} oferece {amount} por {target}"]\n[kinds]\nflood = "Enchente"\n',
    )
    words = frame_from(AlertSettings(language="es", phrases=file)).words
    assert (words.language, words.frame["sources"], words.frame["copy"]) == ("pt-BR", "Fontes", "copia")
    assert words.sentences["bid"]["offered"] == ("{acquirer} oferece {amount} por {target}",)
    assert words.sentences["bid"]["raised"] == phrases("es").sentences["bid"]["raised"]
    assert words.kinds["flood"] == "Enchente"
    assert amount(usd("97400000000"), words).replace("\xa0", " ") == "97,4 bilhões USD"


BAD = [
    ('[frame]\nsourcse = "x"\n', '2: frame.sourcse: unknown key; did you mean "sources"?'),
    ('[frame]\nmore = "and more"\n', "2: frame.more: expected text with {count}"),
    ('[frame]\nmore = "{count"\n', "2: frame.more: expected text with {count}"),
    ('[frame]\nsources = "{x}"\n', "2: frame.sources: expected text with no { and }"),
    ("\ntime = 5\n", "2: time: expected text"),
    ('locale = "English"\n', '1: locale: expected a locale such as "pt_BR"'),
    ('[sentences.bid]\noffered = "x"\n', "2: sentences.bid.offered: expected an array of sentences"),
    ("[sentence]\n", '1: sentence: unknown key; did you mean "sentences"?'),
    ("frame = 1\n", "1: frame: expected a table"),
    ("x = \n", " expected TOML: "),
]


@pytest.mark.parametrize(("text", "message"), BAD)
def test_words_that_cannot_be_used_are_named_with_their_line(tmp_path, text, message):
    with pytest.raises(ConfigError) as caught:
        phrases("en", own(tmp_path, text))
    assert f"words.toml:{message}" in str(caught.value)


def test_a_file_that_is_not_there_and_a_locale_that_is_none_are_said(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        phrases("en", tmp_path / "none.toml")
    with pytest.raises(ConfigError, match="there is no locale qq"):
        frame_from(AlertSettings(phrases=own(tmp_path, 'locale = "qq"\n')))
