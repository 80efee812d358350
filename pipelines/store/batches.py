"""Held deliveries: the batches in which they wait, and the one step in which a batch is opened."""

from datetime import UTC, datetime

from pipelines.model.alert import Alert
from pipelines.model.batch import Batch, Held, Open, Opening
from pipelines.model.delivery import Delivery, DeliveryState
from pipelines.store import codec, keys
from pipelines.store.base import Part
from pipelines.store.link import Command, Session
from pipelines.store.outbox import write_alert, write_delivery

MOST = 500
"""Alerts of one batch that are looked at in one step; the others follow in the next."""
PASSED_LIFE = 86_400
"""Seconds: no limit counts further back."""


class Batches(Part):
    """What waits, for whoever opens batches, and for commands."""

    async def batches(self) -> list[Batch]:
        """Every batch, the one that is due first in the first place."""
        (pairs,) = await self._link.ask(("ZRANGE", keys.batches(), 0, -1, "WITHSCORES"))
        names = [name.decode() for name in pairs[::2]]
        sizes = await self._link.ask(*(("ZCARD", keys.batch(name)) for name in names)) if names else []
        return [
            Batch(name=name, due=datetime.fromtimestamp(float(due), UTC), size=size)
            for name, due, size in zip(names, pairs[1::2], sizes, strict=True)
        ]

    async def open_batch(self, name: str, channel: str, decide: Open) -> Opening:
        """Write what `decide` makes of what waits in the batch, at once and only if that still holds; else ask again.

        What comes back is what was written.  Safe to repeat: what is no longer held is not looked at.
        """

        async def attempt(session: Session) -> Opening:
            alert_ids, rest = await self._waiting(session, name)
            held = await self._held(session, name, channel, alert_ids)
            opening = decide(held)
            await session.execute(*self._opening(name, channel, alert_ids, held, opening, more=rest))
            return opening

        return await self._link.transact(attempt)

    async def _waiting(self, session: Session, name: str) -> tuple[list[str], bool]:
        """The alerts of the batch, the most severe and oldest first, and whether there are more than can be looked at."""
        batch = keys.batch(name)
        _, found, size = await session.ask(
            ("WATCH", batch, keys.batches()), ("ZRANGE", batch, 0, MOST - 1), ("ZCARD", batch)
        )
        return [alert_id.decode() for alert_id in found], size > len(found)

    async def _held(self, session: Session, name: str, channel: str, alert_ids: list[str]) -> Held:
        """What of them is still held here."""
        now = self._clock()
        passed_key = keys.passed(channel)
        sets = [keys.alert_deliveries(alert_id) for alert_id in alert_ids]
        replies = await session.ask(
            ("WATCH", passed_key, *sets),
            ("ZRANGEBYSCORE", passed_key, now.timestamp() - PASSED_LIFE, "+inf", "WITHSCORES"),
            *(("SMEMBERS", each) for each in sets),
        )
        passed = tuple(datetime.fromtimestamp(float(when), UTC) for when in replies[1][1::2])
        names = [keys.delivery(row.decode()) for found in replies[2:] for row in found]
        rows = await _rows(session, names)
        deliveries = [codec.unpack(Delivery, row) for row in rows if row is not None]
        here = tuple(row for row in deliveries if row.state is DeliveryState.HELD and row.batch == name)
        wanted = list(dict.fromkeys(row.alert_id for row in here))
        alerts = [row for row in await _rows(session, [keys.alert(each) for each in wanted]) if row is not None]
        return Held(deliveries=here, alerts=tuple(codec.unpack(Alert, row) for row in alerts), passed=passed)

    def _opening(
        self, name: str, channel: str, alert_ids: list[str], held: Held, opening: Opening, *, more: bool
    ) -> list[Command]:
        now, life = self._seconds(), self._event_life
        before = {row.delivery_id: row.state for row in held.deliveries}
        after = {row.delivery_id: row for row in (*held.deliveries, *opening.deliveries)}.values()
        stays = {row.alert_id for row in after if row.state is DeliveryState.HELD and row.batch == name}
        gone = [alert_id for alert_id in alert_ids if alert_id not in stays]
        commands: list[Command] = [command for alert in opening.alerts for command in write_alert(alert, now, life)]
        for row in opening.deliveries:
            commands += write_delivery(row, before.get(row.delivery_id), now, life)
        if gone:
            commands.append(("ZREM", keys.batch(name), *gone))
        if opening.passed:
            passed = keys.passed(channel)
            commands += [("ZADD", passed, now, message) for message in opening.passed]
            commands += [("ZREMRANGEBYSCORE", passed, "-inf", now - PASSED_LIFE), ("EXPIRE", passed, PASSED_LIFE)]
        # Where nothing may go on now, those behind may not either: the most severe come first.
        due = self._clock() if more and gone else opening.due
        commands.append(("ZADD", keys.batches(), due.timestamp(), name) if due else ("ZREM", keys.batches(), name))
        return commands


async def _rows(session: Session, names: list[str]) -> list[bytes | None]:
    """Values by name, watched."""
    if not names:
        return []
    _, rows = await session.ask(("WATCH", *names), ("MGET", *names))
    return list(rows)
