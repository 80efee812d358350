"""A lane: one channel's deliveries on their way, a few at once, as fast as the receiver takes them.

It holds nothing back in memory: what waits, waits in the store, so that the most severe is always the next.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from pipelines.model.delivery import Delivery, Outcome, Verdict
from pipelines.model.meter import Meter
from pipelines.notify.breaker import CLOSED, Breaker, failed

WIDTH = 4
"""Deliveries of one channel under way at once."""
LONGEST_REST = 600.0
"""Seconds for which a whole channel rests because its receiver asked for it; its delivery waits as long as was asked."""


@dataclass(kw_only=True)
class Lane:
    """`carry` brings one delivery through and says whether to look for the next at once.  `steady` never jumps.

    `hungry`: there may be something due, and it should be looked for.
    """

    carry: Callable[[Delivery], Awaitable[bool]]
    steady: Callable[[], float]
    idle: Callable[[], None]
    fault: Callable[[Exception], None]
    meter: Meter | None = None
    breaker: Breaker = CLOSED
    proven: bool = False
    """Whether the receiver has taken a message since it last failed."""
    hungry: bool = True
    held_off: float = 0.0
    """Until then the rate has no room, because of what others have sent."""
    _rest: float = 0.0
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict, init=False)

    @property
    def under_way(self) -> int:
        return len(self._tasks)

    def room(self) -> int:
        """How many more deliveries may be begun now."""
        now = self.steady()
        room = 0 if now < max(self._rest, self.held_off) else self.breaker.room(now, WIDTH, self.under_way)
        return min(room, self.meter.room(now)) if self.meter else room

    def wait(self) -> float:
        """Seconds until there may be room again, what is under way left aside."""
        now = self.steady()
        return max(self._rest - now, self.breaker.wait(now), self.pacing())

    def pacing(self) -> float:
        """Seconds until the rate allows one more; zero where it does."""
        now = self.steady()
        return max(self.held_off - now, self.meter.wait(now) if self.meter else 0.0, 0.0)

    def take(self, row: Delivery) -> bool:
        """Begin with `row`, unless it is under way already."""
        if row.delivery_id in self._tasks:
            return False
        if self.meter:
            self.meter = self.meter.taken(self.steady())
        self._tasks[row.delivery_id] = asyncio.create_task(self._one(row))
        return True

    def learn(self, outcome: Outcome) -> None:
        """What the receiver's answer says of the receiver."""
        now = self.steady()
        if outcome.verdict is Verdict.SENT:
            self.breaker, self.proven = CLOSED, True
        elif outcome.verdict is Verdict.RETRY and outcome.retry_after:
            # It is there, and asks for a pause: that is no failure.
            self._rest = max(self._rest, now + min(outcome.retry_after, LONGEST_REST))
        else:
            self.breaker, self.proven = failed(self.breaker, outcome.reason, now), False

    def hold_off(self, seconds: float) -> None:
        """Begin nothing for so long: others send to the same receiver."""
        self.held_off = max(self.held_off, self.steady() + seconds)

    def tasks(self) -> tuple[asyncio.Task[None], ...]:
        """What is under way."""
        return tuple(self._tasks.values())

    async def _one(self, row: Delivery) -> None:
        try:
            self.hungry = await self.carry(row) or self.hungry
        except Exception as error:  # noqa: BLE001 — one delivery's fault must not stop the lane; it is reported
            self.fault(error)
        finally:
            self._tasks.pop(row.delivery_id, None)
            if self.hungry:
                self.idle()
