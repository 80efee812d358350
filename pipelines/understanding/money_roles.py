"""Which amount of a sentence is the event's, which one is a valuation, and which belongs to something else."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.understanding.amounts import AmountSpan
from pipelines.understanding.kind_rules import rules
from pipelines.understanding.lexicon import Hit
from pipelines.understanding.picker import Place

_NEAR = 32
_BEHIND = 9


@dataclass(frozen=True, kw_only=True, slots=True)
class Sums:
    """The event's own amount and the valuation, as found in one sentence."""

    amount: AmountSpan | None = None
    valuation: AmountSpan | None = None


def sums(place: Place, others: Sequence[Place], amounts: Sequence[AmountSpan], cues: Sequence[Hit]) -> Sums:
    """Amounts by the words beside them: a valuation word, a word for another sum, else the event's own.

    An amount that stands nearer to another kind's trigger of the sentence is that one's, if its words say as much.
    """
    labels = _labels(amounts, cues)
    rivals = [
        other
        for other in others
        if other.trigger.kind != place.trigger.kind
        and rules(other.trigger.kind).money
        and other.trigger.strength >= place.trigger.strength
    ]
    own: list[AmountSpan] = []
    valuations: list[AmountSpan] = []
    for index, amount in enumerate(amounts):
        label = labels.get(index, "")
        if label == "other_sum" or any(_distance(amount, rival) < _distance(amount, place) for rival in rivals):
            continue
        (valuations if label == "valuation" else own).append(amount)
    if not rules(place.trigger.kind).valuation:
        own, valuations = own or valuations, []
    return Sums(
        amount=min(own, key=lambda span: _distance(span, place), default=None),
        valuation=valuations[0] if valuations else None,
    )


def loose_sums(amounts: Sequence[AmountSpan], cues: Sequence[Hit]) -> Sums:
    """The sums of a sentence without a trigger that stands beside the news: "The deal is worth $700 million."."""
    labels = _labels(amounts, cues)
    own = [amount for index, amount in enumerate(amounts) if index not in labels]
    valued = [amount for index, amount in enumerate(amounts) if labels.get(index) == "valuation"]
    return Sums(amount=own[0] if own else None, valuation=valued[0] if valued else None)


def _distance(span: AmountSpan, place: Place) -> float:
    """Characters from the trigger; what stands before it counts double, what is vague a little more."""
    vague = 5 if span.approximate else 0
    if span.start >= place.start:
        return max(0, span.start - place.end) + vague
    return 2 * (place.start - span.end) + vague


def _labels(amounts: Sequence[AmountSpan], cues: Sequence[Hit]) -> dict[int, str]:
    """Index of an amount → the label of the cue that speaks of it.  A cue speaks of the nearest amount only."""
    found: dict[int, tuple[int, str]] = {}
    for cue in cues:
        if cue.value not in {"valuation", "other_sum"}:
            continue
        best: tuple[int, int] | None = None
        for index, amount in enumerate(amounts):
            gap = _gap(amount, cue)
            # Of two amounts equally near, the one behind the word: "$1bn at a valuation of $9bn".
            if gap is not None and (best is None or gap <= best[0]):
                best = (gap, index)
        if best and best[0] < found.get(best[1], (1_000, ""))[0]:
            found[best[1]] = (best[0], str(cue.value))
    return {index: label for index, (_, label) in found.items()}


def _gap(amount: AmountSpan, cue: Hit) -> int | None:
    """Characters between a cue and an amount; None where they are too far apart.  Behind the amount it has to be close."""
    if 0 <= amount.start - cue.end <= _NEAR:
        return amount.start - cue.end
    if 0 <= cue.start - amount.end <= _BEHIND:
        return cue.start - amount.end
    if cue.start < amount.end and amount.start < cue.end:
        return 0
    return None
