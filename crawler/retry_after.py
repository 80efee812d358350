"""`Retry-After`, and the pauses that hosts asked for."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from time import monotonic

from crawler.dates import parse_date

LONGEST = 86_400.0
_MOST_HOSTS = 5_000


def retry_after(header: str, now: datetime) -> float | None:
    """Seconds to wait, between 0 and a day; the header holds seconds or a date.  None where it holds neither."""
    text = header.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST)
    date = parse_date(text)
    return min(max((date - now).total_seconds(), 0.0), LONGEST) if date else None


class Pauses:
    """Until when which host wants to be left alone, on the monotonic clock."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._until: OrderedDict[str, float] = OrderedDict()

    def ask(self, host: str, seconds: float) -> None:
        self._until[host] = max(self._until.get(host, 0.0), self._clock() + seconds)
        self._until.move_to_end(host)
        while len(self._until) > _MOST_HOSTS:
            self._until.popitem(last=False)

    def left(self, host: str) -> float:
        """Seconds, 0 where the host has no pause."""
        until = self._until.get(host)
        if until is None:
            return 0.0
        left = until - self._clock()
        if left <= 0:
            del self._until[host]
        return max(left, 0.0)
