"""From what a feed or listing says to entries: identity, clean addresses, plain texts, times that can be."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from urllib.parse import urljoin

from crawler.dates import parse_date
from crawler.plain_text import one_line, plain_text
from pipelines.model.entry import Entry
from pipelines.steps.urls import clean_url

TITLE_LIMIT = 500
SUMMARY_LIMIT = 5_000
CONTENT_LIMIT = 100_000
_KEY_LIMIT = 300
_AUTHORS = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """One item as it stands in the document: markup, relative links, dates in words.  Empty where it does not say."""

    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    lang: str | None = None


def finish(
    drafts: Iterable[Draft], *, url: str, zone: tzinfo, now: datetime, limit: int, lang: str | None = None
) -> tuple[Entry, ...]:
    """Entries without repetitions, newest first, at most `limit`; undated ones keep their place in the document.

    `url`: relative links are read by it; `zone`: of times that name none.  An item without title, link and text is none.
    """
    entries: dict[str, Entry] = {}
    for draft in newest_first(list(drafts), zone, limit):
        entry = _entry(draft, url, zone, now, lang)
        if entry is not None:
            entries.setdefault(entry.key, entry)
    return tuple(entries.values())


def newest_first(drafts: Sequence[Draft], zone: tzinfo, limit: int) -> list[Draft]:
    """Sorted only when every item has a date: half-dated documents keep their order, which is newest first as a rule."""
    dates = [parse_date(draft.published, zone) for draft in drafts]
    known = [date for date in dates if date is not None]
    if len(known) == len(drafts):
        order = sorted(range(len(drafts)), key=lambda index: known[index], reverse=True)
        return [drafts[index] for index in order[:limit]]
    return list(drafts[:limit])


def _entry(draft: Draft, url: str, zone: tzinfo, now: datetime, lang: str | None) -> Entry | None:
    link = absolute(draft.link, url)
    title = one_line(draft.title, TITLE_LIMIT)
    summary = plain_text(draft.summary, SUMMARY_LIMIT)
    content = plain_text(draft.content, CONTENT_LIMIT) if draft.content else ""
    if not (link or title or summary or content):
        return None
    published = parse_date(draft.published, zone)
    return Entry(
        key=_key(draft.guid, link, title or summary or content),
        url=link or None,
        title=title,
        summary=summary,
        content=content if content != summary else "",
        authors=tuple(dict.fromkeys(one_line(name, 100) for name in draft.authors[:_AUTHORS] if name.strip())),
        published=min(published, now) if published else None,
        published_raw=one_line(draft.published, 100),
        lang=draft.lang or lang,
    )


def absolute(link: str, base: str) -> str:
    """The clean absolute address of a link as it stands in a document; "" where it is none."""
    text = link.strip()
    if not text:
        return ""
    try:
        return clean_url(urljoin(base, text))
    except ValueError:
        return ""


def _key(guid: str, link: str, words: str) -> str:
    """guid, else link, else a hash of the words.  Long guids are cut to a hash: keys are kept for every entry."""
    guid = " ".join(guid.split())
    if guid.startswith(("http://", "https://")):
        guid = clean_url(guid) or guid
    key = guid or link or "text:" + hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:32]
    return key if len(key) <= _KEY_LIMIT else "long:" + hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:32]
