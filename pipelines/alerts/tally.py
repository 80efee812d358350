"""What is counted of the deliveries that wait: each that is held back, and each that a digest takes the place of.  Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pipelines.alerts.holding import Cause, cause_of
from pipelines.model.alert import Alert
from pipelines.model.batch import Held, Opening
from pipelines.model.delivery import Delivery, DeliveryState

COUNTED = frozenset({DeliveryState.HELD, DeliveryState.SUPERSEDED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """A delivery of `rule` is held from now on, or superseded; `cause` is what holds it, or held it until now."""

    state: DeliveryState
    rule: str
    cause: Cause


def made(alerts: Iterable[Alert], deliveries: Iterable[Delivery]) -> tuple[Turn, ...]:
    """Of new alerts with their deliveries: those that are held from the beginning."""
    return _turns(alerts, deliveries, MappingProxyType({}))


def opened(held: Held, opening: Opening) -> tuple[Turn, ...]:
    """Of a batch that was opened: what a limit holds back that was not held back before, and what is superseded."""
    before = {row.delivery_id: row for row in held.deliveries}
    return _turns((*held.alerts, *opening.alerts), opening.deliveries, before)


def _turns(alerts: Iterable[Alert], deliveries: Iterable[Delivery], before: Mapping[str, Delivery]) -> tuple[Turn, ...]:
    rules = {alert.alert_id: alert.rule for alert in alerts}
    found = []
    for row in deliveries:
        was = before.get(row.delivery_id)
        # A row that waits at its channel's gate without a reason is only passing through.
        reason = row.reason if row.state is DeliveryState.HELD else was.reason if was else ""
        again = row.state is DeliveryState.HELD and was is not None and was.reason == row.reason
        if row.state in COUNTED and reason and not again:
            found.append(Turn(state=row.state, rule=rules.get(row.alert_id, ""), cause=cause_of(reason)))
    return tuple(found)
