"""Roles that a sentence leaves open and the title fills: "AMD courts Okulara", and below "The company made an offer"."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from config.kinds import kinds
from pipelines.understanding.candidate import Candidate
from pipelines.understanding.cases import Group
from pipelines.understanding.cluster import same_name
from pipelines.understanding.kind_rules import rules
from pipelines.understanding.models import is_model
from pipelines.understanding.name import Name
from pipelines.understanding.parties import as_party
from pipelines.understanding.roles import openers
from pipelines.understanding.shapes import is_a
from pipelines.understanding.story_text import Text

_OFFER = "offered"
_MOST = 2
"""A title with more parties does not say which of them the lead means."""
_ALL = 8
"""Parties of one role."""
_NO_PART = frozenset({"source", "aside", "against", "poss"})
_PARTIES = frozenset({"", "company", "lab", "person", "fund", "publisher", "media"})


def borrowed(candidates: Sequence[Candidate], title: Sequence[Name]) -> list[Candidate]:
    """The candidates, with the title's names where they name nobody and the title means no one else by them."""
    told = {candidate.kind for candidate in candidates if candidate.part == "title"}
    return [
        replace(candidate, roles=_filled(candidate, title)) if _may_borrow(candidate, told) else candidate
        for candidate in candidates
    ]


def lacks_marked(candidate: Candidate) -> bool:
    """Whether other first sentences may name more of its parties."""
    kind = rules(candidate.kind)
    return candidate.part != "body" and bool(
        kind.typed or any(role not in candidate.roles for role in kind.marked.values())
    )


def marked_roles(candidates: Sequence[Candidate], groups: Iterable[Group]) -> list[Candidate]:
    """The candidates, with the parties that other first sentences mark: "X led it.", "The defendant is X."."""
    marked = list(groups)
    return [
        replace(candidate, roles=_with_marked(candidate, marked)) if candidate.part != "body" else candidate
        for candidate in candidates
    ]


def _with_marked(candidate: Candidate, groups: Sequence[Group]) -> Mapping[str, tuple[Name, ...]]:
    roles = dict(candidate.roles)
    kind = rules(candidate.kind)
    several = set(kind.typed.values())
    for case, role in kind.marked.items():
        if role in several or role not in roles:
            _add(roles, role, [group for group in groups if group.case == case])
    for type_, role in kind.typed.items():
        _add(roles, role, [group for group in groups if group.case not in _NO_PART and _has(group, type_)])
    return roles


def _add(roles: dict[str, tuple[Name, ...]], role: str, groups: Sequence[Group]) -> None:
    """Give `role` the parties of `groups` that have none."""
    for group in groups:
        for party in filter(None, map(as_party, group.names)):
            taken = [name for names in roles.values() for name in names]
            if (
                party.type in _PARTIES
                and len(roles.get(role, ())) < _ALL
                and not any(same_name(party, o) for o in taken)
            ):
                roles[role] = (*roles.get(role, ()), party)


def _has(group: Group, type_: str) -> bool:
    return any(is_a(type_, name) for name in group.names)


def with_people(candidates: list[Candidate], text: Text) -> list[Candidate]:
    """People without a name go to court in the next sentence, too: "X faces suit", and below "Four authors say …"."""
    if not any(_wants_people(candidate) for candidate in candidates):
        return candidates
    said = (openers(unit, text.words) for unit in text.units if unit.part != "body")
    people = next((name for name in said if name), None)
    return [
        replace(candidate, roles={**candidate.roles, rules(candidate.kind).people: (people,)})
        if people and _wants_people(candidate)
        else candidate
        for candidate in candidates
    ]


def _wants_people(candidate: Candidate) -> bool:
    role = rules(candidate.kind).people
    return candidate.part != "body" and bool(role) and bool(candidate.roles) and not candidate.roles.get(role)


def _may_borrow(candidate: Candidate, told: Collection[str]) -> bool:
    """Those of the lead where the title tells nothing of the kind; of the title those whose words are of takeovers only."""
    kind, trigger = rules(candidate.kind), candidate.place.trigger
    if candidate.part == "lead":
        return candidate.kind not in told
    return candidate.part == "title" and kind.object_needed and (trigger.stage in kind.late or trigger.stage == _OFFER)


def _filled(candidate: Candidate, title: Sequence[Name]) -> Mapping[str, tuple[Name, ...]]:
    roles = dict(candidate.roles)
    doer, other = kinds()[candidate.kind].doer, kinds()[candidate.kind].other
    if not other or roles.get(other):
        return roles
    sure = [name for name in title if not name.guessed]
    if rules(candidate.kind).object == "model":
        found = [name for name in sure if is_model(name)]
    else:
        found = [party for name in sure if name.type in _PARTIES | {"product"} and (party := as_party(name))]
    taken = roles.get(doer, ())
    free = [name for name in found if not any(same_name(name, mine) for mine in taken)]
    if not free or len(found) > _MOST:
        return roles
    if not taken and len(free) == _MOST and rules(candidate.kind).object_needed:
        return {**roles, doer: (free[0],), other: (free[1],)}
    return {**roles, other: (free[0],)} if len(free) == 1 else roles
