"""Which amount of a sentence is the event's, which one is a valuation, and which belongs to something else."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.understanding.amounts import AmountSpan
from pipelines.understanding.lexicon import Hit
from pipelines.understanding.roles import Place

_NEAR = 32
_BEHIND = 18


@dataclass(frozen=True, kw_only=True, slots=True)
class Sums:
    """The event's own amount and the valuation, as found in one sentence."""

    amount: AmountSpan | None = None
    valuation: AmountSpan | None = None


def sums(place: Place, amounts: Sequence[AmountSpan], cues: Sequence[Hit]) -> Sums:
    """Amounts by the words beside them: a valuation word, a word for another sum, else the event's own."""
    own: list[AmountSpan] = []
    valuations: list[AmountSpan] = []
    for amount in amounts:
        label = _label(amount, amounts, cues)
        if label == "valuation":
            valuations.append(amount)
        elif label != "other_sum":
            own.append(amount)
    if place.trigger.kind != "funding":
        own = own or valuations
        valuations = []
    amount = min(own, key=lambda span: _distance(span, place), default=None)
    return Sums(amount=amount, valuation=valuations[0] if valuations else None)


def _distance(span: AmountSpan, place: Place) -> float:
    """Characters from the trigger; what stands before it counts double, what is vague a little more."""
    vague = 5 if span.approximate else 0
    if span.start >= place.start:
        return max(0, span.start - place.end) + vague
    return 2 * (place.start - span.end) + vague


def _label(amount: AmountSpan, amounts: Sequence[AmountSpan], cues: Sequence[Hit]) -> str:
    """The label of the nearest cue on either side with no other amount in between."""
    best, found = 1_000, ""
    for cue in cues:
        if cue.value not in {"valuation", "other_sum"}:
            continue
        before, behind = amount.start - cue.end, cue.start - amount.end
        gap = before if before >= 0 else behind
        if gap < 0 or gap > (_NEAR if before >= 0 else _BEHIND) or _between(amount, amounts, cue):
            continue
        # A word behind the amount ("$2 billion valuation") binds closer than one before the next amount.
        score = gap if before >= 0 else gap - 1
        if score < best:
            best, found = score, str(cue.value)
    return found


def _between(amount: AmountSpan, amounts: Sequence[AmountSpan], cue: Hit) -> bool:
    low, high = min(amount.end, cue.end), max(amount.start, cue.start)
    return any(low <= other.start and other.end <= high for other in amounts if other is not amount)
