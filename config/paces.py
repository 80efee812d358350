"""How often something may happen, as text: "1/s", "20/min", "100/h"."""

import re
from dataclasses import dataclass
from datetime import timedelta

_SPANS = {"s": timedelta(seconds=1), "min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_WHOLE = re.compile(r"([1-9][0-9]{0,5})/(s|min|h|d)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """At most `count` in `span`."""

    count: int
    span: timedelta

    @property
    def seconds(self) -> float:
        """Between two, if they come evenly."""
        return self.span.total_seconds() / self.count


def parse_pace(text: str) -> Pace:
    """A number, a slash, and s, min, h or d.  Raises ValueError."""
    found = _WHOLE.fullmatch(text)
    if found is None:
        raise ValueError("not a rate")
    return Pace(count=int(found[1]), span=_SPANS[found[2]])


def checked_pace(text: str) -> str:
    """`text` itself, if it is one."""
    parse_pace(text)
    return text
