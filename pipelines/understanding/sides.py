"""Both sides of a case: a sentence about a lawsuit names the one who sues and the one who is sued, in any order."""

from collections.abc import Mapping, Sequence

from config.kinds import kinds
from pipelines.understanding.cases import Group
from pipelines.understanding.kind_rules import rules
from pipelines.understanding.name import Name
from pipelines.understanding.picker import Place

_NO_SIDE = frozenset({"source", "lead"})
_SURE = 3
"""The strength of words that speak for themselves."""
_OUTSIDE = frozenset({"government", "regulator", "court"})


def both_sides(
    found: Mapping[str, tuple[Name, ...]], place: Place, groups: Sequence[Group]
) -> dict[str, tuple[Name, ...]]:
    """The roles `found`, with the side that is missing: the one other party of the sentence.

    Only for kinds that two sides are in alike (`either_side`), and for later stages of one that needs its object
    (`object_needed`); where several parties are left, nothing is added.
    """
    kind = rules(place.trigger.kind)
    first, second = kinds()[place.trigger.kind].doer, kinds()[place.trigger.kind].other
    late = place.trigger.stage in kind.late
    out = dict(found)
    if out.get(first) and out.get(second):
        return out
    if kind.either_side:
        _fill(out, (first, second), _free(out, place, groups, late=late), both=late)
    elif kind.object_needed and late and place.trigger.strength == _SURE and out:
        _fill(out, (first, second), [g for g in _free(out, place, groups, late=True) if not g.names[0].guessed])
    return out


def _fill(
    out: dict[str, tuple[Name, ...]], roles: tuple[str, str], free: Sequence[Group], *, both: bool = False
) -> None:
    """Give the one party of `free` the role that is missing; two of them both roles, in order."""
    missing = [role for role in roles if not out.get(role)]
    if len(free) == len(missing) and (both or len(missing) == 1):
        out.update({role: group.names for role, group in zip(missing, free, strict=True)})


def _free(found: Mapping[str, tuple[Name, ...]], place: Place, groups: Sequence[Group], *, late: bool) -> list[Group]:
    """The parties without a role.  Of a case that has begun also those after a preposition: "must pay … to X".

    A guess counts where nothing better does, and only as the bare first words: "Tamber scheitert mit Klage".
    """
    taken = [name for names in found.values() for name in names]
    refused = _NO_SIDE if late else _NO_SIDE | {"other"}
    free = [
        group
        for group in groups
        if group.case not in refused
        and not any(name.type in _OUTSIDE or any(_alike(name, t) for t in taken) for name in group.names)
    ]
    sure = [group for group in free if not any(name.guessed for name in group.names)]
    return sure or [g for g in free if g.start == 0 and g.end <= place.start and g.names[0].name[:1].isupper()]


def _alike(a: Name, b: Name) -> bool:
    """The same party: also under a product's, a person's or a shorter name."""
    ids = {a.entity_id, a.stands_for} & {b.entity_id, b.stands_for} - {""}
    x, y = a.name.casefold(), b.name.casefold()
    return bool(ids) or x in y or y in x or (a.start < b.end and b.start < a.end)
