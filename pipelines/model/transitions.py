"""The life of a delivery: every step from one state to the next that there is.  The diagram in
`docs/explanation/outbox.md` is this table, and a test holds the two together.
"""

from dataclasses import dataclass

from pipelines.model.delivery import DeliveryState as State


@dataclass(frozen=True, kw_only=True, slots=True)
class Transition:
    """`why` in the words of the diagram."""

    before: State
    why: str
    after: State


def _step(before: State, why: str, after: State) -> Transition:
    return Transition(before=before, why=why, after=after)


TABLE = (
    _step(State.PENDING, "claimed", State.SENDING),
    _step(State.RETRYING, "claimed when due", State.SENDING),
    _step(State.UNKNOWN, "claimed when due", State.SENDING),
    _step(State.SENDING, "claimed by another: the lease ended", State.SENDING),
    _step(State.SENDING, "taken", State.SENT),
    _step(State.SENDING, "not taken", State.RETRYING),
    _step(State.SENDING, "nobody knows", State.UNKNOWN),
    _step(State.SENDING, "refused, or given up", State.DEAD),
    _step(State.HELD, "brought by a digest", State.SUPERSEDED),
    _step(State.HELD, "let go", State.PENDING),
    _step(State.PENDING, "held back", State.HELD),
    _step(State.DEAD, "retried by hand", State.PENDING),
    _step(State.RETRYING, "retried by hand", State.PENDING),
    _step(State.UNKNOWN, "retried by hand", State.PENDING),
    _step(State.SENDING, "retried by hand: the lease ended", State.UNKNOWN),
    _step(State.PENDING, "dropped by hand", State.DEAD),
    _step(State.RETRYING, "dropped by hand", State.DEAD),
    _step(State.UNKNOWN, "dropped by hand", State.DEAD),
    _step(State.SENDING, "dropped by hand", State.DEAD),
    _step(State.HELD, "dropped by hand", State.DEAD),
    _step(State.PENDING, "late word: taken", State.SENT),
    _step(State.RETRYING, "late word: taken", State.SENT),
    _step(State.UNKNOWN, "late word: taken", State.SENT),
    _step(State.DEAD, "late word: taken", State.SENT),
)
"""A late word comes from a sender whose lease was taken over, or whose delivery was dropped or retried meanwhile."""

_ALLOWED = frozenset((step.before, step.after) for step in TABLE)

FINAL = frozenset({State.SENT, State.DEAD, State.SUPERSEDED})
"""Nothing more happens by itself.  `dead` comes back only by hand."""
WAITING = frozenset({State.HELD})
"""Neither final nor due: a batch has them."""


def allowed(before: State, after: State) -> bool:
    """Whether a delivery may go from `before` to `after`; to stay is always allowed."""
    return before is after or (before, after) in _ALLOWED
