"""Bytes of a feed into text, whatever its declarations claim."""

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_CHARSETS = re.compile(r"utf-(?!7)|cp\d|iso|gb|big5|euc|shift_jis|koi8|mac|tis|johab|hz|ascii")
"""Python has codecs that are none of texts (hex, zip), and some that nobody should send."""
_SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "ascii": "utf-8",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
}
"""What sites send under a name is what browsers read under it."""
_BY_LANGUAGE = (
    (re.compile(rb"<(?:dc:)?language>\s*zh-(?:tw|hk)", re.IGNORECASE), "big5hkscs"),
    (re.compile(rb"<(?:dc:)?language>\s*zh|xml:lang=.zh", re.IGNORECASE), "gb18030"),
    (re.compile(rb"<(?:dc:)?language>\s*ja|xml:lang=.ja", re.IGNORECASE), "cp932"),
    (re.compile(rb"<(?:dc:)?language>\s*ko|xml:lang=.ko", re.IGNORECASE), "cp949"),
    (re.compile(rb"<(?:dc:)?language>\s*ru|xml:lang=.ru", re.IGNORECASE), "cp1251"),
    (re.compile(rb"<(?:dc:)?language>\s*vi|xml:lang=.vi", re.IGNORECASE), "cp1258"),
    (re.compile(rb"<(?:dc:)?language>\s*ar|xml:lang=.ar", re.IGNORECASE), "cp1256"),
)
_HEAD = 2_000
_BROKEN_SHARE = 0.002
"""Share of broken characters at which text still counts as what it claims: a cut in the middle of one, a stray byte."""


def decode(body: bytes, content_type: str) -> str:
    """The text of `body`.  A byte order mark decides, then UTF-8 if the bytes are UTF-8, then what is declared.

    UTF-8 goes before declarations because text of another encoding is hardly ever valid UTF-8, and servers often
    declare a default.  What no declaration explains is read by the feed's language, at last as windows-1252.
    Broken characters become U+FFFD.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, errors="replace")
    wide = _wide(body)
    if wide:
        return body.decode(wide, errors="replace")
    text = body.decode("utf-8", errors="replace")
    if _is_utf8(text):
        return text
    for name in _candidates(body, content_type):
        text = body.decode(name, errors="replace")
        if text.count("\ufffd") <= 1 + len(text) * _BROKEN_SHARE:
            return text
    return body.decode("cp1252", errors="replace")


def _is_utf8(text: str) -> bool:
    """Valid, or broken here and there among many characters that only UTF-8 makes sense of."""
    broken = text.count("\ufffd")
    if not broken:
        return True
    return sum(char > "\x7f" for char in text) >= 10 * broken + broken


def _wide(body: bytes) -> str:
    """UTF-16 and UTF-32 without a mark show by the zeros around the first angle bracket."""
    head = body[:4]
    zeros = tuple(index for index, byte in enumerate(head) if not byte)
    table = {(1, 2, 3): "utf-32-le", (0, 1, 2): "utf-32-be", (1, 3): "utf-16-le", (0, 2): "utf-16-be"}
    return table.get(zeros, "") if b"<" in head else ""


def _candidates(body: bytes, content_type: str) -> list[str]:
    header = _CHARSET.search(content_type)
    declared = _XML_ENCODING.match(body[:_HEAD])
    names = [header[1] if header else "", declared[1].decode("ascii") if declared else ""]
    # UTF-8 was tried; Latin-1 is what servers send when nobody set anything: the feed's language knows better
    sure = [name for name in map(_known, names) if name not in {"", "utf-8", "cp1252"}]
    return [*sure, *(name for pattern, name in _BY_LANGUAGE if pattern.search(body[:_HEAD]))]


def _known(name: str) -> str:
    try:
        canonical = codecs.lookup(name).name
    except LookupError:
        return ""
    return _SUPERSETS.get(canonical, canonical) if _CHARSETS.match(canonical) else ""
