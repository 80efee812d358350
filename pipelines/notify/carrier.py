"""The carrier: brings one delivery from its claim over the channel to its record."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from pipelines.alerts.deliveries import delivery_id
from pipelines.alerts.outbox import LEASE, after, lateness
from pipelines.errors import StoreUnavailable
from pipelines.model.alert import Alert
from pipelines.model.delivery import Delivery, DeliveryState, Outcome, TooSoon, Verdict
from pipelines.model.meter import Meter
from pipelines.model.transitions import FINAL, WAITING
from pipelines.notify.channel import Channel
from pipelines.notify.ports import Outbox, Unwatched, Watcher
from pipelines.store.leases import LOST

log = structlog.get_logger()

SEND_LIMIT = LEASE - timedelta(seconds=5)
"""For one attempt, whatever the channel's own time limit: the lease must not end under it."""
PAUSE = 1.0
"""Seconds between two tries while the store is away."""
LAST_WORD = 1.0
"""Seconds for recording a send that the stop has broken off."""
THREAD_PAUSE = timedelta(seconds=0.5)
"""Between two looks of an update whether the first message of its thread has arrived."""
LATE_AFTER = timedelta(minutes=10)


async def no_recovery() -> None:
    """The store comes back by itself."""


@dataclass(kw_only=True)
class Carrier:
    """See `Sender` for what it is given."""

    store: Outbox
    channels: Mapping[str, Channel]
    clock: Callable[[], datetime]
    rng: Callable[[], float]
    late_after: timedelta = LATE_AFTER
    watcher: Watcher = field(default_factory=Unwatched)
    recover: Callable[[], Awaitable[None]] = no_recovery
    steady: Callable[[], float] = time.monotonic
    stopping: bool = field(default=False, init=False)
    unsure_before: datetime | None = field(default=None, init=False)
    """A delivery that was made before this may have been sent though its row does not say so: this sender has begun
    since, or the store was away, and a store can come back as it was a while ago."""
    waiting_until: float = field(default=0.0, init=False)
    """Until then an update waits for the first message of its thread."""

    def learn(self, channel: str, outcome: Outcome) -> None:
        """What an attempt says of its channel."""

    def time(self) -> datetime:
        """The present."""
        return self.clock()

    def meter_of(self, channel: str) -> Meter | None:
        """The rate that all senders of a channel keep together; None where it has none."""

    def hold_off(self, channel: str, seconds: float) -> None:
        """All senders together have sent as many as the channel's rate allows."""

    def may_take_over(self) -> bool:
        """Whether a lease that is over by the clock is over."""
        return True

    async def carry(self, row: Delivery) -> bool:
        """One delivery from claim to record.  Whether to look for the next at once: not while the store is away."""
        if self.stopping:
            return False
        try:
            alert = await self.store.alert(row.alert_id)
            if alert and await self._waits_for_thread(alert, row):
                await self.store.postpone(row.delivery_id, self.time(), self.time() + THREAD_PAUSE)
                self.waiting_until = self.steady() + THREAD_PAUSE.total_seconds()
                return True
            thread = await self._thread(alert, row) if alert else ""
            # The last word with the store before sending: what fails until here has sent nothing.
            claimed = await self.store.claim(
                row.delivery_id,
                self.time(),
                LEASE,
                take_over=self.may_take_over,
                meter=self.meter_of(row.channel),
            )
        except StoreUnavailable:
            self.unsure_before = self.time()
            return False
        if isinstance(claimed, TooSoon):
            self.hold_off(row.channel, claimed.wait)
        if not isinstance(claimed, Delivery):
            return True
        late = lateness(claimed, self.time(), self.late_after)
        claimed = replace(claimed, late=bool(late))
        began = self.steady()
        outcome = await self._attempt(claimed, alert, thread, late)
        recorded = after(claimed, outcome, self.time(), self.rng())
        await self._record(recorded)
        self._tell(recorded, self.steady() - began)
        return True

    async def _waits_for_thread(self, alert: Alert, row: Delivery) -> bool:
        """An update goes out after the first message of its thread, as long as that is on its way.

        One that is held back does not hold up an update that waits for nothing.
        """
        if alert.thread_id == alert.alert_id:
            return False
        first = await self.store.delivery(delivery_id(alert.thread_id, row.channel, row.target))
        while first is not None and first.digest:
            first = await self.store.delivery(first.digest)
        return first is not None and first.state not in FINAL | WAITING

    async def _thread(self, alert: Alert, row: Delivery) -> str:
        if alert.thread_id == alert.alert_id:
            return ""
        return await self.store.thread_receipt(alert.thread_id, row.channel, row.target)

    async def _attempt(self, row: Delivery, alert: Alert | None, thread: str, late: timedelta) -> Outcome:
        """What came of it; what the receiver said of itself is learnt by its lane."""
        channel = self.channels.get(row.channel)
        if alert is None:
            return Outcome(verdict=Verdict.DEAD, reason="the alert is no longer in the store")
        if channel is None:
            return Outcome(verdict=Verdict.DEAD, reason=f"there is no channel {row.channel} any more")
        outcome = await self._sent(channel, row, alert, thread, late)
        if outcome.reason != LOST:
            self.learn(row.channel, outcome)
        return outcome

    async def _sent(self, channel: Channel, row: Delivery, alert: Alert, thread: str, late: timedelta) -> Outcome:
        try:
            async with asyncio.timeout(SEND_LIMIT.total_seconds()):
                return await channel.send(alert, row.target, thread_receipt=thread, retry=self._unsure(row), late=late)
        except TimeoutError:
            reason = f"no answer within {SEND_LIMIT.total_seconds():.0f} s"
            return Outcome(verdict=Verdict.UNKNOWN, reason=reason)
        except asyncio.CancelledError:
            return Outcome(verdict=Verdict.UNKNOWN, reason=LOST)
        except Exception as error:  # noqa: BLE001 — a channel's fault must not stop the sender; the row keeps the reason
            self.watcher.send_failed(error, row)
            return Outcome(verdict=Verdict.UNKNOWN, reason=f"fault in the channel: {type(error).__name__}")

    def _unsure(self, row: Delivery) -> bool:
        """Whether the receiver may have the message already."""
        return row.unknowns > 0 or (self.unsure_before is not None and row.created < self.unsure_before)

    async def _record(self, row: Delivery) -> None:
        """Tried until it is written: a message that is sent and not recorded would be sent again."""
        while not self.stopping:
            try:
                await self.store.save_delivery(row)
            except StoreUnavailable as error:
                self.unsure_before = self.time()
                log.warning("store unavailable, outcome not recorded yet", delivery=row.delivery_id, reason=str(error))
                await self.recover()
                await asyncio.sleep(PAUSE)
            else:
                return
        async with asyncio.timeout(LAST_WORD):
            await self.store.save_delivery(row)

    def _tell(self, row: Delivery, seconds: float) -> None:
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
        self.watcher.delivered(row, seconds)
