"""JSON Feed 1.0 and 1.1."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crawler.entries import Draft
from pipelines.errors import PollError


@dataclass(frozen=True, kw_only=True, slots=True)
class JsonFeed:
    drafts: list[Draft]
    title: str
    language: str | None


def is_json(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n").startswith("{")


def read_json_feed(text: str) -> JsonFeed:
    """Raises PollError: `malformed` for what is no JSON, `not_a_feed` for what is no JSON Feed."""
    try:
        document = json.loads(text.lstrip("\ufeff"), parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        raise PollError("malformed", "not readable as JSON") from error
    items = document.get("items") if isinstance(document, Mapping) else None
    version = document.get("version") if isinstance(document, Mapping) else None
    if not isinstance(items, list) or not (isinstance(version, str) and "jsonfeed" in version):
        raise PollError("not_a_feed", "JSON, but no JSON Feed")
    language = _text(document, "language")[:2].lower() or None
    drafts = [_draft(item) for item in items if isinstance(item, Mapping)]
    return JsonFeed(drafts=drafts, title=_text(document, "title"), language=language)


def _draft(item: Mapping[str, Any]) -> Draft:
    return Draft(
        guid=_text(item, "id"),
        link=_text(item, "url") or _text(item, "external_url"),
        title=_text(item, "title"),
        summary=_text(item, "summary"),
        content=_text(item, "content_html") or _text(item, "content_text"),
        authors=_authors(item),
        published=_text(item, "date_published") or _text(item, "date_modified"),
        lang=_text(item, "language")[:2].lower() or None,
    )


def _authors(item: Mapping[str, Any]) -> tuple[str, ...]:
    """1.1 has `authors`, 1.0 had `author`."""
    many = item.get("authors")
    people = many if isinstance(many, list) else [item.get("author")]
    return tuple(name for person in people if isinstance(person, Mapping) and (name := _text(person, "name")))


def _text(mapping: Mapping[str, Any], key: str) -> str:
    """Ids were numbers in many feeds before 1.1."""
    value = mapping.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""
