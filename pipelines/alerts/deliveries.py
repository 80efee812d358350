"""Deliveries: an alert becomes one row of the outbox for each target of each of its channels.  Pure."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from config.schema import Channel, EmailChannel
from pipelines.model.alert import Alert
from pipelines.model.delivery import Delivery


def deliveries_for(alert: Alert, channels: Mapping[str, Channel], now: datetime) -> tuple[Delivery, ...]:
    """The rows for `alert`.  Their ids follow from alert, channel and target: made twice, they are the same rows."""
    return tuple(
        Delivery(
            delivery_id=delivery_id(alert.alert_id, channel, target),
            alert_id=alert.alert_id,
            channel=channel,
            target=target,
            due=now,
            created=now,
            updated=now,
        )
        for channel in dict.fromkeys(alert.channels)
        for target in targets(channels[channel])
    )


def targets(channel: Channel) -> tuple[str, ...]:
    """Whom the channel reaches: each recipient of a mail by itself, else the channel's own name."""
    return tuple(dict.fromkeys(channel.to)) if isinstance(channel, EmailChannel) else (channel.name,)


def delivery_id(alert_id: str, channel: str, target: str) -> str:
    return hashlib.sha256(f"{alert_id}\x1f{channel}\x1f{target}".encode()).hexdigest()[:24]
