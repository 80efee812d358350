"""Passives by a word of their own before an active verb: Chinese 被, Vietnamese "bị"."""

from pipelines.understanding.lexicon import Lexicon
from pipelines.understanding.picker import CLAUSE, Place


def passive_mark(place: Place, lexicon: Lexicon) -> int:
    """Where a passive marker such as 被 or "bị" stands before the trigger in its clause, else -1."""
    if place.trigger.form != "active":
        return -1
    low = place.sentence.low
    clause = max((m.end() for m in CLAUSE.finditer(low, 0, place.start)), default=0)
    best = -1
    for marker in lexicon.passive:
        at = low.rfind(marker, clause, place.start)
        if (
            at >= 0
            and lexicon.grammar.blanks
            and (low[at - 1 : at].isalnum() or low[at + len(marker) : at + len(marker) + 1].isalnum())
        ):
            continue
        best = max(best, at)
    return best
