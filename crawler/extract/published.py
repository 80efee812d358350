"""When the article was published."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from config.sites import page_words
from crawler.extract.blocks import Block
from crawler.extract.document import Document, pick, text_of
from crawler.extract.structured import Node, text
from crawler.extract.when import parse_when

META = (
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "citation_online_date",
    "cxenseparse:recs:publishtime",
    "date",
)
IN_PATH = re.compile(r"/(20\d{2})[/-]?(\d{2})[/-]?(\d{2})(?:/|-|\d|$)")
MOST_TIMES = 40
LONGEST_LINE = 60
"""Characters of a line below the headline that may hold the time."""


def published(document: Document, node: Node, head: Sequence[Block] = ()) -> datetime | None:
    """The time of publication, aware; midnight of the site's zone where only a day is named."""
    zone = zone_of(document)
    first: datetime | None = None
    for candidate in _candidates(document, node, head):
        found = parse_when(candidate, zone)
        if found is None:
            continue
        if found.timetz().replace(tzinfo=None) != time.min:
            return found if first is None or first.date() == found.date() else first
        first = first or found
    return first


def zone_of(document: Document) -> tzinfo:
    """The zone of the site's naive times: its rule's, else its country's, else UTC."""
    name = document.rule.zone or page_words().zones.get(document.host.rsplit(".", 1)[-1], "")
    try:
        return ZoneInfo(name) if name else UTC
    except ZoneInfoNotFoundError:
        return UTC


def _candidates(document: Document, node: Node, head: Sequence[Block]) -> Iterator[str]:
    """Texts that may hold the time, the surest first."""
    yield text(node, "datePublished")
    yield from _in_scripts(document)
    for name in META:
        yield from document.meta.get(name, ())
    yield from pick(document.tree, document.rule.time)
    yield text(node, "dateCreated")
    yield from _in_elements(document)
    yield from (block.text for block in head if len(block.text) <= LONGEST_LINE)
    if match := IN_PATH.search(document.url):
        yield "-".join(match.groups())


def _in_scripts(document: Document) -> Iterator[str]:
    for name in document.rule.script_time:
        pattern = re.compile(rf"\b{re.escape(name)}\b['\"]?\s*[:=]\s*['\"]([^'\"]{{8,60}})['\"]")
        for script in document.tree.iter("script"):
            if script.text and (match := pattern.search(script.text)):
                yield match[1]


def _in_elements(document: Document) -> Iterator[str]:
    for element in document.tree.iterfind(".//*[@itemprop='datePublished']"):
        yield element.get("datetime") or element.get("content") or text_of(element)
    for number, element in enumerate(document.tree.iter("time")):
        if number >= MOST_TIMES:
            return
        yield element.get("datetime") or text_of(element)
