"""Durations as text: "90s", "5m", "1h30m", "0.5s", "3650d"."""

import re
from datetime import timedelta
from decimal import Decimal

_UNITS = {"w": 604_800_000, "d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000, "ms": 1}
"""Milliseconds, the longest first."""
_WHOLE = re.compile("".join(rf"(?:(?P<{unit}>[0-9]{{1,12}}(?:\.[0-9]{{1,9}})?){unit})?" for unit in _UNITS))


def parse_duration(text: str) -> timedelta:
    """Numbers with units (w d h m s ms), the longest first, each at most once.  Raises ValueError."""
    found = _WHOLE.fullmatch(text)
    if not text or found is None:
        raise ValueError("not a duration")
    try:
        return timedelta(milliseconds=float(sum(Decimal(found[unit] or 0) * size for unit, size in _UNITS.items())))
    except OverflowError as error:
        raise ValueError("too long") from error


def format_duration(duration: timedelta) -> str:
    """The shortest text that `parse_duration` reads as `duration` (to the millisecond, never negative)."""
    rest = duration // timedelta(milliseconds=1)
    text = ""
    for unit, size in list(_UNITS.items())[1:]:
        number, rest = divmod(rest, size)
        if number:
            text += f"{number}{unit}"
    return text or "0s"
