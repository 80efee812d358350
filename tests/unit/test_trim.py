"""Cutting long feeds to the items that are read."""

from datetime import UTC

import pytest

from crawler.trim import trim_items


def item(number, date=""):
    return f"<item><title>number {number}</title>{date}</item>"


def dated(number, day):
    return item(number, f"<pubDate>{day:02} Jan 2026 10:00:00 GMT</pubDate>")


def numbers(text):
    return [int(part.split("<")[0]) for part in text.split("number ")[1:]]


def test_keeps_the_newest_whatever_their_place():
    text = "<rss>" + "".join(dated(n, day) for n, day in enumerate([3, 9, 1, 7, 5])) + "</rss>"

    assert numbers(trim_items(text, 2, UTC)) == [1, 3]


def test_keeps_the_first_where_a_date_is_missing():
    text = "<rss>" + dated(0, 1) + item(1) + dated(2, 9) + "</rss>"

    assert numbers(trim_items(text, 2, UTC)) == [0, 1]


def test_keeps_what_stands_around_the_items():
    text = "<rss><channel><title>t</title>" + item(1) + "<ttl>5</ttl>" + item(2) + "</channel></rss>"

    assert trim_items(text, 1, UTC) == "<rss><channel><title>t</title>" + item(1) + "<ttl>5</ttl></channel></rss>"


def test_atom_entries_count_too():
    entries = "".join(f"<entry><id>number {n}</id><updated>2026-01-0{n}T00:00:00Z</updated></entry>" for n in (1, 2, 3))

    assert numbers(trim_items(f"<feed>{entries}</feed>", 1, UTC)) == [3]


@pytest.mark.parametrize(
    "text",
    [
        "<rss>" + item(1) + "</rss>",
        "<rss><item>number 1<item>number 2</item></item><item>number 3</item></rss>",
        "<rss><items><li/></items>" + item(1) + "</rss>",
        "<rss></item>" + item(1) + item(2) + "</rss>",
    ],
    ids=["short", "nested", "rdf list", "stray end"],
)
def test_leaves_the_rest_alone(text):
    assert trim_items(text, 1, UTC) == text


def test_a_last_item_that_is_cut_off_stays_for_the_parser_to_judge():
    text = "<rss>" + item(1) + item(2) + "<item><title>number 3</ti"

    assert trim_items(text, 1, UTC) == "<rss>" + item(1) + "<item><title>number 3</ti"
