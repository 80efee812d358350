"""Which of a page's titles is the headline."""

import pytest

from crawler.extract.title import choose, without_suffix

SITE = {"theexamplepost", "newsexample", "example", "中日新聞web"}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Lantern buys Moraine | The Example Post", "Lantern buys Moraine"),
        ("Lantern buys Moraine - The Example Post", "Lantern buys Moraine"),
        ("Lantern buys Moraine – Example", "Lantern buys Moraine"),
        ("Lantern buys Moraine -- The Example Post", "Lantern buys Moraine"),
        ("南海トラフ、一時調査　巨大地震、基準達せず：中日新聞Web", "南海トラフ、一時調査　巨大地震、基準達せず"),
        ("Lantern - Moraine: a deal - explained", "Lantern - Moraine: a deal - explained"),
        ("State-of-the-art model released", "State-of-the-art model released"),
        ("BUDGET 3.0 | What it means", "BUDGET 3.0 | What it means"),
        ("The Example Post", "The Example Post"),
        ("Lantern buys Moraine | Business | The Example Post", "Lantern buys Moraine | Business"),
        ("", ""),
    ],
)
def test_the_site_behind_a_title_goes(title, expected):
    assert without_suffix(title, SITE, []) == expected


def test_an_unknown_suffix_goes_where_another_title_of_the_page_is_the_rest():
    given = ["Lantern buys Moraine | Business | The Example Post", "Lantern buys Moraine"]
    assert without_suffix(given[0], SITE, given) == "Lantern buys Moraine"


@pytest.mark.parametrize(
    ("headline", "shared", "whole", "headings", "expected"),
    [
        ("A", "B", "B", ["A"], "A"),
        ("A", "B", "C", ["D"], "A"),
        ("A", "B", "A", ["B"], "B"),
        ("A", "A", "B", ["C"], "A"),
        ("", "B", "C", ["News", "B"], "B"),
        ("", "B", "C", ["D"], "D"),
        ("", "B", "C", ["D", "C"], "C"),
        ("", "B", "C", [], "B"),
        ("", "", "C", [], "C"),
        ("", "", "", ["D"], "D"),
        ("", "", "", [], ""),
    ],
)
def test_the_surest_title_is_taken(headline, shared, whole, headings, expected):
    assert choose(headline, shared, whole, headings) == expected


def test_a_headline_said_twice_in_the_data_stays_against_page_and_networks():
    assert choose("A", "B", "B", ["B"], repeated=True) == "A"


def test_a_headline_that_was_cut_is_made_whole():
    whole = (
        "A maker of small language models has bought a rival from Lyon for a price that nobody wants to name in public"
    )
    assert choose("A maker of small language models has bought…", whole, "", []) == whole
    assert choose("A maker of small language models has bought...", "Other", "", [whole]) == whole
