"""The Atom feed as text (RFC 4287), written and read again.  Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree

_ATOM = "http://www.w3.org/2005/Atom"
_NAME = "urn:newsbell:alert:"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One alert in the feed.  `at` is ISO 8601 with offset; `link` and `kind` may be empty."""

    name: str
    title: str
    text: str
    language: str
    link: str
    kind: str
    at: str


def feed(title: str, entries: Sequence[Entry]) -> bytes:
    """The whole document, the newest entry first."""
    root = etree.Element(_tag("feed"), nsmap={None: _ATOM})
    _text(root, "title", title)
    _text(root, "id", "urn:newsbell:feed:" + hashlib.sha256(title.encode()).hexdigest()[:24])
    _text(root, "updated", entries[0].at)
    etree.SubElement(_text(root, "author", ""), _tag("name")).text = "newsbell"
    _text(root, "generator", "newsbell")
    for entry in entries:
        _entry(root, entry)
    document: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return document


def entries_of(document: bytes) -> tuple[Entry, ...]:
    """The entries of a feed that `feed` wrote.  Raises ValueError for anything else."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"no XML: {error.msg}") from None
    if root.tag != _tag("feed"):
        raise ValueError("no Atom feed")
    return tuple(_read(element) for element in root.iterfind(_tag("entry")))


def _entry(root: Any, entry: Entry) -> None:  # noqa: ANN401 — lxml has no types
    element = etree.SubElement(root, _tag("entry"))
    if entry.language:
        element.set(_XML_LANG, entry.language)
    _text(element, "id", _NAME + entry.name)
    _text(element, "title", entry.title)
    _text(element, "updated", entry.at)
    if entry.link:
        etree.SubElement(element, _tag("link"), rel="alternate", href=entry.link)
    if entry.kind:
        etree.SubElement(element, _tag("category"), term=entry.kind)
    _text(element, "content", entry.text).set("type", "text")


def _read(element: Any) -> Entry:  # noqa: ANN401 — lxml has no types
    name, at = element.findtext(_tag("id")) or "", element.findtext(_tag("updated")) or ""
    if not name.startswith(_NAME) or datetime.fromisoformat(at).tzinfo is None:
        raise ValueError("an entry that is not newsbell's")
    link, kind = element.find(_tag("link")), element.find(_tag("category"))
    return Entry(
        name=name.removeprefix(_NAME),
        title=element.findtext(_tag("title")) or "",
        text=element.findtext(_tag("content")) or "",
        language=element.get(_XML_LANG) or "",
        link="" if link is None else link.get("href", ""),
        kind="" if kind is None else kind.get("term", ""),
        at=at,
    )


def _text(parent: Any, name: str, text: str) -> Any:  # noqa: ANN401 — lxml has no types
    element = etree.SubElement(parent, _tag(name))
    element.text = text or None
    return element


def _tag(name: str) -> str:
    return f"{{{_ATOM}}}{name}"
