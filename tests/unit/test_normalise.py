"""Texts of stories made plain."""

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.model.disposition import Disposition
from pipelines.model.story import Story
from pipelines.steps.normalise import LONGEST_BODY, normalise

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def story(title="Title", **fields):
    return Story(story_id="1", source="s", title=title, first_seen=NOW, **fields)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("  Two\t words\n here ", "Two words here"),
        ("AT&amp;T buys", "AT&T buys"),
        ("AT&amp;amp;T buys", "AT&T buys"),
        ("&quot;Small&quot; model", '"Small" model'),
        ("<b>Bold</b> claim", "Bold claim"),
        ("3 < 4 and 5 > 4", "3 < 4 and 5 > 4"),
        ("Tie\u0302\u0301ng Vie\u0323\u0302t", "Tiếng Việt"),
        ("safe\u202etxt.exe", "safetxt.exe"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\u200db", "ab"),
        ("bell\x07 and null\x00", "bell and null"),
        ("half \ud83d surrogate", "half \ufffd surrogate"),
        ("soft\u00adhyphen", "softhyphen"),
        ("e" + "\u0301" * 50, "é\u0301\u0301\u0301"),
    ],
)
def test_a_title_is_made_plain(title, expected):
    assert normalise(story(title)).title == expected


def test_a_long_title_is_cut_between_words():
    title = normalise(story("word " * 2_000)).title
    assert len(title) <= 500
    assert title.endswith("word…")


def test_a_long_body_is_cut():
    assert len(normalise(story(body="x" * 900_000)).body) <= LONGEST_BODY


def test_paragraphs_stay_and_blank_lines_go():
    assert normalise(story(body=" a \r\n\r\n\n b\u2029c \t d ")).body == "a\nb\nc d"


@pytest.mark.parametrize("title", ["", "  ", "\u200b", "&#8203;", "<br>"])
def test_nothing_at_all_is_dropped_with_its_reason(title):
    ended = normalise(story(title))
    assert isinstance(ended, Disposition)
    assert (ended.outcome, ended.reason) == ("dropped", "no_title")


def test_a_story_without_a_title_takes_its_first_sentence():
    found = normalise(story("", summary="The company said so on Monday. It gave no price.", body="Other."))
    assert found.title == "The company said so on Monday."
    assert (
        normalise(story("", body="公司周一宣布收购这家总部位于里昂的小型竞争对手。价格没有公布。")).title
        == "公司周一宣布收购这家总部位于里昂的小型竞争对手。"
    )
    assert normalise(story("", body="Short")).title == "Short"


def test_the_line_about_the_origin_becomes_the_origin():
    found = normalise(
        story(body="A text.\nSource: https://origin.example.com/a/b\nComments (2)", url="https://copy.example.org/x")
    )
    assert (found.body, found.origin_url) == ("A text.", "https://origin.example.com/a/b")


def test_an_origin_that_the_page_gave_stays():
    found = normalise(story(body="A text.\nSource: https://b.example.com/a/b", origin_url="https://a.example.com/x/y"))
    assert found.origin_url == "https://a.example.com/x/y"


def test_authors_and_section_are_lines():
    found = normalise(story(authors=("Ada\nField", "  ", "\u202eTom"), section=" Tech \n news"))
    assert (found.authors, found.section) == (("Ada Field", "Tom"), "Tech news")


TEXT = st.text(st.characters(codec=None, categories=("L", "M", "N", "P", "S", "Z", "C")), max_size=200)


@given(TEXT, TEXT, TEXT)
def test_what_was_normalised_is_plain_and_stays_as_it_is(title, summary, body):
    once = normalise(story(title, summary=summary, body=body))
    if isinstance(once, Disposition):
        return
    for text in (once.title, once.summary, once.body):
        assert unicodedata.is_normalized("NFC", text)
        assert not any(unicodedata.category(c) in {"Cs", "Cc"} and c != "\n" for c in text)
        text.encode("utf-8")
    assert once.title
    twice = normalise(once)
    assert twice.body == once.body or len(twice.body) < len(once.body)
    assert twice.summary == once.summary
