"""The reader of the spider `vietnamnet`: section pages, feeds or the news sitemap, whatever an address answers with."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from crawler.addresses import read_freshest
from crawler.decode import decode
from crawler.entries import finish
from crawler.failures import FetchFailed, Stopped
from crawler.feeds import read_feed
from crawler.fetcher import Document
from crawler.listings import article_id, page_url, read_listing
from crawler.readers import Found, Poll, Reading
from crawler.sitemaps import is_sitemap, read_sitemap
from pipelines.errors import PollError
from pipelines.model.entry import Entry

_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_LANGUAGE = "vi"
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_HEAD = 4_000
_MOST_PAGES = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What one address answered with.  `pages`: it is a section page, others follow it."""

    found: Found
    pages: bool = False


async def read_vietnamnet(poll: Poll) -> Reading:
    """The freshest address's entries, and for a section page those of the pages behind it."""
    answers: dict[str, Answer] = {}

    async def read(poll: Poll, document: Document) -> Found:
        answer = await _read(poll, document)
        answers[document.url] = answer
        return answer.found

    reading = await read_freshest(poll, read)
    if any(answer.pages and answer.found.entries == reading.entries for answer in answers.values()):
        return await _further(poll, reading)
    return reading


async def _read(poll: Poll, document: Document) -> Answer:
    return await poll.workers.run(
        read_document, document.body, document.content_type, document.url, poll.now, poll.settings.max_entries
    )


def read_document(body: bytes, content_type: str, url: str, now: datetime, limit: int) -> Answer:
    """A section page, a news sitemap or a feed.  Freshness is the highest article number: listings have no times.

    Raises PollError.
    """
    head = decode(body[: _HEAD * 4], content_type)[:_HEAD]
    if is_sitemap(head):
        drafts = read_sitemap(body, content_type)
        entries = finish(drafts, url=url, zone=_ZONE, now=now, limit=limit, lang=_LANGUAGE)
        return Answer(found=_found(entries))
    if _HTML.search(head):
        entries = finish(
            read_listing(body, content_type, url), url=url, zone=_ZONE, now=now, limit=limit, lang=_LANGUAGE
        )
        return Answer(found=_found(entries), pages=True)
    feed = read_feed(body, content_type, url, now, limit)
    return Answer(found=replace(_found(feed.entries), ttl=feed.ttl))


def _found(entries: tuple[Entry, ...]) -> Found:
    numbers = [number for entry in entries if (number := article_id(entry.url or ""))]
    newest = max((entry.published for entry in entries if entry.published), default=None)
    return Found(entries=entries, freshness=float(max(numbers, default=0)), newest=newest)


async def _further(poll: Poll, reading: Reading) -> Reading:
    """Pages behind the first: as many as were asked for, else one more while everything was new."""
    entries = {entry.key: entry for entry in reading.entries}
    wanted = 2 if poll.pages is None else min(poll.pages, _MOST_PAGES)
    detail = reading.detail
    for number in range(1, wanted):
        if poll.pages is None and len(await poll.due(reading.entries)) < len(reading.entries):
            break
        try:
            answer = await _read(poll, await poll.fetcher.document(page_url(reading.url, number)))
        except Stopped:
            raise
        except (FetchFailed, PollError) as error:
            detail = f"page {number} failed: {error.reason}"
            break
        before = len(entries)
        entries = {entry.key: entry for entry in answer.found.entries} | entries
        if len(entries) == before:
            break
    ordered = sorted(entries.values(), key=lambda entry: article_id(entry.url or "") or 0, reverse=True)
    return replace(reading, entries=tuple(ordered[: poll.settings.max_entries]), detail=detail)
