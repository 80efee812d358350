"""Deliveries: an alert becomes one row of the outbox for each target of each of its channels.  Pure."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from config.schema import Channel, EmailChannel
from pipelines.alerts.holding import Hold
from pipelines.model.alert import Alert
from pipelines.model.delivery import Delivery, DeliveryState


def deliveries_for(
    alert: Alert, channels: Mapping[str, Channel], now: datetime, holds: Mapping[str, Hold] = MappingProxyType({})
) -> tuple[Delivery, ...]:
    """The rows for `alert`; in a channel of `holds` they are held.  Ids follow from alert, channel and target: made
    twice, they are the same rows.
    """
    return tuple(
        _row(alert, channel, target, now, holds.get(channel))
        for channel in dict.fromkeys(alert.channels)
        for target in targets(channels[channel])
    )


def _row(alert: Alert, channel: str, target: str, now: datetime, hold: Hold | None) -> Delivery:
    return Delivery(
        delivery_id=delivery_id(alert.alert_id, channel, target),
        alert_id=alert.alert_id,
        channel=channel,
        target=target,
        state=DeliveryState.HELD if hold else DeliveryState.PENDING,
        due=hold.due if hold else now,
        created=now,
        updated=now,
        reason=hold.reason if hold else "",
        severity=alert.severity.rank,
        batch=hold.batch if hold else "",
    )


def targets(channel: Channel) -> tuple[str, ...]:
    """Whom the channel reaches: each recipient of a mail by itself, else the channel's own name."""
    return tuple(dict.fromkeys(channel.to)) if isinstance(channel, EmailChannel) else (channel.name,)


def delivery_id(alert_id: str, channel: str, target: str) -> str:
    return hashlib.sha256(f"{alert_id}\x1f{channel}\x1f{target}".encode()).hexdigest()[:24]
