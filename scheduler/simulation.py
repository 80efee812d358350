"""A simulated clock over the routing: what the rules say goes out, when, through which channels, alone or in a digest."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipelines.alerts.alerting import Alerting
from pipelines.alerts.releaser import Releaser
from pipelines.model.alert import Alert
from pipelines.model.delivery import Delivery
from pipelines.model.event import Event
from pipelines.model.silence import Silence
from pipelines.store.scratch_batches import ScratchBatches


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """An alert as it goes out at `at`.  `digest`: the digest that brings it; `held`: why it was held back.

    `reminds`: of a reminder, the alert that it repeats.
    """

    alert: Alert
    at: datetime
    channels: tuple[str, ...]
    digest: str = ""
    held: str = ""
    reminds: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Repeats:
    """How often an alert is repeated where nobody acknowledges its event, from `first` to `last`."""

    first: datetime
    last: datetime
    count: int


def repeats_of(out: Iterable[Outgoing]) -> dict[str, Repeats]:
    """By alert, its reminders among `out`."""
    times: dict[str, set[datetime]] = {}
    for each in out:
        if each.reminds:
            times.setdefault(each.reminds, set()).add(each.at)
    return {name: Repeats(first=min(all_), last=max(all_), count=len(all_)) for name, all_ in times.items()}


def no_event(_event_id: str) -> Event | None:
    """Nothing is known of events: nobody is reminded."""
    return None


class Simulation:
    """Takes alerts as they are made, moves its clock on, and gives out what goes out, in order of time."""

    def __init__(self, alerting: Alerting, start: datetime, events: Callable[[str], Event | None] = no_event) -> None:
        """`events` gives an event as it is at the moment that is simulated."""
        self._shelf = ScratchBatches(now=start, events=events)
        self._releaser = Releaser(
            store=self._shelf,
            routing=lambda: alerting,
            clock=lambda: self._shelf.now,
            released=lambda: None,
            recover=_nothing,
        )

    def silence(self, silences: tuple[Silence, ...]) -> None:
        """What is silenced from now on."""
        self._shelf.silences = silences

    async def take(self, alerts: Sequence[Alert], rows: Iterable[Delivery], now: datetime) -> list[Outgoing]:
        """Alerts that the rules made at `now`, after everything that was due before; what went out until then."""
        before = await self.until(now)
        self._shelf.take(alerts, rows)
        await self._releaser.open_due()
        return before + self._out()

    async def until(self, moment: datetime | None) -> list[Outgoing]:
        """What goes out up to `moment`; with None everything that still waits, however late."""
        found: list[Outgoing] = []
        while True:
            due = [*(batch.due for batch in await self._shelf.batches()), *self._shelf.reminders.values()]
            following = min(due, default=None)
            if following is None or (moment is not None and following > moment):
                break
            self._shelf.now = max(self._shelf.now, following)
            await self._releaser.open_due()
            found += self._out()
        if moment is not None:
            self._shelf.now = max(self._shelf.now, moment)
        return found

    def _out(self) -> list[Outgoing]:
        gone, self._shelf.gone = self._shelf.gone, []
        channels: dict[tuple[datetime, str], dict[str, None]] = {}
        for at, row in gone:
            channels.setdefault((at, row.alert_id), {})[row.channel] = None
        return [
            each
            for (at, alert_id), names in channels.items()
            for each in self._members(self._shelf.alerts[alert_id], at, tuple(names))
        ]

    def _members(self, alert: Alert, at: datetime, channels: tuple[str, ...]) -> Iterator[Outgoing]:
        """The alert itself, or those that it brings together; channels in the rule's order."""
        for member in alert.members or (alert,):
            yield Outgoing(
                alert=member,
                at=at,
                channels=_ordered(channels, member),
                digest=alert.alert_id if alert.members else "",
                held=member.held,
                reminds=self._shelf.reminds.get(member.alert_id, ""),
            )


def _ordered(channels: tuple[str, ...], alert: Alert) -> tuple[str, ...]:
    return tuple(name for name in alert.channels if name in channels)


async def _nothing() -> None:
    """There is nothing to bring back."""
