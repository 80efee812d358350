"""Held deliveries in memory, for commands that only look: the same batches and openings, no Redis."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from pipelines.model.alert import Alert
from pipelines.model.batch import Batch, Held, Open, Opening, Remind, Reminder, Reminding
from pipelines.model.delivery import Delivery, DeliveryState
from pipelines.model.event import Event
from pipelines.model.silence import Silence


@dataclass(kw_only=True)
class ScratchBatches:
    """`gone` gathers what became due, with the moment at which it did: the sender's share.  Nobody acknowledges anything.

    `events` gives an event as it is now.
    """

    now: datetime
    events: Callable[[str], Event | None]
    silences: tuple[Silence, ...] = ()
    gone: list[tuple[datetime, Delivery]] = field(default_factory=list)
    alerts: dict[str, Alert] = field(default_factory=dict)
    superseded: list[Delivery] = field(default_factory=list)
    reminders: dict[str, datetime] = field(default_factory=dict)
    """When somebody is to be reminded of an alert."""
    reminds: dict[str, str] = field(default_factory=dict)
    """Of which alert a reminder is one."""
    _held: dict[str, Delivery] = field(default_factory=dict)
    _due: dict[str, datetime] = field(default_factory=dict)
    _passed: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))

    def take(self, alerts: Iterable[Alert], deliveries: Iterable[Delivery]) -> None:
        """What a settlement brought, or an opening."""
        for alert in alerts:
            self.alerts[alert.alert_id] = alert
            if alert.remind_every is not None:
                self.reminders[alert.alert_id] = alert.at + alert.remind_every
        for row in deliveries:
            self._held.pop(row.delivery_id, None)
            if row.state is DeliveryState.HELD:
                self._held[row.delivery_id] = row
                self._due[row.batch] = min(row.due, self._due.get(row.batch, row.due))
            elif row.state is DeliveryState.SUPERSEDED:
                self.superseded.append(row)
            else:
                self.gone.append((self.now, row))

    async def batches(self) -> list[Batch]:
        """Every batch, the one that is due first in the first place."""
        members: dict[str, set[str]] = defaultdict(set)
        for row in self._held.values():
            members[row.batch].add(row.alert_id)
        found = [Batch(name=name, due=self._due[name], size=len(alerts)) for name, alerts in members.items()]
        return sorted(found, key=lambda batch: (batch.due, batch.name))

    async def open_batch(self, name: str, channel: str, decide: Open) -> Opening:
        """As the store does it."""
        rows = tuple(row for row in self._held.values() if row.batch == name)
        alerts = tuple(self.alerts[alert_id] for alert_id in dict.fromkeys(row.alert_id for row in rows))
        opening = decide(Held(deliveries=rows, alerts=alerts, passed=tuple(self._passed[channel])))
        self._passed[channel] += [self.now] * len(opening.passed)
        self._due.pop(name, None)
        self.take(opening.alerts, opening.deliveries)
        if opening.due:
            self._due[name] = opening.due
        return opening

    async def reminders_due(self, now: datetime) -> list[str]:
        return [alert_id for alert_id, due in self.reminders.items() if due <= now]

    async def remind(self, alert_id: str, decide: Remind) -> Reminder:
        """As the store does it."""
        alert, due = self.alerts[alert_id], self.reminders.pop(alert_id)
        event = self.events(alert.event.event_id)
        made = decide(Reminding(alert=alert, event=event, acknowledged=False, due=due, silences=self.silences))
        if made.alert:
            self.reminds[made.alert.alert_id] = alert_id
            self.take((made.alert,), made.deliveries)
        if made.due:
            self.reminders[alert_id] = made.due
        return made
