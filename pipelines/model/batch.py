"""A batch: deliveries that wait together, and what becomes of them when it is opened."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pipelines.model.alert import Alert
from pipelines.model.delivery import Delivery
from pipelines.model.event import Event
from pipelines.model.silence import Silence


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """`due`: when it is to be opened; `size`: how many alerts wait in it."""

    name: str
    due: datetime
    size: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """What is known when a batch is opened: its deliveries that are still held, and their alerts by id.

    `passed`: when the last messages passed the channel's gate.
    """

    deliveries: tuple[Delivery, ...] = ()
    alerts: tuple[Alert, ...] = ()
    passed: tuple[datetime, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """What is written when a batch is opened, at once.

    `alerts` are new ones (digests); `deliveries` new ones and changed ones, as they are to be; `passed` names the
    messages that pass the gate; `due`: when the batch is to be opened again, None where nothing is left in it.
    """

    alerts: tuple[Alert, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    passed: tuple[str, ...] = ()
    due: datetime | None = None


Open = Callable[[Held], Opening]
"""Pure: what waits in, what is to be written out.  May be called again with newer knowledge."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reminding:
    """What is known when a reminder is due: the alert and its event as it is now, where they are still there."""

    alert: Alert | None
    event: Event | None
    acknowledged: bool
    due: datetime
    silences: tuple[Silence, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Reminder:
    """What is written: the alert once more, its deliveries, and when it is due again (None: that was the last time)."""

    alert: Alert | None = None
    deliveries: tuple[Delivery, ...] = ()
    due: datetime | None = None


Remind = Callable[[Reminding], Reminder]
"""Pure; may be called again with newer knowledge."""
