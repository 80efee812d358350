"""What is a copy, and what only looks like one."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipelines.model.disposition import DropReason
from pipelines.model.settlement import KnownStory
from pipelines.model.story import Story
from pipelines.steps.copies import alike, copy_of, story_urls
from pipelines.steps.signature import signature

NOW = datetime(2026, 5, 1, tzinfo=UTC)
TITLE = "Lantern to buy rival Moraine for 300 million euros"


def prose(count, seed=0):
    """Text of `count` words that no other seed gives."""
    source = random.Random(seed)
    vocabulary = [f"word{seed}x{n}" for n in range(400)]
    return " ".join(source.choice(vocabulary) for _ in range(count))


def story(title=TITLE, **fields):
    return Story(**{"story_id": "new", "source": "s", "title": title, "first_seen": NOW, "lang": "en"} | fields)


def known(title=TITLE, **fields):
    it = story(title, **{"story_id": "old"} | fields)
    return KnownStory(
        story_id=it.story_id,
        source=it.source,
        owner=it.owner,
        title=it.title,
        lang=it.lang,
        urls=story_urls(it),
        first_seen=it.first_seen,
        signature=signature(it),
        event_ids=(),
    )


def verdict(new, *others):
    found = copy_of(new, signature(new), others)
    return (found.reason, found.story_id) if found else None


URL = "https://www.example.com/2026/lantern-moraine"


@pytest.mark.parametrize(
    ("new", "old", "reason"),
    [
        ({"url": URL}, {"url": URL}, DropReason.COPY_URL),
        ({"url": "https://m.example.com/2026/lantern-moraine?utm_source=x"}, {"url": URL}, DropReason.COPY_URL),
        ({"url": "https://b.example.org/some/copy", "canonical_url": URL}, {"url": URL}, DropReason.COPY_URL),
        ({"url": URL}, {"url": "https://b.example.org/some/copy", "canonical_url": URL}, DropReason.COPY_URL),
        ({"url": "https://b.example.org/some/copy", "origin_url": URL}, {"url": URL}, DropReason.COPY_ORIGIN),
        (
            {"url": "https://b.example.org/some/copy", "origin_url": URL},
            {"url": "https://c.example.net/other/copy", "origin_url": URL},
            DropReason.COPY_ORIGIN,
        ),
        (
            {
                "url": "https://www.vietnam.vn/ar/hang-chip-sao-mai-goi-von-lon",
                "title": "شركة ساو ماي تجمع المال",
                "lang": "ar",
            },
            {
                "url": "https://www.vietnam.vn/ja/hang-chip-sao-mai-goi-von-lon",
                "title": "サオマイが資金調達",
                "lang": "ja",
            },
            DropReason.COPY_URL,
        ),
    ],
)
def test_copies_by_address(new, old, reason):
    text = prose(50, 1)
    assert verdict(story(**{"body": text} | new), known(**{"body": f"{text} more"} | old)) == (reason, "old")


def test_two_papers_that_cite_one_source_are_no_copies_unless_they_share_its_words():
    new = story("Lantern takes over Moraine", url="https://b.example.org/our/story", origin_url=URL, body=prose(200, 1))
    old = known(url="https://c.example.net/own/report", origin_url=URL, body=prose(200, 2))
    assert verdict(new, old) is None
    assert verdict(replace(new, lang="de"), old) == (DropReason.COPY_ORIGIN, "old")


def test_the_original_that_comes_after_its_translation_is_found_by_its_address():
    translation = known("ترجمة", url="https://b.example.org/ar/copy", origin_url=URL, lang="ar")
    assert verdict(story(url=URL), translation) == (DropReason.COPY_URL, "old")


def test_one_canonical_address_for_all_pages_of_a_site_makes_no_copies():
    home = "https://www.example.com/start/index.html"
    new = story(
        "Court rules on the merger", url="https://www.example.com/a/1234", canonical_url=home, body=prose(200, 1)
    )
    old = known("Storm over the coast", url="https://www.example.com/b/5678", canonical_url=home, body=prose(200, 2))
    assert verdict(new, old) is None


BODY = prose(400)


def edited(text, share, seed=7):
    source = random.Random(seed)
    return " ".join("changed" if source.random() < share else word for word in text.split())


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (TITLE, BODY),
        ("A different headline stands above this copy", BODY),
        (TITLE, edited(BODY, 0.03)),
        (TITLE, BODY.split(" ", 50)[-1]),
        (TITLE, f"{BODY} This article was first published elsewhere and is shown here with permission."),
        (TITLE, " ".join(BODY.split()[:130])),
        ("Lantern will buy its rival Moraine for 300 million euros", edited(BODY, 0.02)),
    ],
    ids=["same", "headline", "edits", "lead cut", "source line", "first third", "headline and edits"],
)
def test_copies_by_text(title, body):
    assert verdict(story(title, body=body), known(body=BODY)) == (DropReason.COPY_TEXT, "old")


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Moraine's board rejects the offer by Lantern", f"{prose(200, 9)} {BODY}"),
        ("Gold price on 5 May: up again", BODY.replace("word0x1 ", "five ")),
        ("Something else entirely has happened", prose(400, 3)),
        (TITLE, prose(400, 3)),
    ],
    ids=["new development over old text", "another day's table", "another story", "another text under the same title"],
)
def test_no_copies_by_text(title, body):
    old_title = "Gold price on 4 May: up again" if title.startswith("Gold") else TITLE
    assert verdict(story(title, body=body), known(old_title, body=BODY)) is None


SHORT = "{who} has raised {much} million dollars in a round led by {lead}, the company said on Tuesday in a statement, and plans to hire {n} engineers by the end of the year in Berlin and Lisbon"


@pytest.mark.parametrize(
    "other",
    [
        {"who": "Moraine"},
        {"much": "45"},
        {"lead": "Otter Capital"},
    ],
)
def test_short_items_that_differ_in_one_thing_are_two_stories(other):
    facts = {"who": "Lantern", "much": "30", "lead": "Birch Ventures", "n": "60"}
    changed = facts | other
    title = "{who} raises {much} million dollars from {lead}"
    new = story(title.format(**changed), summary=SHORT.format(**changed))
    assert verdict(new, known(title.format(**facts), summary=SHORT.format(**facts))) is None


def test_short_items_of_other_stages_are_two_stories():
    summary = "The offer of 300 million euros by Lantern for its smaller rival Moraine was made public on Tuesday by both firms"
    new = story("Moraine rejects the offer by Lantern", summary=summary)
    assert verdict(new, known("Moraine accepts the offer by Lantern", summary=summary)) is None


def test_a_short_item_that_was_only_lengthened_in_its_title_is_a_copy():
    summary = "The offer of 300 million euros by Lantern for its smaller rival Moraine was made public on Tuesday by both firms, and the regulators in Brussels have been told of it as well as the unions"
    new = story("Moraine rejects the offer by Lantern for good", summary=summary)
    assert verdict(new, known("Moraine rejects the offer by Lantern", summary=summary)) == (DropReason.COPY_TEXT, "old")


def test_a_title_alone_is_the_copy_of_the_article_under_it():
    assert verdict(story(), known(body=BODY)) == (DropReason.COPY_TEXT, "old")
    assert verdict(story("Morning briefing"), known("Morning briefing")) is None


def test_texts_in_two_languages_or_weeks_apart_are_no_copies():
    new = story(body=BODY)
    assert verdict(replace(new, lang="de"), known(body=BODY)) is None
    assert verdict(new, known(body=BODY, first_seen=NOW - timedelta(days=9))) is None
    assert verdict(replace(new, lang=None), known(body=BODY)) == (DropReason.COPY_TEXT, "old")


def test_titles_decide_where_one_origin_is_named_and_a_text_is_missing():
    old = known(url="https://c.example.net/own/report", origin_url=URL, body=BODY)
    new = {"url": "https://b.example.org/our/story", "origin_url": URL}
    assert verdict(story("Lantern will buy its rival Moraine for 300 million", **new), old) == (
        DropReason.COPY_ORIGIN,
        "old",
    )
    assert verdict(story("Storm over the coast", **new), old) is None


def test_an_address_decides_before_a_text_and_the_most_similar_text_before_others():
    by_text = known(body=BODY, story_id="text")
    by_url = known("Other title for this", url=URL, story_id="url")
    assert verdict(story(url=URL, body=BODY), by_text, by_url) == (DropReason.COPY_URL, "url")
    less = known(body=edited(BODY, 0.05), story_id="less")
    assert verdict(story(body=BODY), less, by_text) == (DropReason.COPY_TEXT, "text")


def test_nothing_known_is_no_copy():
    assert verdict(story(body=BODY)) is None


def test_look_up_keys_are_the_three_addresses_once():
    found = story_urls(story(url=URL, canonical_url=f"{URL}?utm_source=x", origin_url="https://o.example.net/a/b-c-d"))
    assert found == ("example.com/2026/lantern-moraine", "o.example.net/a/b-c-d")


def test_words_in_common():
    assert alike("a b c", "b c d") == pytest.approx(0.5)
    assert alike("", "a") == 0.0
