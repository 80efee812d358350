"""The sender: takes due deliveries out of the store, sends them, records what came of it.

A delivery is claimed with a lease before it is sent.  Nobody else touches it until the lease ends; then its sender
counts as dead and the outcome as unknown.  Each channel has a lane of its own: one that hangs holds up no other.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from pipelines.alerts.deliveries import delivery_id
from pipelines.alerts.outbox import LEASE, after
from pipelines.errors import StoreUnavailable
from pipelines.model.alert import Alert
from pipelines.model.delivery import Delivery, DeliveryState, Outcome, Verdict
from pipelines.notify.channel import Channel
from pipelines.notify.lane import Lane
from pipelines.notify.ports import Outbox, Unwatched, Watcher
from pipelines.store.leases import FINAL, LOST

log = structlog.get_logger()

SEND_LIMIT = LEASE - timedelta(seconds=5)
"""For one attempt, whatever the channel's own time limit: the lease must not end under it."""
POLL = 1.0
"""Seconds between two looks into the store where nobody nudges: retries, and rows that other processes wrote."""
PAUSE = 1.0
"""Seconds between two tries while the store is away."""
LAST_WORD = 1.0
"""Seconds for recording a send that the stop has broken off."""
PAGE = 100


async def _no_recovery() -> None:
    """The store comes back by itself."""


@dataclass(kw_only=True)
class Sender:
    """`clock` gives the aware present, `rng` a number in [0, 1); `recover` is called while the store is away.

    `channels` may be replaced while it runs (new configuration): what is being sent goes on with the old ones.
    """

    store: Outbox
    channels: Mapping[str, Channel]
    clock: Callable[[], datetime]
    rng: Callable[[], float]
    watcher: Watcher = field(default_factory=Unwatched)
    recover: Callable[[], Awaitable[None]] = _no_recovery
    _wake: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _lanes: dict[str, Lane] = field(default_factory=dict, init=False)
    _stopping: bool = field(default=False, init=False)

    def nudge(self) -> None:
        """There is something to send."""
        self._wake.set()

    async def run(self, stop: asyncio.Event, drain: timedelta = timedelta(seconds=5)) -> None:
        """Send what is due until `stop`; then what is being sent has `drain` to end."""
        stopped = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                await self._look(stopped)
        finally:
            stopped.cancel()
            await self._drain(drain)

    async def flush(self, within: timedelta) -> None:
        """Send what is due now until nothing is, at most for `within`: for commands that end."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within.total_seconds()):
                while await self._dispatch() or self._busy():
                    await self._awake(POLL)
        await self._drain(timedelta())

    async def _look(self, stopped: asyncio.Task[bool]) -> None:
        """One look into the store, and a wait for the next reason to look."""
        self._wake.clear()
        pause = POLL
        try:
            await self._dispatch()
        except StoreUnavailable as error:
            log.warning("store unavailable, sending waits", reason=str(error))
            await self.recover()
            pause = PAUSE
        except Exception:  # an unreadable row must not end all sending
            log.exception("look into the outbox failed")
        waiting = asyncio.create_task(self._awake(pause))
        await asyncio.wait((waiting, stopped), return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()

    async def _awake(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        self._wake.clear()

    async def _dispatch(self) -> int:
        """Put due deliveries into their lanes.  Returns how many were put."""
        put, limit = 0, PAGE
        while True:
            rows = await self.store.due_deliveries(self.clock(), limit)
            put += sum(self._lane(row.channel).put(row) for row in rows)
            # A page that is full of one channel's rows may hide those of others behind it.
            if len(rows) < limit or put:
                return put
            limit *= 4

    def _lane(self, channel: str) -> Lane:
        if channel not in self._lanes:
            self._lanes[channel] = Lane(carry=self._carry, idle=self.nudge)
        return self._lanes[channel]

    def _busy(self) -> bool:
        return any(lane.busy for lane in self._lanes.values())

    async def _drain(self, within: timedelta) -> None:
        """No new ones; what is under way may end in time, the rest is broken off and counts as unknown."""
        self._stopping = True
        tasks = [task for lane in self._lanes.values() for task in lane.empty()]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=within.total_seconds())
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        self._stopping = False

    async def _carry(self, row: Delivery) -> bool:
        """One delivery from claim to record.  False where it was not ours to send."""
        try:
            alert = await self.store.alert(row.alert_id)
            if alert and await self._waits_for_thread(alert, row):
                return False
            thread = await self._thread(alert, row) if alert else ""
            # The last word with the store before sending: what fails until here has sent nothing.
            claimed = await self.store.claim(row.delivery_id, self.clock(), LEASE)
        except StoreUnavailable:
            return False
        if claimed is None:
            return False
        began = self.clock()
        outcome = await self._attempt(claimed, alert, thread)
        recorded = after(claimed, outcome, self.clock(), self.rng())
        await self._record(recorded)
        self._tell(recorded, began)
        return True

    async def _waits_for_thread(self, alert: Alert, row: Delivery) -> bool:
        """An update goes out after the first message of its thread, as long as that may still arrive."""
        if alert.thread_id == alert.alert_id:
            return False
        first = await self.store.delivery(delivery_id(alert.thread_id, row.channel, row.target))
        return first is not None and first.state not in FINAL

    async def _thread(self, alert: Alert, row: Delivery) -> str:
        if alert.thread_id == alert.alert_id:
            return ""
        return await self.store.thread_receipt(alert.thread_id, row.channel, row.target)

    async def _attempt(self, row: Delivery, alert: Alert | None, thread: str) -> Outcome:
        channel = self.channels.get(row.channel)
        if alert is None:
            return Outcome(verdict=Verdict.DEAD, reason="the alert is no longer in the store")
        if channel is None:
            return Outcome(verdict=Verdict.DEAD, reason=f"there is no channel {row.channel} any more")
        try:
            async with asyncio.timeout(SEND_LIMIT.total_seconds()):
                return await channel.send(alert, row.target, thread_receipt=thread, retry=row.unknowns > 0)
        except TimeoutError:
            reason = f"no answer within {SEND_LIMIT.total_seconds():.0f} s"
            return Outcome(verdict=Verdict.UNKNOWN, reason=reason)
        except asyncio.CancelledError:
            return Outcome(verdict=Verdict.UNKNOWN, reason=LOST)
        except Exception as error:  # noqa: BLE001 — a channel's fault must not stop the sender; the row keeps the reason
            self.watcher.send_failed(error, row)
            return Outcome(verdict=Verdict.UNKNOWN, reason=f"fault in the channel: {type(error).__name__}")

    async def _record(self, row: Delivery) -> None:
        """Tried until it is written: a message that is sent and not recorded would be sent again."""
        while not self._stopping:
            try:
                await self.store.save_delivery(row)
            except StoreUnavailable as error:
                log.warning("store unavailable, outcome not recorded yet", delivery=row.delivery_id, reason=str(error))
                await self.recover()
                await asyncio.sleep(PAUSE)
            else:
                return
        async with asyncio.timeout(LAST_WORD):
            await self.store.save_delivery(row)

    def _tell(self, row: Delivery, began: datetime) -> None:
        write = log.info if row.state is DeliveryState.SENT else log.warning
        write(
            "delivery",
            delivery=row.delivery_id,
            alert=row.alert_id,
            channel=row.channel,
            state=str(row.state),
            attempts=row.attempts,
            reason=row.reason,
        )
        self.watcher.delivered(row, (self.clock() - began).total_seconds())
