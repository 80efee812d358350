"""XML from strangers: documents that declare entities are refused, what parsers refuse needlessly is mended."""

import re

from pipelines.errors import PollError

_BEFORE = re.compile(r"(?:\s+|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
_DOCTYPE = re.compile(r"""<!DOCTYPE\s(?:[^<>"'\[]|"[^"]*"|'[^']*')*(?P<inner>\[)?""", re.IGNORECASE)
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


def _skip(text: str, start: int) -> int:
    match = _BEFORE.match(text, start)
    return match.end() if match else start
