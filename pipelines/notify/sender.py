"""The sender: takes due deliveries out of the store, sends them, records what came of it.

A delivery is claimed with a lease before it is sent.  Nobody else touches it until the lease ends; then its sender
counts as dead and the outcome as unknown.  Each channel has a lane of its own: one that hangs holds up no other.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from config.paces import Pace
from pipelines.alerts.outbox import LEASE
from pipelines.errors import StoreUnavailable
from pipelines.model.delivery import DeliveryState, Outcome
from pipelines.model.meter import Meter, meter
from pipelines.notify.carrier import PAUSE, Carrier
from pipelines.notify.channel import Channel
from pipelines.notify.drift import Drift
from pipelines.notify.lane import Lane

log = structlog.get_logger()

POLL = 1.0
"""Seconds between two looks into the store where nobody nudges: retries, and rows that other processes wrote."""


@dataclass(kw_only=True)
class Sender(Carrier):
    """`clock` gives the aware present, `steady` seconds that only pass, `rng` a number in [0, 1).

    `recover` is called while the store is away.  `channels` and `paces` (by channel) may be replaced while it runs (new
    configuration): what is being sent goes on with the old ones.
    """

    paces: Mapping[str, Pace] = field(default_factory=dict)
    lanes: dict[str, Lane] = field(default_factory=dict, init=False)
    """By channel, from its first delivery on."""
    _wake: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _looked: float = field(default=float("-inf"), init=False)
    _queued: bool = field(default=False, init=False)
    _distrust: float = field(default=float("-inf"), init=False)
    _drift: Drift = field(init=False)

    def __post_init__(self) -> None:
        self._drift = Drift(clock=self.clock, steady=self.steady)

    def nudge(self) -> None:
        """There is something to send."""
        self._looked = float("-inf")
        self._wake.set()

    def learn(self, channel: str, outcome: Outcome) -> None:
        self._lane(channel).learn(outcome)

    def meter_of(self, channel: str) -> Meter | None:
        return self._lane(channel).meter

    def hold_off(self, channel: str, seconds: float) -> None:
        self._lane(channel).hold_off(seconds)

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
                while await self._dispatch() or self._busy() or self._queuing():
                    await self._awake(self._pause())
        await self._drain(timedelta())

    def troubles(self) -> dict[str, str]:
        """Channels that are left alone because their last attempts all failed, with the reason of the last one."""
        return {name: lane.breaker.reason for name, lane in self.lanes.items() if lane.breaker.opened}

    def circuits(self) -> dict[str, str]:
        """Each channel's circuit: closed, open or half_open."""
        now = self.steady()
        return {name: lane.breaker.state(now).value for name, lane in self.lanes.items()}

    def replace(self, channels: Mapping[str, Channel], paces: Mapping[str, Pace], late_after: timedelta) -> None:
        """A new configuration: from the next delivery on."""
        self.channels, self.paces, self.late_after = channels, paces, late_after
        for name, lane in self.lanes.items():
            lane.meter, lane.held_off = meter(paces[name]) if name in paces else None, 0.0

    async def _look(self, stopped: asyncio.Task[bool]) -> None:
        """One look into the store, and a wait for the next reason to look."""
        self._wake.clear()
        pause = PAUSE
        try:
            await self._mind_the_clock()
            await self._dispatch()
            pause = self._pause()
        except StoreUnavailable as error:
            self.unsure_before = self.time()
            log.warning("store unavailable, sending waits", reason=str(error))
            await self.recover()
        except Exception as error:  # an unreadable row must not end all sending
            self.watcher.sender_failed(error)
            log.exception("look into the outbox failed")
        waiting = asyncio.create_task(self._awake(pause))
        await asyncio.wait((waiting, stopped), return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()

    def _pause(self) -> float:
        """Until the next look: a lane whose receiver wants a pause, or whose rate allows no more yet, may be first."""
        waits = (lane.wait() for lane in self.lanes.values() if lane.hungry)
        return min((POLL, *(wait for wait in waits if wait > 0)))

    async def _awake(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        self._wake.clear()

    async def _mind_the_clock(self) -> None:
        """After a jump back nothing waits for a time that was; after one ahead no lease is believed to be over."""
        off = self._drift.jumped()
        if off:
            log.warning("the clock has jumped", seconds=round(off.total_seconds(), 1))
            self._distrust = self.steady() + LEASE.total_seconds()
            await self.store.rebase(self.time())

    async def _dispatch(self) -> int:
        """Begin with what is due, as far as each lane has room.  Returns how many were begun."""
        if not self._queued:
            await self.store.queue_up()
            self._queued, self.unsure_before = True, self.time()
        if self.steady() >= self._looked + POLL:
            self._looked = self.steady()
            for name in await self.store.lanes():
                self._lane(name).hungry = True
        return sum([await self._feed(name, lane) for name, lane in self.lanes.items()])

    async def _feed(self, name: str, lane: Lane) -> int:
        """Begin with the most severe, longest due deliveries of one channel."""
        room = lane.room() if lane.hungry else 0
        if not room:
            return 0
        lane.hungry = False
        limit = room + lane.under_way
        rows = await self.store.due_deliveries(self.time(), limit, name)
        begun = 0
        for row in rows:
            if begun < room and (row.state is not DeliveryState.SENDING or self.may_take_over()):
                begun += lane.take(row)
        lane.hungry = lane.hungry or len(rows) == limit
        return begun

    def time(self) -> datetime:
        """The present, jumps left out until they are noticed: what was decided by one time is not done by another."""
        return self._drift.now()

    def may_take_over(self) -> bool:
        """Not soon after a jump: another sender may still be at it, though by the clock its lease is over.

        Nor before this sender has noticed the jump, when the other one has: by its old time the new lease is long over.
        """
        return self.steady() >= self._distrust and not self._drift.pending()

    def _lane(self, channel: str) -> Lane:
        if channel not in self.lanes:
            pace = self.paces.get(channel)
            self.lanes[channel] = Lane(
                carry=self.carry,
                steady=self.steady,
                idle=self._wake.set,
                fault=self._lane_failed,
                meter=meter(pace) if pace else None,
            )
        return self.lanes[channel]

    def _lane_failed(self, error: Exception) -> None:
        log.error("delivery not carried through", reason=f"{type(error).__name__}: {error}")
        if not isinstance(error, StoreUnavailable):
            self.watcher.sender_failed(error)

    def _queuing(self) -> bool:
        """Whether something due waits for the first message of its thread, or for its channel's rate."""
        rates = (lane.hungry and lane.pacing() > 0 for lane in self.lanes.values())
        return self.steady() < self.waiting_until or any(rates)

    def _busy(self) -> bool:
        return any(lane.under_way for lane in self.lanes.values())

    async def _drain(self, within: timedelta) -> None:
        """No new ones; what is under way may end in time, the rest is broken off and counts as unknown."""
        self.stopping = True
        tasks = [task for lane in self.lanes.values() for task in lane.tasks()]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=within.total_seconds())
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        self.stopping = False
