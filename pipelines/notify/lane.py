"""A lane: one channel's deliveries on their way, a few at once, the others in order behind them."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

from pipelines.model.delivery import Delivery

log = structlog.get_logger()

WIDTH = 4
"""Deliveries of one channel under way at once."""
LENGTH = 100
"""Deliveries of one channel that wait in memory; the others wait in the store."""


@dataclass(kw_only=True)
class Lane:
    """`carry` brings one delivery through (False: it was not ours); `idle` is called when the lane has room again."""

    carry: Callable[[Delivery], Awaitable[bool]]
    idle: Callable[[], None]
    _waiting: deque[Delivery] = field(default_factory=deque, init=False)
    _known: set[str] = field(default_factory=set, init=False)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set, init=False)

    @property
    def busy(self) -> bool:
        return bool(self._known)

    def put(self, row: Delivery) -> bool:
        """Take `row` in, unless it is here already or there is no room."""
        if row.delivery_id in self._known or len(self._waiting) >= LENGTH:
            return False
        self._known.add(row.delivery_id)
        self._waiting.append(row)
        self._start()
        return True

    def empty(self) -> tuple[asyncio.Task[None], ...]:
        """Forget what waits; returns what is under way."""
        self._known -= {row.delivery_id for row in self._waiting}
        self._waiting.clear()
        return tuple(self._tasks)

    def _start(self) -> None:
        while self._waiting and len(self._tasks) < WIDTH:
            task = asyncio.create_task(self._one(self._waiting.popleft()))
            self._tasks.add(task)
            task.add_done_callback(self._done)

    async def _one(self, row: Delivery) -> None:
        try:
            ours = await self.carry(row)
        finally:
            self._known.discard(row.delivery_id)
        # A row that was not to be had is left to the next regular look: to look at once would be to look for ever.
        if ours and not self._waiting:
            self.idle()

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._start()
        if not task.cancelled() and (error := task.exception()):
            log.error("delivery not carried through", reason=f"{type(error).__name__}: {error}")
