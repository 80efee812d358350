"""XML from strangers: documents that declare entities are refused, what parsers refuse needlessly is mended."""

import re
from html.entities import html5

from pipelines.errors import PollError

_BEFORE = re.compile(r"(?:\s+|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
_DOCTYPE = re.compile(r"""<!DOCTYPE\s(?:[^<>"'\[]|"[^"]*"|'[^']*')*(?P<inner>\[)?""", re.IGNORECASE)
_CDATA = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.DOTALL)
_AMPERSAND = re.compile(r"&(?:(?P<name>#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});)?")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_LONG_TAG = re.compile(r"<[^<>]{5000,}")
_MOST_TAGS = 150_000
_MOST_ATTRIBUTES = 1_000
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def guard_xml(text: str) -> str:
    """`text` without XML declaration, comments before the root, document type, and characters that XML forbids.

    A document type that declares something raises PollError: no feed needs it, attacks (entities that expand or
    read files) are made of it.
    """
    cleaned = _FORBIDDEN.sub("", text).lstrip("\ufeff \t\r\n")
    start = _skip(cleaned, 0)
    doctype = _DOCTYPE.match(cleaned, start)
    if doctype is None:
        return cleaned[start:]
    if doctype["inner"]:
        raise PollError("xml_entities", "the document declares a document type of its own")
    end = cleaned.find(">", doctype.end())
    return cleaned[_skip(cleaned, end + 1) :] if end >= 0 else ""


def mend_entities(text: str) -> str:
    """Named characters of HTML, and ampersands that begin nothing, as XML writes them.  CDATA stays as it is."""
    pieces = _CDATA.split(text)
    pieces[::2] = [_AMPERSAND.sub(_mended, piece) if "&" in piece else piece for piece in pieces[::2]]
    return "".join(pieces)


def _mended(match: re.Match[str]) -> str:
    name = match["name"]
    if name is None:
        return "&amp;"
    if name.startswith("#") or name in _XML_NAMES:
        return match[0]
    character = html5.get(f"{name};")
    return "".join(f"&#{ord(c)};" for c in character) if character else f"&amp;{name};"


def check_shape(text: str) -> None:
    """Raises PollError `too_large` for what would keep a parser busy for minutes: no feed looks like that."""
    if text.count("<") > _MOST_TAGS:
        raise PollError("too_large", f"more than {_MOST_TAGS} tags")
    for tag in _LONG_TAG.finditer(text):
        if tag[0].count("=") > _MOST_ATTRIBUTES:
            raise PollError("too_large", f"a tag with more than {_MOST_ATTRIBUTES} attributes")


def _skip(text: str, start: int) -> int:
    match = _BEFORE.match(text, start)
    return match.end() if match else start
