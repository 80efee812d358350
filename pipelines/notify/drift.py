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
        now, steady = self.clock(), self.steady()
        last, self._last = self._last, (now, steady)
        if last is None:
            return _NONE
        off = (now - last[0]) - timedelta(seconds=steady - last[1])
        return off if abs(off) > JUMP else _NONE

    def now(self) -> datetime:
        """The time as the last look has found it, gone on since: a jump does not show before it is looked for."""
        if self._last is None:
            return self.clock()
        then, steady = self._last
        return then + timedelta(seconds=self.steady() - steady)
