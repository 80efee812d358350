"""The releaser: opens batches of held deliveries when they are due, and reminds of what nobody acknowledged.

It only writes to the store; what it lets go is sent by the sender like everything else.  Two releasers at once do no
harm: a batch is opened in one transaction.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from pipelines.alerts import tally
from pipelines.alerts.holding import parts
from pipelines.alerts.tally import Turn
from pipelines.errors import StoreUnavailable
from pipelines.model.batch import Batch, Held, Open, Opening, Remind, Reminder, Reminding

log = structlog.get_logger()

POLL = 1.0
"""Seconds between two looks where nobody nudges: batches that other processes wrote, and the hour that has come."""


class Shelf(Protocol):
    """The store, as far as the releaser needs it."""

    async def batches(self) -> list[Batch]: ...
    async def open_batch(self, name: str, channel: str, decide: Open) -> Opening: ...
    async def reminders_due(self, now: datetime) -> list[str]: ...
    async def remind(self, alert_id: str, decide: Remind) -> Reminder: ...


class Routing(Protocol):
    """The rules in force: when a batch is opened, and what becomes of it."""

    def ripe(self, batch: Batch, now: datetime) -> bool: ...
    def open(self, batch: str, held: Held, now: datetime) -> Opening: ...
    def remind(self, known: Reminding, now: datetime) -> Reminder: ...


def uncounted(_turns: Iterable[Turn]) -> None:
    """Nobody counts."""


@dataclass(kw_only=True)
class Releaser:
    """`routing` gives the rules in force; `released` is called when there is something to send; `clock` is aware."""

    store: Shelf
    routing: Callable[[], Routing]
    clock: Callable[[], datetime]
    released: Callable[[], None]
    recover: Callable[[], Awaitable[None]]
    counted: Callable[[Iterable[Turn]], None] = uncounted
    """Hears of what was held back, and what a digest took the place of."""
    _wake: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    def nudge(self) -> None:
        """Something was held just now."""
        self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Open what is due until `stop`."""
        while not stop.is_set():
            self._wake.clear()
            await self._look()
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL):
                    await self._wake.wait()

    async def open_due(self, within: timedelta = timedelta()) -> int:
        """Remind, and open every batch whose time has come; how many were.  What opens into a gate passes it at once.

        `within`: rules' batches that are due so soon are opened too, for commands after which nothing more comes.
        """
        count = await self._remind()
        while True:
            now, routing = self.clock(), self.routing()
            ripe = [
                batch
                for batch in await self.store.batches()
                if routing.ripe(batch, now) or (parts(batch.name)[0] and now < batch.due <= now + within)
            ]
            for batch in ripe:
                await self._open(batch, routing, now)
            count += len(ripe)
            if not ripe:
                return count

    async def _open(self, batch: Batch, routing: Routing, now: datetime) -> None:
        found = Held()

        def decide(held: Held) -> Opening:
            nonlocal found
            found = held  # asked again, the last answer is what is written
            return routing.open(batch.name, held, now)

        opening = await self.store.open_batch(batch.name, parts(batch.name)[1], decide)
        self.counted(tally.opened(found, opening))
        _tell(batch, opening)

    async def _remind(self) -> int:
        now, routing = self.clock(), self.routing()
        due = await self.store.reminders_due(now)
        for alert_id in due:
            again = await self.store.remind(alert_id, lambda known: routing.remind(known, now))
            self.counted(tally.made((again.alert,) if again.alert else (), again.deliveries))
        return len(due)

    async def _look(self) -> None:
        try:
            if await self.open_due():
                self.released()
        except StoreUnavailable as error:
            log.warning("store unavailable, held alerts wait", reason=str(error))
            await self.recover()
        except Exception:  # an unreadable row must not end all releasing
            log.exception("look at held alerts failed")


def _tell(batch: Batch, opening: Opening) -> None:
    log.info(
        "batch opened",
        batch=batch.name,
        digests=[alert.alert_id for alert in opening.alerts],
        members=sum(len(alert.members) for alert in opening.alerts),
        again=opening.due.isoformat() if opening.due else "",
    )
