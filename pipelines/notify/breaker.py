"""A circuit breaker: a channel that fails again and again is left alone for a while, then tried with one delivery.  Pure.

    closed ─ FAILURES in a row ─► open ─ the pause is over ─► half-open ─ one delivery ─┬─ sent ─► closed
                                   ▲                                                    │
                                   └───────────── failed: a longer pause ───────────────┘

Times are seconds of a clock that never jumps.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

FAILURES = 3
"""In a row, after which a channel is left alone."""
FIRST_PAUSE = 5.0
LONGEST_PAUSE = 120.0


class Circuit(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(frozen=True, kw_only=True, slots=True)
class Breaker:
    """`failures` in a row; `opened` as often without a delivery in between; `until`: the end of the pause."""

    failures: int = 0
    opened: int = 0
    until: float | None = None
    reason: str = ""
    """Of the last failure."""

    def state(self, now: float) -> Circuit:
        if self.until is None:
            return Circuit.CLOSED
        return Circuit.OPEN if now < self.until else Circuit.HALF_OPEN

    @property
    def down(self) -> bool:
        """Whether the channel counts as failed: it was left alone, and the first try after that failed too."""
        return self.opened > 1

    def room(self, now: float, width: int, under_way: int) -> int:
        """How many more deliveries may be begun, of `width` at once."""
        most = {Circuit.CLOSED: width, Circuit.OPEN: 0, Circuit.HALF_OPEN: 1}[self.state(now)]
        return max(0, most - under_way)

    def wait(self, now: float) -> float:
        """Seconds until one may be begun."""
        return max(0.0, self.until - now) if self.until is not None else 0.0


CLOSED = Breaker()
"""After every delivery that was taken."""


def failed(breaker: Breaker, reason: str, now: float) -> Breaker:
    """After a delivery that was not taken.  One that was begun before the circuit opened changes no more than the reason."""
    if breaker.state(now) is Circuit.OPEN:
        return replace(breaker, reason=reason)
    failures = breaker.failures + 1
    if failures < FAILURES and breaker.until is None:
        return replace(breaker, failures=failures, reason=reason)
    pause = min(FIRST_PAUSE * (1 << min(breaker.opened, 10)), LONGEST_PAUSE)
    return Breaker(failures=failures, opened=breaker.opened + 1, until=now + pause, reason=reason)
