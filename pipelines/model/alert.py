"""An alert: the decision that a rule speaks about an event."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.model.event import Event
from pipelines.model.kinds import AlertReason, Severity


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
    severity: Severity = Severity.NORMAL
    template: str = ""
    """The name of the rule's template; empty: the usual one."""
    members: "tuple[Alert, ...]" = ()
    """Of a digest: the alerts that it brings together, most severe and oldest first.  `event` is that of the first."""
    held: str = ""
    """Why it was held back, in words, where it was: for its line in the digest."""
    changes: "tuple[Change, ...]" = ()
    """For an update: what changed and what did not, one by one."""
    remind_every: timedelta | None = None
    """How often it is repeated until somebody acknowledges its event."""
    earlier: str = ""
    """The `event_id` of the event that this one was merged into: its thread tells the rest."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One thing about an event, before and after.  `what` is stage, status, amount or event.

    `before` and `after` are words of the vocabulary ("offered"), an amount as "97400000000 USD", or ids; equal where
    the thing stayed as it was.
    """

    what: str
    before: str
    after: str
