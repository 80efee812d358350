"""Reminders that are due, and the one step in which an alert is repeated."""

from datetime import UTC, datetime

from pipelines.model.alert import Alert
from pipelines.model.batch import Remind, Reminder, Reminding
from pipelines.model.event import Event
from pipelines.store import codec, keys
from pipelines.store.base import Part
from pipelines.store.events import fetch_events
from pipelines.store.link import Command, Session
from pipelines.store.outbox import write_alert, write_delivery
from pipelines.store.silences import read_silence

MOST = 100
"""Reminders looked at at once."""


class Reminders(Part):
    """For the releaser."""

    async def reminders_due(self, now: datetime) -> list[str]:
        """The alerts of which somebody is to be reminded now."""
        due = ("ZRANGE", keys.reminders(), "-inf", now.timestamp(), "BYSCORE", "LIMIT", 0, MOST)
        (names,) = await self._link.ask(due)
        return [name.decode() for name in names]

    async def remind(self, alert_id: str, decide: Remind) -> Reminder:
        """Write what `decide` makes of a reminder, at once and only if what it knew still holds; else ask it again."""

        async def attempt(session: Session) -> Reminder:
            known = await self._reminding(session, alert_id)
            if known is None:
                return Reminder()
            reminder = decide(known)
            await session.execute(*self._reminded(alert_id, reminder))
            return reminder

        return await self._link.transact(attempt)

    async def _reminding(self, session: Session, alert_id: str) -> Reminding | None:
        """None where another releaser has been here."""
        _, score, row = await session.ask(
            ("WATCH", keys.reminders(), keys.acknowledged()),
            ("ZSCORE", keys.reminders(), alert_id),
            ("GET", keys.alert(alert_id)),
        )
        if score is None or float(score) > self._seconds():
            return None
        alert = codec.unpack(Alert, row) if row is not None else None
        event, acknowledged = await _event(session, alert) if alert else (None, False)
        due = datetime.fromtimestamp(float(score), UTC)
        (silences,) = await session.ask(("HVALS", keys.silences()))
        return Reminding(
            alert=alert, event=event, acknowledged=acknowledged, due=due, silences=tuple(map(read_silence, silences))
        )

    def _reminded(self, alert_id: str, reminder: Reminder) -> list[Command]:
        now, life = self._seconds(), self._event_life
        commands: list[Command] = write_alert(reminder.alert, now, life) if reminder.alert else []
        for row in reminder.deliveries:
            commands += write_delivery(row, None, now, life)
        if reminder.due:
            return [*commands, ("ZADD", keys.reminders(), reminder.due.timestamp(), alert_id)]
        return [*commands, ("ZREM", keys.reminders(), alert_id)]


async def _event(session: Session, alert: Alert) -> tuple[Event | None, bool]:
    """The alert's event as it is now, and whether it was acknowledged."""

    async def rows(names: list[str]) -> list[bytes | None]:
        _, values = await session.ask(("WATCH", *names), ("MGET", *names))
        return list(values)

    found = await fetch_events(rows, [alert.event.event_id])
    (acknowledged,) = await session.ask(("ZSCORE", keys.acknowledged(), alert.event.event_id))
    return (found[0] if found else None), acknowledged is not None
