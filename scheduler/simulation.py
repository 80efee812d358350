"""A simulated clock over the routing: what the rules say goes out, when, through which channels, alone or in a digest."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipelines.alerts.alerting import Alerting
from pipelines.alerts.releaser import Releaser
from pipelines.model.alert import Alert
from pipelines.model.delivery import Delivery
from pipelines.store.scratch_batches import ScratchBatches


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """An alert as it goes out at `at`.  `digest`: the digest that brings it; `held`: why it was held back."""

    alert: Alert
    at: datetime
    channels: tuple[str, ...]
    digest: str = ""
    held: str = ""


class Simulation:
    """Takes alerts as they are made, moves its clock on, and gives out what goes out, in order of time."""

    def __init__(self, alerting: Alerting, start: datetime) -> None:
        self._shelf = ScratchBatches(now=start)
        self._releaser = Releaser(
            store=self._shelf,
            routing=lambda: alerting,
            clock=lambda: self._shelf.now,
            released=lambda: None,
            recover=_nothing,
        )

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
            due = [batch.due for batch in await self._shelf.batches()]
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
            for each in _members(self._shelf.alerts[alert_id], at, tuple(names))
        ]


def _members(alert: Alert, at: datetime, channels: tuple[str, ...]) -> Iterator[Outgoing]:
    """The alert itself, or those that it brings together; channels in the rule's order."""
    if not alert.members:
        yield Outgoing(alert=alert, at=at, channels=_ordered(channels, alert))
    for member in alert.members:
        yield Outgoing(
            alert=member, at=at, channels=_ordered(channels, member), digest=alert.alert_id, held=member.held
        )


def _ordered(channels: tuple[str, ...], alert: Alert) -> tuple[str, ...]:
    return tuple(name for name in alert.channels if name in channels)


async def _nothing() -> None:
    """There is nothing to bring back."""
