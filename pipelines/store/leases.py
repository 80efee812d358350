"""Who may send or change a delivery, and what a late word of a sender is worth.  Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from pipelines.model.delivery import Delivery, DeliveryState
from pipelines.model.transitions import FINAL, WAITING

LOST = "the sender stopped while sending"
DROPPED = "dropped by hand"
CLOCK_ERROR = timedelta(seconds=5)
"""What clocks of several machines may be apart."""


def anyhow() -> bool:
    """A lease that is over is over."""
    return True


def claimed(delivery: Delivery, now: datetime, lease: timedelta, *, take_over: bool = True) -> Delivery | None:
    """The delivery in its claimer's hands until `now + lease`; None where it is final, held, not due, or somebody else's.

    One that is `sending` though its lease has ended was left behind by a sender that died: whether its message
    arrived is unknown, and `unknowns` says so.  With `take_over` false it is left alone.
    """
    if delivery.state in FINAL | WAITING or delivery.due > now:
        return None
    left_behind = delivery.state is DeliveryState.SENDING
    if left_behind and not take_over:
        return None
    return replace(
        delivery,
        state=DeliveryState.SENDING,
        attempts=delivery.attempts + 1,
        unknowns=delivery.unknowns + left_behind,
        reason=LOST if left_behind else delivery.reason,
        due=now + lease,
        updated=now,
    )


def accepted(stored: Delivery | None, told: Delivery) -> bool:
    """Whether `told` may take the place of `stored`.

    That a message was sent is always believed.  Any other word counts only from who claimed last, and never undoes
    what is final.
    """
    if stored is None:
        return True
    if stored.state in {DeliveryState.SENT, DeliveryState.SUPERSEDED, *WAITING}:
        return False
    if told.state is DeliveryState.SENT:
        return True
    return stored.state not in FINAL and told.attempts >= stored.attempts


def merged(stored: Delivery | None, told: Delivery) -> Delivery | None:
    """What is written where `told` is said of `stored`; None where it does not count.

    The attempts and doubts of whoever claimed it since stay: the message may have been sent by both.
    """
    if not accepted(stored, told):
        return None
    if stored is None:
        return told
    return replace(told, attempts=max(stored.attempts, told.attempts), unknowns=max(stored.unknowns, told.unknowns))


def retried(delivery: Delivery, now: datetime) -> Delivery | None:
    """The delivery due at once, its time starting anew; None where it was sent or is being sent right now."""
    if delivery.state in {DeliveryState.SENT, DeliveryState.SUPERSEDED}:
        return None
    if delivery.state is DeliveryState.SENDING and delivery.due > now:
        return None
    unknown = delivery.state is DeliveryState.SENDING
    return replace(
        delivery,
        state=DeliveryState.UNKNOWN if unknown else DeliveryState.PENDING,
        unknowns=delivery.unknowns + unknown,
        created=now,
        due=now,
        updated=now,
    )


def dropped(delivery: Delivery, now: datetime) -> Delivery | None:
    """The delivery given up; None where it is final already."""
    if delivery.state in FINAL:
        return None
    return replace(delivery, state=DeliveryState.DEAD, reason=DROPPED, due=now, updated=now)


def postponed(delivery: Delivery, now: datetime, until: datetime) -> Delivery | None:
    """The delivery due at `until`, for a reason that lies in other deliveries; None where it is not due, or not open."""
    if delivery.state in FINAL | WAITING | {DeliveryState.SENDING} or delivery.due > now:
        return None
    return replace(delivery, due=until)


def rebased(delivery: Delivery, now: datetime) -> Delivery | None:
    """The delivery with its time told from now, where it was written at a time that has not come: the clock went back."""
    ahead = delivery.updated - now
    if delivery.state in FINAL | WAITING or ahead <= CLOCK_ERROR:
        return None
    return replace(delivery, due=max(now, delivery.due - ahead), created=min(delivery.created, now), updated=now)
