"""Shares, and the measures of identity."""

from collections import defaultdict
from collections.abc import Sequence


def share(part: float, whole: float) -> float | None:
    """`part / whole`, None of nothing."""
    return part / whole if whole else None


def b_cubed(pairs: Sequence[tuple[str, str]]) -> float | None:
    """B-cubed F1 of clusters: (label, found id) of each mention."""
    if not pairs:
        return None
    by_label, by_id = defaultdict(set), defaultdict(set)
    for number, (label, found) in enumerate(pairs):
        by_label[label].add(number)
        by_id[found].add(number)
    precision = sum(len(by_label[a] & by_id[b]) / len(by_id[b]) for a, b in pairs) / len(pairs)
    recall = sum(len(by_label[a] & by_id[b]) / len(by_label[a]) for a, b in pairs) / len(pairs)
    return 2 * precision * recall / (precision + recall)


def ids_per_event(pairs: Sequence[tuple[str, str]]) -> float | None:
    """How many ids one event got, on average: 1 is one alert an event."""
    ids = defaultdict(set)
    for label, found in pairs:
        ids[label].add(found)
    return share(sum(map(len, ids.values())), len(ids))
