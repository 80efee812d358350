"""Where a text says it was taken from: the lines that copies and translations carry at their end.

A label, a colon and one address of another site is such a line in any language; so are the marks that posting
programs leave (`[ad_2]`, also translated) and a count of comments.
"""

import re
from functools import cache
from urllib.parse import urlsplit

from config.sites import page_words
from pipelines.steps.url_key import same_site, site_of

TAIL = 6
"""Lines at the end that are looked at."""
LONGEST_LINE = 400
LONGEST_LABEL = 40
LONGEST_NAME = 80
MARKED = 1_000
"""Characters at both ends in which posting programs leave their marks."""

ADDRESS = r"<?(https?://[^\s<>\"'）)\]]{4,2000})>?"
LABELLED = re.compile(rf"^[(\[（]?\s*([^:：/]{{0,{LONGEST_LABEL}}}?)\s*(?:[:：]|->|→)?\s*{ADDRESS}[.。)\]）]?$")
AD_MARK = re.compile(r"\[\s*[^\W\d_]{1,24}(?:[ _-]?[^\W\d_]{1,24})?\s?[ _-]?\s?\d\s*\]")
COUNT = re.compile(r"^(?:[^\W\d_]+[ ]?){1,4}\s*[(（]\s*\d{1,6}\s*[)）]$")
SLUG = re.compile(r"[^/]+(?:-[^/]+){2,}|\d{5,}")
"""What an article's address has in its path: three words, or a number."""
LABEL_WORD = r"[^\s:：/.!?。！？]{1,24}"
INLINE_TAIL = re.compile(
    rf"(?<=[.!?。！？…؟\"”])[^\S\n]+((?:{LABEL_WORD}[^\S\n]){{0,3}}{LABEL_WORD}\s?[:：]\s*{ADDRESS})\s*$"
)
_BRACKETS = " \t()（）[]*_\u200e\u200f"
SENTENCE = re.compile(r"[.!?。！？…؟;]\s|[.!?。！？؟]$")


def split_origin(body: str, own_url: str | None) -> tuple[str, str | None, str]:
    """The body without its last lines about its origin; the origin's address; its name where it has no address.

    `own_url` is the text's own address: a link to the same site is no origin, its line goes all the same.
    """
    lines = _lines(body)
    origin, named = None, ""
    start = max(0, len(lines) - TAIL)
    kept = lines[:start]
    for line in lines[start:]:
        address, name, drop = read_line(line, own_url)
        origin, named = origin or address, named or name
        if not drop:
            kept.append(line)
    return "\n".join(kept), origin, named


def read_line(line: str, own_url: str | None) -> tuple[str | None, str, bool]:
    """What one of the last lines says: the origin's address, its name, and whether the line is no part of the text."""
    if len(line) > LONGEST_LINE:
        return None, "", False
    if match := LABELLED.match(line):
        return _address(match[1], match[2].rstrip(".,;"), own_url)
    if COUNT.match(line):
        return None, "", True
    name = source_name(line)
    return None, name, bool(name)


def _address(label: str, address: str, own_url: str | None) -> tuple[str | None, str, bool]:
    """What a label and an address say.  A label that nobody knows is believed before an article's address alone."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    if own_url is not None and same_site(address, own_url):
        return None, "", True
    known = not label or is_source_label(f"{label}:")
    if site_of(host) in page_words().never_origin or not (known or SLUG.search(parts.path)):
        return None, "", False
    return (address, "", True) if len(parts.path) > 1 else (None, host, True)


def source_name(line: str) -> str:
    """The line without brackets if it is a source line ("(Theo CNBC)", "Source: Reuters"), else ""."""
    bare = line.strip(_BRACKETS)
    if not bare or len(bare) > LONGEST_NAME or SENTENCE.search(bare):
        return ""
    return bare if _source_pattern().match(bare) else ""


def is_source_label(text: str) -> bool:
    """Is this a word for "source" with a colon, in one of the known languages?"""
    return _label_pattern().fullmatch(text.strip(_BRACKETS)) is not None


@cache
def _label_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:{_any_of(page_words().source_labels)})(?:\s(?:link|url|article))?\s*[:：]", re.IGNORECASE)


@cache
def _source_pattern() -> re.Pattern[str]:
    words = page_words()
    labels = _any_of(words.source_labels)
    prefixes = _any_of(words.source_prefixes)
    whole = _any_of(words.source_whole)
    # A name after a prefix begins with a capital or is a host: "Theo CNBC", "theo appleinsider.com", not "Theo đó".
    return re.compile(
        rf"^(?:(?i:{labels})\s*[:：]\s*\S.*|(?:{prefixes})\s+(?:[A-Z0-9ĐÀ-Ý].*|[a-z0-9-]+\.[a-z.]+)|(?:{whole}))$"
    )


def _any_of(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _lines(body: str) -> list[str]:
    """The lines that hold text: marks of posting programs taken out, a tail on the last line parted from it."""
    if "[" in body:
        body = AD_MARK.sub("\n", body[:MARKED]) + _without_marks(body[MARKED:])
    lines = [stripped for line in body.split("\n") if (stripped := line.strip())]
    if lines and "http" in lines[-1][-LONGEST_LINE:]:
        last = lines.pop()
        head, tail = last[:-LONGEST_LINE], last[-LONGEST_LINE:]
        parted = (head + INLINE_TAIL.sub(r"\n\1", tail)).split("\n")
        lines += [stripped for line in parted if (stripped := line.strip())]
    return lines


def _without_marks(rest: str) -> str:
    return rest[:-MARKED] + AD_MARK.sub("\n", rest[-MARKED:]) if len(rest) > MARKED else AD_MARK.sub("\n", rest)
