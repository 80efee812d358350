"""The outbox: deliveries until they are sent or given up, and the alerts they carry."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog

from pipelines.model.alert import Alert
from pipelines.model.delivery import Delivery, DeliveryState, TooSoon
from pipelines.model.kinds import Severity
from pipelines.model.meter import Meter
from pipelines.model.transitions import FINAL, WAITING, allowed
from pipelines.store import codec, keys, leases
from pipelines.store.base import Part
from pipelines.store.link import Command, Session
from pipelines.store.pacing import paced

log = structlog.get_logger()

RANKS = tuple(severity.rank for severity in Severity)
_CENTURIES = 1e10
"""Seconds: more than lie between any two deliveries."""

Change = Callable[[Delivery], Delivery | None]
"""What becomes of a delivery; None: it stays as it is."""


def write_alert(alert: Alert, now: float, life: int) -> list[Command]:
    """The commands that write an alert's row and put it on the list."""
    commands: list[Command] = [
        ("SET", keys.alert(alert.alert_id), codec.pack(alert), "EX", life),
        ("ZADD", keys.alerts(), now, alert.alert_id),
        ("ZREMRANGEBYSCORE", keys.alerts(), "-inf", now - life),
        ("EXPIRE", keys.alerts(), life),
    ]
    if alert.remind_every is not None:
        commands.append(("ZADD", keys.reminders(), (alert.at + alert.remind_every).timestamp(), alert.alert_id))
    return commands


def write_delivery(delivery: Delivery, before: DeliveryState | None, now: float, life: int) -> list[Command]:
    """The commands that write a delivery's row, its place on the list of its state, and when it is due if it is open."""
    name = delivery.delivery_id
    listed, siblings = keys.deliveries(delivery.state), keys.alert_deliveries(delivery.alert_id)
    commands: list[Command] = [
        ("SET", keys.delivery(name), codec.pack(delivery), "EX", life),
        ("ZADD", listed, now, name),
        ("ZREMRANGEBYSCORE", listed, "-inf", now - life),
        ("EXPIRE", listed, life),
        ("SADD", siblings, name),
        ("EXPIRE", siblings, life),
        *_queued(delivery),
    ]
    if delivery.state is DeliveryState.HELD:
        commands += [
            ("ZADD", keys.batch(delivery.batch), _place(delivery), delivery.alert_id),
            # A batch is opened when the first of its members is due.
            ("ZADD", keys.batches(), "LT", delivery.due.timestamp(), delivery.batch),
        ]
    if before is not None and before is not delivery.state:
        commands.append(("ZREM", keys.deliveries(before), name))
    return commands


def _queued(delivery: Delivery) -> list[Command]:
    """Its place in the queue of its channel and severity, and in that of all, as long as it is open."""
    name, lane = delivery.delivery_id, keys.lane(delivery.channel, delivery.severity)
    if delivery.state in FINAL | WAITING:
        return [("ZREM", keys.due(), name), ("ZREM", lane, name)]
    due = delivery.due.timestamp()
    return [("ZADD", keys.due(), due, name), ("ZADD", lane, due, name), ("SADD", keys.lanes(), delivery.channel)]


def _place(delivery: Delivery) -> float:
    """The place in a batch: the most severe first, among them the oldest."""
    return delivery.created.timestamp() - delivery.severity * _CENTURIES


class Outbox(Part):
    """Deliveries and alerts, for the sender and for commands."""

    async def due_deliveries(self, now: datetime, limit: int, channel: str = "") -> list[Delivery]:
        """Open deliveries whose time has come; among them those being sent whose lease is over.

        Of one channel: the most severe first, and of these the longest due.  Of all: the longest due first.
        """
        queues = [keys.lane(channel, rank) for rank in reversed(RANKS)] if channel else [keys.due()]
        until = ("-inf", now.timestamp(), "BYSCORE", "LIMIT", 0, limit)
        lists = await self._link.ask(*(("ZRANGE", queue, *until) for queue in queues))
        ids = [name.decode() for names in lists for name in names][:limit]
        found = await self._deliveries(ids)
        await self._clear(set(ids) - set(found), queues)
        return list(found.values())

    async def lanes(self) -> set[str]:
        """Channels for which there ever was a delivery."""
        (names,) = await self._link.ask(("SMEMBERS", keys.lanes()))
        return {name.decode() for name in names}

    async def queue_lengths(self) -> dict[str, int]:
        """How many open deliveries each channel has; those with none are left out."""
        found: dict[str, int] = {}
        for channel in sorted(await self.lanes()):
            sizes = await self._link.ask(*(("ZCARD", keys.lane(channel, rank)) for rank in RANKS))
            if any(sizes):
                found[channel] = sum(map(int, sizes))
        return found

    async def queue_up(self) -> int:
        """Put every open delivery into its queue again; how many there are.  For what an older newsbell has written."""
        (names,) = await self._link.ask(("ZRANGE", keys.due(), 0, -1))
        for name in names:
            await self._change(name.decode(), lambda stored: stored)
        return len(names)

    async def rebase(self, now: datetime) -> int:
        """The clock went back: what was written in the time to come is told from now.  How many deliveries that touched."""
        (names,) = await self._link.ask(("ZRANGE", keys.due(), 0, -1))
        moved = [await self._change(name.decode(), partial(leases.rebased, now=now)) for name in names]
        return sum(row is not None for row in moved)

    async def postpone(self, delivery_id: str, now: datetime, until: datetime) -> Delivery | None:
        """Make a delivery that is due now due later; None where it is not due, or not open."""
        return await self._change(delivery_id, partial(leases.postponed, now=now, until=until))

    async def claim(
        self,
        delivery_id: str,
        now: datetime,
        lease: timedelta,
        *,
        take_over: Callable[[], bool] = leases.anyhow,
        meter: Meter | None = None,
    ) -> Delivery | TooSoon | None:
        """Take a delivery into our hands until `now + lease`; None where it is final, held, not due, or somebody else's.

        `unknowns` of what comes back counts the attempts of which nobody knows whether the message arrived.  `meter`:
        the channel's rate, which all senders keep together.  `take_over`: whether a lease that is over counts as over; asked
        when the row has been read, for the clock may have jumped meanwhile.
        """

        async def attempt(session: Session) -> Delivery | TooSoon | None:
            stored = await self._watched(session, delivery_id)
            taken = leases.claimed(stored, now, lease, take_over=take_over()) if stored else None
            if stored and taken:
                turn = await paced(session, stored.channel, meter) if meter else []
                if isinstance(turn, TooSoon):
                    return turn
                await self._write(session, taken, stored, turn)
            elif stored:
                # Whoever found it where it is not to be had would find it there for ever.
                await session.execute(*_queued(stored))
            return taken

        return await self._link.transact(attempt)

    async def save_delivery(self, delivery: Delivery) -> None:
        """Record what came of an attempt.  Of a sender whose lease was taken over, only "sent" is still believed."""

        async def attempt(session: Session) -> bool:
            stored = await self._watched(session, delivery.delivery_id)
            believed = leases.merged(stored, delivery)
            if believed is not None:
                await self._write(session, believed, stored)
            return believed is not None

        if not await self._link.transact(attempt):
            log.info("late word of a sender passed over", delivery=delivery.delivery_id, state=delivery.state.value)

    async def retry_delivery(self, delivery_id: str) -> Delivery | None:
        """Make a dead or waiting delivery due at once; None where there is none, or it was sent or is being sent."""
        return await self._change(delivery_id, partial(leases.retried, now=self._clock()))

    async def drop_delivery(self, delivery_id: str) -> Delivery | None:
        """Give up an open delivery; None where there is none that is open."""
        return await self._change(delivery_id, partial(leases.dropped, now=self._clock()))

    async def forget_delivery(self, delivery_id: str) -> Delivery | None:
        """Take a dead delivery out of the store; None where there is none that is dead."""

        async def attempt(session: Session) -> Delivery | None:
            stored = await self._watched(session, delivery_id)
            if stored is None or stored.state is not DeliveryState.DEAD:
                return None
            await session.execute(
                ("DEL", keys.delivery(delivery_id)),
                ("ZREM", keys.deliveries(stored.state), delivery_id),
                ("SREM", keys.alert_deliveries(stored.alert_id), delivery_id),
            )
            return stored

        return await self._link.transact(attempt)

    async def delivery(self, delivery_id: str) -> Delivery | None:
        return (await self._deliveries([delivery_id])).get(delivery_id)

    async def deliveries(self, state: str | None = None, limit: int = 50) -> list[Delivery]:
        """Deliveries, the last changed first; all, or those in `state`."""
        if limit <= 0:
            return []
        states = [DeliveryState(state)] if state else list(DeliveryState)
        lists = await self._link.ask(*(("ZRANGE", keys.deliveries(one), 0, limit - 1, "REV") for one in states))
        found = await self._deliveries([name.decode() for one in lists for name in one])
        return sorted(found.values(), key=lambda row: row.updated, reverse=True)[:limit]

    async def alert_deliveries(self, alert_id: str) -> list[Delivery]:
        """The deliveries of one alert, by channel and target."""
        (names,) = await self._link.ask(("SMEMBERS", keys.alert_deliveries(alert_id)))
        found = await self._deliveries([name.decode() for name in names])
        return sorted(found.values(), key=lambda row: (row.channel, row.target))

    async def alert(self, alert_id: str) -> Alert | None:
        return (await self._alerts([alert_id])).get(alert_id)

    async def alerts(self, limit: int = 50) -> list[Alert]:
        """Alerts, the newest first."""
        if limit <= 0:
            return []
        (names,) = await self._link.ask(("ZRANGE", keys.alerts(), 0, limit - 1, "REV"))
        return list((await self._alerts([name.decode() for name in names])).values())

    async def thread_receipt(self, thread_id: str, channel: str, target: str) -> str:
        """The receipt of the thread's first alert at one target, or of the digest that brought it; "" where there is none.

        A channel that gives one though the outcome is unknown has replies find the message if it arrived.
        """
        for row in await self.alert_deliveries(thread_id):
            if (row.channel, row.target) == (channel, target):
                carrier: Delivery | None = row
                while carrier and carrier.digest:  # a digest that a limit held back is in another one
                    carrier = await self.delivery(carrier.digest)
                return carrier.receipt if carrier else ""
        return ""

    async def _change(self, delivery_id: str, change: Change) -> Delivery | None:
        async def attempt(session: Session) -> Delivery | None:
            stored = await self._watched(session, delivery_id)
            changed = change(stored) if stored else None
            if changed is not None:
                await self._write(session, changed, stored)
            return changed

        return await self._link.transact(attempt)

    async def _watched(self, session: Session, delivery_id: str) -> Delivery | None:
        name = keys.delivery(delivery_id)
        _, row = await session.ask(("WATCH", name), ("GET", name))
        return codec.unpack(Delivery, row) if row is not None else None

    async def _write(
        self, session: Session, delivery: Delivery, stored: Delivery | None, more: Sequence[Command] = ()
    ) -> None:
        """The alert lives on with its delivery: what is due can be sent."""
        before = stored.state if stored else None
        if before is not None and not allowed(before, delivery.state):
            raise ValueError(f"no delivery goes from {before} to {delivery.state}")
        await session.execute(
            *write_delivery(delivery, before, self._seconds(), self._event_life),
            ("EXPIRE", keys.alert(delivery.alert_id), self._event_life),
            *more,
        )

    async def _deliveries(self, names: Sequence[str]) -> dict[str, Delivery]:
        if not names:
            return {}
        (rows,) = await self._link.ask(("MGET", *map(keys.delivery, names)))
        found = (codec.unpack(Delivery, row) for row in rows if row is not None)
        return {delivery.delivery_id: delivery for delivery in found}

    async def _alerts(self, names: Sequence[str]) -> dict[str, Alert]:
        if not names:
            return {}
        (rows,) = await self._link.ask(("MGET", *map(keys.alert, dict.fromkeys(names))))
        found = (codec.unpack(Alert, row) for row in rows if row is not None)
        return {alert.alert_id: alert for alert in found}

    async def _clear(self, names: set[str], queues: Sequence[str]) -> None:
        """Deliveries whose rows outlived `keep_events`: nothing of them is left to send."""
        if names:
            log.warning("deliveries forgotten: they were due for longer than keep_events", deliveries=sorted(names))
            await self._link.execute(
                *(("ZREM", queue, *names) for queue in {*queues, keys.due()}),
                ("HINCRBY", keys.counts(), "deliveries_forgotten", len(names)),
            )
