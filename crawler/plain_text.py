"""Markup of feeds into plain text."""

import html
import re
import unicodedata
from html.entities import html5

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_SILENT = re.compile(r"<(script|style|template|noscript|iframe|svg)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(
    r"</?(?:br|p|div|li|ul|ol|tr|table|h[1-6]|blockquote|section|article|figure|figcaption|hr)\b[^<>]*>", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<![^<>]*>|<\?[^<>]*\?>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_ROUNDS = 3
"""Feeds escape their texts up to three times; more rounds would eat what an article writes about entities."""


def plain_text(markup: str, limit: int) -> str:
    """The text a reader would see, paragraphs on lines of their own, at most `limit` characters.

    Takes text that is escaped once or more.  Control characters, also those that turn the writing direction, go.
    """
    text = markup[: limit * 20]
    for _ in range(_ROUNDS):
        text = _strip_tags(text)
        if not _ENTITY.search(text):
            break
        text = _ENTITY.sub(_character, text)
    text = unicodedata.normalize("NFC", text)
    lines = (" ".join(_printable(line).split()) for line in text.splitlines())
    return _cut("\n".join(line for line in lines if line), limit)


def one_line(markup: str, limit: int) -> str:
    return _cut(" ".join(plain_text(markup, limit * 2).split()), limit)


def _strip_tags(text: str) -> str:
    if "<" not in text:
        return text
    text = _SILENT.sub(" ", _COMMENT.sub(" ", text))
    return _TAG.sub("", _BREAK.sub("\n", text))


def _character(entity: re.Match[str]) -> str:
    """What an entity stands for; itself where it is none, unlike `html.unescape`, which reads `&notes;` as `¬es;`."""
    name = entity[0][1:]
    return html.unescape(entity[0]) if name.startswith("#") else html5.get(name, entity[0])


def _printable(line: str) -> str:
    if line.isascii() and line.isprintable():
        return line
    return "".join(c if _kept(c) else " " if unicodedata.category(c) == "Cc" else "" for c in line)


def _kept(char: str) -> bool:
    """Joiners stay: Persian, Hindi and emoji are written with them."""
    return (
        char in "\u200c\u200d" or not unicodedata.category(char).startswith("C") or unicodedata.category(char) == "Co"
    )


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
