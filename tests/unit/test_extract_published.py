"""Which of a page's times is that of publication."""

from datetime import UTC, datetime

import pytest

from crawler.extract.document import parse
from crawler.extract.published import published
from pipelines.model.page import Page


def when(html, node=None, given=None, url="https://news.example/a"):
    found = published(
        parse(Page(url=url, html=f"<html><body>{html}x".encode(), charset="utf-8")), node or {}, (), given
    )
    return found.isoformat() if found else None


DATA = {"datePublished": "2026-05-01T10:00:00Z"}
META = '<meta property="article:published_time" content="2026-05-02T10:00:00Z">'
MARKED = '<span itemprop="datePublished" content="2026-05-03T10:00:00Z"></span>'
SHOWN = '<time datetime="2026-05-04T10:00:00Z">today</time>'
GIVEN = datetime(2026, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("html", "node", "given", "day"),
    [
        (META + MARKED + SHOWN, DATA, GIVEN, 1),
        (META + MARKED + SHOWN, None, GIVEN, 2),
        (MARKED + SHOWN, None, GIVEN, 3),
        (SHOWN, None, GIVEN, 9),
        (SHOWN, None, None, 4),
    ],
)
def test_the_surest_time_is_taken(html, node, given, day):
    assert when(html, node, given).startswith(f"2026-05-0{day}T")


def test_a_day_is_made_exact_by_another_source_of_that_day():
    assert when(META, {"datePublished": "2026-05-02"}) == "2026-05-02T10:00:00+00:00"
    assert when(META, {"datePublished": "2026-05-01"}) == "2026-05-01T00:00:00+00:00"


def test_the_address_names_the_day_where_nothing_else_does():
    assert when("", url="https://news.example/2026/05/07/lantern") == "2026-05-07T00:00:00+00:00"
    assert when("", url="https://news.example/lantern-20260507.html") is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://news.example.vn/a", "2026-05-01T10:00:00+07:00"),
        ("https://news.example.de/a", "2026-05-01T10:00:00+02:00"),
        ("https://news.example.com/a", "2026-05-01T10:00:00+00:00"),
    ],
)
def test_a_time_without_a_zone_is_the_countrys(url, expected):
    assert when("", {"datePublished": "2026-05-01T10:00:00"}, url=url) == expected


def test_no_time_is_none():
    assert when("<p>Nothing here</p>") is None
