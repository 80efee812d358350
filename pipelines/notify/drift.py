"""Does the clock jump?  The time of day is held against a clock that never does.  Pure but for the two clocks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

JUMP = timedelta(seconds=5)
"""More than this between two looks is a jump; less is the daily correction of a clock."""
_NONE = timedelta()


@dataclass(kw_only=True)
class Drift:
    """`clock` gives the aware present, `steady` seconds that only pass."""

    clock: Callable[[], datetime]
    steady: Callable[[], float]
    _last: tuple[datetime, float] | None = field(default=None, init=False)

    def jumped(self) -> timedelta:
        """By how much the clock has jumped since the last call; zero as a rule."""
        looked = self.clock(), self.steady()
        off = self._off(*looked)
        self._last = looked
        return off

    def pending(self) -> bool:
        """Whether it has jumped since then: a jump that the next look will find."""
        return bool(self._off(self.clock(), self.steady()))

    def _off(self, now: datetime, steady: float) -> timedelta:
        if self._last is None:
            return _NONE
        off = (now - self._last[0]) - timedelta(seconds=steady - self._last[1])
        return off if abs(off) > JUMP else _NONE

    def now(self) -> datetime:
        """The time as the last look has found it, gone on since: a jump does not show before it is looked for."""
        if self._last is None:
            return self.clock()
        then, steady = self._last
        return then + timedelta(seconds=self.steady() - steady)
