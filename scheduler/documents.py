"""Documents on their way in and out of commands: JSON lines as the contract describes them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from crawler.extract.page import extract_page
from pipelines.errors import BadInput
from pipelines.model.event import Event
from pipelines.model.mention import Mention
from pipelines.model.page import Extracted, Page
from pipelines.model.settlement import Settlement
from pipelines.model.story import Story
from pipelines.steps.origin import split_origin
from scheduler.mention_row import told
from scheduler.reasons import joined_words, reason_row, status_words

LONGEST_LINE = 20_000_000
"""Characters of one line; a longer one is refused."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """One line of `analyze` or `replay` input.  `html` is the page's source."""

    document_id: str
    title: str
    summary: str = ""
    body: str = ""
    html: str = ""
    url: str | None = None
    source: str = ""
    lang: str | None = None
    published: datetime | None = None


def read_lines(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, Any] | BadInput]]:
    """Each line that is not blank with its number: a JSON object, or why it is none."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if len(line) > LONGEST_LINE:
            yield number, BadInput(f"longer than {LONGEST_LINE:,} characters")
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield number, BadInput(f"no JSON: {error}")
            continue
        yield number, value if isinstance(value, dict) else BadInput("expected a JSON object")


def document(row: Mapping[str, Any]) -> Document:
    """The document of a JSON object.  Raises BadInput, naming the field and what was expected."""
    html = _text(row, "html")
    return Document(
        document_id=_text(row, "id", required=True),
        title=_text(row, "title", required=not html),
        summary=_text(row, "summary"),
        body=_text(row, "body"),
        html=html,
        url=_text(row, "url") or None,
        source=_text(row, "source"),
        lang=_text(row, "lang") or None,
        published=_moment(row),
    )


def _text(row: Mapping[str, Any], key: str, *, required: bool = False) -> str:
    value = row.get(key)
    if value is None or value == "":
        if required:
            raise BadInput(f"{key}: required, a string")
        return ""
    if not isinstance(value, str):
        raise BadInput(f"{key}: expected a string, not {type(value).__name__}")
    return value


def _moment(row: Mapping[str, Any]) -> datetime | None:
    text = _text(row, "published")
    if not text:
        return None
    try:
        when = datetime.fromisoformat(text)
        return when if when.tzinfo else when.replace(tzinfo=UTC)
    except ValueError:
        raise BadInput(f"published: expected ISO 8601, not {text[:40]!r}") from None


def story_of(doc: Document, now: datetime) -> Story:
    """The story of a document; what it lacks is read from its `html`, its origin line also from plain text."""
    page = Extracted()
    if doc.html:
        url = doc.url or f"https://document.invalid/{doc.document_id}"
        page = extract_page(Page(url=url, html=doc.html.encode("utf-8", "replace"), charset="utf-8"))
    body, origin = doc.body or page.body, page.origin_url
    if doc.body:
        body, told, _ = split_origin(doc.body, doc.url)
        origin = origin or told
    return Story(
        story_id=doc.document_id,
        source=doc.source or "document",
        owner=doc.source,
        url=doc.url,
        canonical_url=page.canonical_url,
        origin_url=origin,
        title=doc.title or page.title,
        summary=doc.summary or page.lead,
        body=body,
        authors=page.authors,
        published=doc.published or page.published,
        first_seen=doc.published or page.published or now,
        lang=doc.lang or page.lang,
    )


def analysed(settlement: Settlement, events: list[dict[str, Any]], doc: Document) -> dict[str, Any]:
    """The line of `analyze` output for one document."""
    reading = settlement.reading
    return {
        "id": doc.document_id,
        "lang": (reading.lang if reading else settlement.story.lang) or "und",
        "ai_industry": bool(reading and reading.ai_industry),
        "duplicate_of": settlement.disposition.copy_of,
        "events": events,
    }


def explained(settlement: Settlement) -> dict[str, Any]:
    """What `--explain` adds to a document's line: why it is about AI or not, what it came near to, what was not read."""
    reading = settlement.reading
    if reading is None:
        return {"ended": settlement.disposition.detail}
    return {
        "relevance": [reason_row(reason) for reason in reading.relevance],
        "nearest": reading.nearest,
        "doubtful": [told(mention, "") for mention in reading.doubtful],
        "unread": reading.unread,
    }


def why(mention: Mention, event: Event | None, settlement: Settlement) -> dict[str, Any]:
    """What `--explain` adds to a mention: its grounds, why it has its status, why it is of this event."""
    story, reading = settlement.story, settlement.reading
    return {
        "reasons": [reason_row(reason) for reason in mention.reasons],
        "why_status": status_words(mention, reading) if reading else "",
        "why_event": joined_words(mention, story.when, story.story_id, event) if event else "",
    }
