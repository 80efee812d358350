"""When the article was published."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time, tzinfo
from itertools import islice
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


def published(
    document: Document, node: Node, head: Sequence[Block] = (), given: datetime | None = None
) -> datetime | None:
    """The time of publication, aware; midnight of the site's zone where only a day is named.

    What the page's data say comes first, then `given` (the feed's word), then what merely stands on the page: that may
    be another article's time.
    """
    zone = zone_of(document)
    return _first(_stated(document, node), zone) or given or _first(_shown(document, head), zone)


def _first(candidates: Iterable[str], zone: tzinfo) -> datetime | None:
    """The first time; a mere day is made exact by a later candidate of that day."""
    day: datetime | None = None
    for candidate in candidates:
        found = parse_when(candidate, zone)
        if found is None:
            continue
        if found.timetz().replace(tzinfo=None) != time.min:
            return found if day is None or day.date() == found.date() else day
        day = day or found
    return day


def zone_of(document: Document) -> tzinfo:
    """The zone of the site's naive times: its rule's, else its country's, else UTC."""
    name = document.rule.zone or page_words().zones.get(document.host.rsplit(".", 1)[-1], "")
    try:
        return ZoneInfo(name) if name else UTC
    except ZoneInfoNotFoundError:
        return UTC


def _stated(document: Document, node: Node) -> Iterator[str]:
    """What data and the site's rule say, the surest first."""
    yield text(node, "datePublished")
    yield from _in_scripts(document)
    for name in META:
        yield from document.meta.get(name, ())
    yield from pick(document.tree, document.rule.time)
    for element in document.tree.iterfind(".//*[@itemprop='datePublished']"):
        yield element.get("datetime") or element.get("content") or text_of(element)
    yield text(node, "dateCreated")


def _shown(document: Document, head: Sequence[Block]) -> Iterator[str]:
    """What stands on the page or in its address."""
    for element in islice(document.tree.iter("time"), MOST_TIMES):
        yield element.get("datetime") or text_of(element)
    yield from (block.text for block in head if len(block.text) <= LONGEST_LINE)
    if match := IN_PATH.search(document.url):
        yield "-".join(match.groups())


def _in_scripts(document: Document) -> Iterator[str]:
    for name in document.rule.script_time:
        pattern = re.compile(rf"\b{re.escape(name)}\b['\"]?\s*[:=]\s*['\"]([^'\"]{{8,60}})['\"]")
        for script in document.tree.iter("script"):
            if script.text and (match := pattern.search(script.text)):
                yield match[1]
