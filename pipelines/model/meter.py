"""A meter: how soon after one message of a channel the next may go.  Pure; times in seconds."""

from dataclasses import dataclass, replace

from config.paces import Pace

_EXACT = 1e-6
"""What sums of floats may be off by."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Meter:
    """`interval` between two messages; `burst` may go at once after a rest; `next`: when one more would be on time."""

    interval: float
    burst: int = 1
    next: float = 0.0

    def room(self, now: float) -> int:
        """How many messages may go now."""
        spare = now - self._earliest
        return 0 if spare < -_EXACT else min(self.burst, int(spare / self.interval + _EXACT) + 1)

    def wait(self, now: float) -> float:
        """Seconds until one may go."""
        return max(0.0, self._earliest - now)

    def taken(self, now: float) -> "Meter":
        """After a message went."""
        return replace(self, next=max(self.next, now) + self.interval)

    def since(self, next_: float, now: float) -> "Meter":
        """With what others have noted of `next`.  More than a full burst ahead it can only be after a clock went back."""
        return replace(self, next=min(next_, now + self.burst * self.interval))

    @property
    def _earliest(self) -> float:
        return self.next - (self.burst - 1) * self.interval


def meter(pace: Pace) -> Meter:
    """At most one second's worth goes at once."""
    return Meter(interval=pace.seconds, burst=max(1, int(1 / pace.seconds)))
