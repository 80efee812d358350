"""Which found event is which labelled one."""

from collections.abc import Mapping, Sequence
from typing import Any

from config.kinds import kinds
from pipelines.steps.parties import same_party

Row = Mapping[str, Any]


def pair_up(wanted: Sequence[Row], got: Sequence[Row]) -> list[tuple[Row, Row]]:
    """Labelled events and found ones of the same kind, one to one: same status first, then most names in common."""
    options = sorted(
        (
            (-(want["status"] == have["status"]), -_in_common(want, have), i, j)
            for i, want in enumerate(wanted)
            for j, have in enumerate(got)
            if want["kind"] == have["kind"]
        ),
    )
    pairs: list[tuple[Row, Row]] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for _, _, i, j in options:
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            pairs.append((wanted[i], got[j]))
    return pairs


def _in_common(want: Row, have: Row) -> int:
    roles = kinds()[want["kind"]].roles
    return sum(
        any(same_party(name, other) for other in have.get("args", {}).get(role) or ())
        for role in roles
        for name in want.get("args", {}).get(role) or ()
    )
