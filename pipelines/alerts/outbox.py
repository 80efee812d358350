"""What becomes of a delivery after an attempt to send it.  Pure.

Every step that a delivery can take is in `pipelines.model.transitions`; how it gets into `sending`, and out of it when
its sender dies, in `pipelines.store.leases`; the whole picture in `docs/explanation/outbox.md`.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from pipelines.model.delivery import Delivery, DeliveryState, Outcome, Verdict

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=10)
DEADLINE = timedelta(hours=24)
"""Counted from the delivery's creation: an alert that could not be had for so long is no longer one."""
LEAST_TRIES = 5
"""Fewer are not given up for age: a clock that jumped, or a channel that was down, has left them no chance."""
LEASE = timedelta(seconds=30)
"""How long a claimed delivery is left to its claimer.  After it the claimer counts as dead."""


def after(delivery: Delivery, outcome: Outcome, now: datetime, jitter: float) -> Delivery:
    """The delivery after an attempt that ended with `outcome`.  `jitter` in [0, 1) spreads the pauses."""
    known = replace(delivery, reason=outcome.reason, receipt=outcome.receipt or delivery.receipt, updated=now)
    if outcome.verdict is Verdict.SENT:
        return replace(known, state=DeliveryState.SENT, due=now)
    if outcome.verdict is Verdict.DEAD:
        return replace(known, state=DeliveryState.DEAD, due=now)
    unknown = outcome.verdict is Verdict.UNKNOWN
    known = replace(known, unknowns=delivery.unknowns + unknown)
    wait = pause(delivery.attempts, outcome.retry_after, jitter)
    due = now + wait
    if wait > DEADLINE or (due > delivery.created + DEADLINE and delivery.attempts >= LEAST_TRIES):
        hours = int(DEADLINE.total_seconds() // 3600)
        return replace(known, state=DeliveryState.DEAD, due=now, reason=f"given up after {hours} h: {outcome.reason}")
    return replace(known, state=DeliveryState.UNKNOWN if unknown else DeliveryState.RETRYING, due=due)


def lateness(delivery: Delivery, now: datetime, late_after: timedelta) -> timedelta:
    """By how much a message that goes out now is late; zero where that is not worth a word."""
    late = now - delivery.created
    return late if late > late_after else timedelta()


def pause(attempts: int, retry_after: float | None, jitter: float) -> timedelta:
    """How long to wait after the given number of attempts: doubled each time, a quarter up or down by `jitter`.

    So each pause is longer than the one before, up to the longest.  What the receiver asked for is the least.
    """
    doublings = min(max(attempts - 1, 0), 16)
    own: timedelta = min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE) * (0.75 + jitter / 2)
    if retry_after is None or not retry_after > 0:
        return own
    # Longer than the deadline is all the same, and timedelta has an end.
    asked = timedelta(seconds=min(retry_after, 2 * DEADLINE.total_seconds()))
    return max(own, asked)
