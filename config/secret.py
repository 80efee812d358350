"""A value that never shows itself by accident, and a last guard for text that may hold one anyway."""

import re
from urllib.parse import unquote, urlsplit

STARS = "***"
_SHORTEST = 6
"""A shorter secret is no secret: its letters would be starred out of ordinary words."""
_SHAPES = re.compile(
    r"(?<=://)[^/@\s'\"]+(?=@)"  # user and password of an address
    r"|\bxox[a-z]-[\w-]+"  # tokens of Slack
    r"|(?<=hooks\.slack\.com/)[\w/-]+"
    r"|(?i:(?<=authorization: bearer )|(?<=authorization: basic ))[\w.~+/=-]+"
)
_seen: set[str] = set()


class Secret:
    """Holds a secret string.  `reveal()` is the only way to it; `str`, `repr` and formatting give stars.

    Every secret that was ever made in this process is known to `redact`.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value
        _seen.update(part for part in _parts(value) if len(part) >= _SHORTEST)

    def reveal(self) -> str:
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return "Secret('***')" if self._value else "Secret('')"

    __str__ = __repr__


def redact(text: str) -> str:
    """The text with stars for every secret of this process, and for what looks like one.  Logs and Sentry use it."""
    spans = [found.span() for found in _SHAPES.finditer(text)]
    for secret in _seen:
        if secret in text:
            spans += (found.span() for found in re.finditer(re.escape(secret), text))
    clean, end = "", 0
    for first, last in sorted(spans):
        if last > end:  # where two meet or overlap, one set of stars stands for both
            clean += text[end:first] + (STARS if first >= end else "")
            end = last
    return clean + text[end:]


def _parts(value: str) -> set[str]:
    """The value, and of an address what is secret in it, as it may turn up alone in a library's message."""
    parts = {value}
    if "://" in value:
        try:
            address = urlsplit(value)
            parts |= {address.password or "", unquote(address.password or "")}
        except ValueError:
            return parts
    return parts


NO_SECRET = Secret("")
