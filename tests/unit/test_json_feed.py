"""JSON Feed."""

import json
from datetime import UTC, datetime

import pytest

from crawler.feeds import read_feed
from pipelines.errors import PollError

NOW = datetime(2026, 10, 6, 12, 0, tzinfo=UTC)
URL = "https://news.example.com/feed.json"


def read(document):
    return read_feed(json.dumps(document).encode(), "application/feed+json", URL, NOW, 200)


def feed(*items, version="1.1", **more):
    return {"version": f"https://jsonfeed.org/version/{version}", "title": "Wire", "items": list(items), **more}


def test_version_1_1():
    item = {
        "id": "1",
        "url": "/a?utm_source=json",
        "title": "A &amp; B",
        "summary": "Short.",
        "content_html": "<p>Long.</p>",
        "date_published": "2026-10-06T10:00:00+07:00",
        "authors": [{"name": "Ada Lane"}, {"name": "Bo Kim"}],
        "language": "vi",
    }

    found = read(feed(item, language="en"))
    (entry,) = found.entries

    assert (found.title, found.language) == ("Wire", "en")
    assert (entry.key, entry.url, entry.title) == ("1", "https://news.example.com/a", "A & B")
    assert (entry.summary, entry.content, entry.authors) == ("Short.", "Long.", ("Ada Lane", "Bo Kim"))
    assert entry.published == datetime(2026, 10, 6, 3, 0, tzinfo=UTC)
    assert entry.lang == "vi"


def test_version_1_0():
    (entry,) = read(
        feed(
            {
                "id": 17,
                "external_url": "https://other.example.com/x",
                "content_text": "Words",
                "author": {"name": "Ada"},
            },
            version="1",
        )
    ).entries

    assert (entry.key, entry.url, entry.content, entry.authors) == (
        "17",
        "https://other.example.com/x",
        "Words",
        ("Ada",),
    )


@pytest.mark.parametrize(
    "item",
    [
        None,
        5,
        "x",
        [],
        {"id": None, "title": {"a": 1}},
        {"authors": "Ada"},
        {"authors": [None, {"name": 5}]},
        {"url": ["x"]},
    ],
)
def test_odd_items_do_no_harm(item):
    assert [entry.key for entry in read(feed(item, {"id": "good", "title": "T"})).entries][-1] == "good"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"version": "https://jsonfeed.org/version/1", "items": [', "malformed"),
        ('{"error": "not found"}', "not_a_feed"),
        ('{"version": "https://jsonfeed.org/version/1", "items": {}}', "not_a_feed"),
        ('{"version": 2, "items": []}', "not_a_feed"),
        ('{"a":' * 100_000, "malformed"),
    ],
)
def test_what_is_no_json_feed_says_so(text, reason):
    with pytest.raises(PollError) as caught:
        read_feed(text.encode(), "application/json", URL, NOW, 10)

    assert caught.value.reason == reason
