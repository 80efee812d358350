"""Feeds of every kind into entries.  The only module that knows feedparser."""

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import feedparser

from crawler.dates import home_zone
from crawler.decode import decode
from crawler.entries import Draft, finish
from crawler.json_feed import is_json, read_json_feed
from crawler.plain_text import one_line
from crawler.trim import trim_items
from crawler.xml_guard import check_shape, guard_xml, mend_entities
from pipelines.errors import PollError
from pipelines.model.entry import Entry

MAX_BYTES = 50_000_000
"""The last gate: `crawl.max_feed_size` stops a download long before."""
_PERIODS = {"hourly": 3_600.0, "daily": 86_400.0, "weekly": 604_800.0, "monthly": 2_592_000.0, "yearly": 31_536_000.0}
_LONGEST_TTL = 86_400.0
"""Feeds that ask for longer pauses than a day are mostly templates nobody filled in."""
_ROOT = re.compile(r"<(?:[\w.-]+:)?(rss|feed|rdf|channel)\b", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_LOOK_AT = 4_000
_LANGUAGE_ZONES = {"vi": "Asia/Ho_Chi_Minh", "ja": "Asia/Tokyo", "ko": "Asia/Seoul"}
"""Languages of one time zone, for times without zone on sites whose address does not tell."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """What one answer said.  `entries` newest first; `ttl` in seconds; `newest`: latest publication, never in the future."""

    entries: tuple[Entry, ...]
    title: str = ""
    language: str | None = None
    ttl: float | None = None
    newest: datetime | None = None


def read_feed(body: bytes, content_type: str, url: str, now: datetime, limit: int) -> Feed:
    """Entries of an RSS, Atom, RDF or JSON feed, at most `limit` of them.

    `url` is where the feed came from: relative links and times without zone are read by it.  Raises PollError:
    `empty`, `too_large`, `html_instead_of_feed`, `not_a_feed`, `malformed`, `xml_entities`.
    A half-written feed gives the entries that can be read; a feed without entries gives none.
    """
    if len(body) > MAX_BYTES:
        raise PollError("too_large", f"{len(body)} bytes")
    text = decode(body, content_type)
    if not text.strip("\ufeff \t\r\n\0"):
        raise PollError("empty", "the answer has no content")
    if is_json(text):
        parsed = read_json_feed(text)
        drafts, title, language, ttl = parsed.drafts, parsed.title, parsed.language, None
    else:
        drafts, title, language, ttl = _read_xml(text, url, limit)
    entries = finish(drafts, url=url, zone=_zone(url, language), now=now, limit=limit, lang=language)
    newest = max((entry.published for entry in entries if entry.published), default=None)
    return Feed(entries=entries, title=one_line(title, 200), language=language, ttl=ttl, newest=newest)


def _read_xml(text: str, url: str, limit: int) -> tuple[list[Draft], str, str | None, float | None]:
    head = text[:_LOOK_AT]
    if not _ROOT.search(head):
        is_html = bool(_HTML.search(head))
        raise PollError("html_instead_of_feed" if is_html else "not_a_feed", _first_words(head))
    document = trim_items(guard_xml(text), limit, home_zone(url))
    check_shape(document)
    parsed = _parse(mend_entities(document), url)
    if not parsed.get("version") and not parsed["entries"]:
        raise PollError("malformed" if parsed.get("bozo") else "not_a_feed", _first_words(head))
    if parsed.get("bozo") and not parsed["entries"] and _was_cut(text):
        raise PollError("malformed", "the document ends in the middle, before its first entry")
    feed = parsed["feed"]
    drafts = [_draft(item) for item in parsed["entries"]]
    return drafts, _text(feed, "title"), _language(feed.get("language")), _ttl(feed)


def _parse(text: str, url: str) -> Mapping[str, Any]:
    """Run feedparser on clean UTF-8.  It neither sanitises nor resolves: texts become plain anyway."""
    document = b"<?xml version='1.0' encoding='utf-8'?>\n" + text.encode("utf-8", "replace")
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    try:
        parsed: Mapping[str, Any] = feedparser.parse(
            io.BytesIO(document), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
        )
    except (
        ValueError,
        TypeError,
        AttributeError,
        KeyError,
        IndexError,
        LookupError,
        RecursionError,
        AssertionError,
    ) as error:
        # feedparser stumbles over some broken documents instead of saying so
        raise PollError("malformed", type(error).__name__) from error
    return parsed


def _draft(item: Mapping[str, Any]) -> Draft:
    contents = [part.get("value") or "" for part in item.get("content") or () if isinstance(part, Mapping)]
    return Draft(
        guid=_text(item, "id"),
        link=_link(item),
        title=_text(item, "title"),
        summary=_text(item, "summary"),
        content=max(contents, key=len, default=""),
        authors=tuple(_authors(item)),
        published=_text(item, "published") or _text(item, "created") or _text(item, "updated"),
    )


def _link(item: Mapping[str, Any]) -> str:
    """The entry's page: Atom's `alternate`, RSS's `link`, else a guid that is a permalink (feedparser's doing)."""
    links = [link for link in item.get("links") or () if isinstance(link, Mapping) and link.get("href")]
    alternates = [link["href"] for link in links if link.get("rel", "alternate") == "alternate"]
    typed = [
        link["href"]
        for link in links
        if link.get("rel") == "alternate" and link.get("type") in {"text/html", "application/xhtml+xml"}
    ]
    original = _text(item, "feedburner_origlink")
    return original or next(iter((*typed, *alternates)), "") or _text(item, "link")


def _authors(item: Mapping[str, Any]) -> Iterable[str]:
    for author in item.get("authors") or ():
        name = author.get("name") if isinstance(author, Mapping) else None
        if isinstance(name, str) and name:
            yield name


def _text(mapping: Mapping[str, Any], key: str) -> str:
    value = mapping.get(key)
    return value if isinstance(value, str) else ""


def _language(raw: object) -> str | None:
    match = re.match(r"[a-z]{2,3}(?![a-z])", raw.strip().lower()) if isinstance(raw, str) else None
    return match[0] if match else None


def _ttl(feed: Mapping[str, Any]) -> float | None:
    """Seconds: RSS `ttl` is minutes; `sy:updatePeriod` is divided by `sy:updateFrequency`."""
    try:
        if feed.get("ttl"):
            seconds = float(feed["ttl"]) * 60
        elif feed.get("sy_updateperiod"):
            seconds = _PERIODS[str(feed["sy_updateperiod"]).strip().lower()] / max(
                1.0, float(feed.get("sy_updatefrequency") or 1)
            )
        else:
            return None
    except (ValueError, TypeError, KeyError):
        return None
    return min(seconds, _LONGEST_TTL) if seconds > 0 else None


def _zone(url: str, language: str | None) -> tzinfo:
    zone = home_zone(url)
    named = _LANGUAGE_ZONES.get(language or "")
    return ZoneInfo(named) if zone is UTC and named else zone


def _first_words(text: str) -> str:
    return "the answer begins with: " + one_line(re.sub(r"[<>]", " ", text[:400]), 80)


def _was_cut(text: str) -> bool:
    return not re.search(r"</(?:[\w.-]+:)?(?:rss|feed|rdf|channel)\s*>\s*\Z", text, re.IGNORECASE)
