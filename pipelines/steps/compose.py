"""Compose: a feed's entry and what its page says become a story.

The page's own words are taken where it has them, the feed's where it has not: a page that could not be had leaves a
story with the feed's title and text.
"""

import hashlib
from datetime import datetime, timedelta

from pipelines.model.entry import Entry
from pipelines.model.page import Extracted
from pipelines.model.story import Story

FUTURE = timedelta(minutes=10)
"""A publication time further ahead than this is not believed."""


def story_id(source: str, entry_key: str, url: str | None) -> str:
    """The identity of an article: its address, else its source and its key there."""
    return hashlib.sha256((url or f"{source}|{entry_key}").encode("utf-8", "replace")).hexdigest()[:16]


def compose(  # noqa: PLR0917 — called across processes by position
    source: str, owner: str, language: str | None, entry: Entry, extracted: Extracted | None, now: datetime
) -> Story:
    """The story of `entry` as read at `now` (aware)."""
    page = extracted or Extracted()
    return Story(
        story_id=story_id(source, entry.key, entry.url),
        source=source,
        owner=owner or source,
        url=entry.url,
        canonical_url=page.canonical_url,
        origin_url=page.origin_url,
        title=page.title or entry.title,
        summary=page.lead or entry.summary,
        body=page.body or entry.content,
        authors=page.authors or entry.authors,
        section=page.section,
        published=_published(entry, page, now),
        first_seen=now,
        lang=page.lang or entry.lang or language,
    )


def _published(entry: Entry, page: Extracted, now: datetime) -> datetime | None:
    """The page's time, else the feed's; never later than now."""
    for when in (page.published, entry.published):
        if when is not None and when.tzinfo is not None and when <= now + FUTURE:
            return min(when, now)
    return None
