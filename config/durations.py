"""Durations as text: "90s", "5m", "1h30m", "3650d"."""

import re
from datetime import timedelta

EXPECTED = 'a duration such as "30s", "5m", "1h30m" or "7d"'

_UNITS = {"w": 604_800_000, "d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000, "ms": 1}
"""Milliseconds, the longest first."""
_WHOLE = re.compile("".join(rf"(?:(?P<{unit}>[0-9]{{1,12}}){unit})?" for unit in _UNITS))


def parse_duration(text: str) -> timedelta:
    """Whole numbers with units, the longest unit first, each at most once.  Raises ValueError."""
    found = _WHOLE.fullmatch(text)
    if not text or found is None:
        raise ValueError(EXPECTED)
    try:
        return timedelta(milliseconds=sum(int(found[unit] or 0) * size for unit, size in _UNITS.items()))
    except OverflowError as error:
        raise ValueError(EXPECTED) from error


def format_duration(duration: timedelta) -> str:
    """The shortest text that `parse_duration` reads as `duration` (to the millisecond, never negative)."""
    rest = duration // timedelta(milliseconds=1)
    text = ""
    for unit, size in _UNITS.items():
        number, rest = divmod(rest, size)
        if number:
            text += f"{number}{unit}"
    return text or "0s"
