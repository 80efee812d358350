"""A delivery: one alert on its way to one target of one channel.  A row of the outbox."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DeliveryState(StrEnum):
    """Where a delivery stands.

    `unknown`: the other side may have taken the message, and did not say so.  `held`: it waits for its batch to be due.
    `superseded`: a digest carries its alert instead.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    RETRYING = "retrying"
    UNKNOWN = "unknown"
    DEAD = "dead"
    HELD = "held"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """`target` is one recipient of the channel (an e-mail address; the channel's own name where it has one target).

    `receipt` is what the other side gave back for threads and look-ups (a Slack `ts`, a mail's Message-ID).
    """

    delivery_id: str
    alert_id: str
    channel: str
    target: str
    state: DeliveryState = DeliveryState.PENDING
    attempts: int = 0
    unknowns: int = 0
    """Attempts of which nobody knows whether the message arrived."""
    due: datetime
    created: datetime
    updated: datetime
    reason: str = ""
    receipt: str = ""
    severity: int = 1
    """Its alert's place in the order of `Severity`: what weighs more is sent first."""
    batch: str = ""
    """The group in which a held delivery waits: rule and channel, or the channel alone (`pipelines.alerts.holding`)."""
    digest: str = ""
    """Of a superseded delivery: the delivery of the digest that carries its alert."""
    late: bool = False
    """It goes out long after it was due, and says so."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TooSoon:
    """The answer to a claim for which the channel's rate has no room yet: `wait` in seconds."""

    wait: float


class Verdict(StrEnum):
    """What came of one attempt to send."""

    SENT = "sent"
    RETRY = "retry"
    UNKNOWN = "unknown"
    DEAD = "dead"


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """The result of one attempt: `reason` in words without secrets; `retry_after` in seconds where the receiver named it."""

    verdict: Verdict
    reason: str = ""
    receipt: str = ""
    retry_after: float | None = None
