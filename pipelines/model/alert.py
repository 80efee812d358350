"""An alert: the decision that a rule speaks about an event."""

from dataclasses import dataclass
from datetime import datetime

from pipelines.model.event import Event
from pipelines.model.kinds import AlertReason


@dataclass(frozen=True, kw_only=True, slots=True)
class Alert:
    """One rule speaks about one event, once for `new` and once for each later stage.

    `alert_id` follows from event, rule, reason and stage alone, so that the same decision made twice is one alert.
    `thread_id` is the `alert_id` of the first alert of this rule for this event (its own for that first one).
    `event` is the event as it was when the rule spoke.
    """

    alert_id: str
    thread_id: str
    rule: str
    reason: AlertReason
    event: Event
    story_id: str
    change: str = ""
    """For an update: what changed, for instance "offered → rejected"."""
    channels: tuple[str, ...]
    at: datetime
