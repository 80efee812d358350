"""Roles that the lead leaves open and the title fills: "AMD courts Okulara", and below "The company made an offer"."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from config.kinds import kinds
from pipelines.understanding.candidate import Candidate
from pipelines.understanding.cluster import same_name
from pipelines.understanding.kind_rules import rules
from pipelines.understanding.models import is_model
from pipelines.understanding.name import Name
from pipelines.understanding.parties import as_party

_MOST = 2
"""A title with more parties does not say which of them the lead means."""
_PARTIES = frozenset({"", "company", "lab", "person", "fund", "publisher", "media"})


def borrowed(candidates: Sequence[Candidate], title: Sequence[Name]) -> list[Candidate]:
    """The candidates, those of the lead with the title's names where they name nobody and the title tells nothing of the kind."""
    told = {candidate.kind for candidate in candidates if candidate.part == "title"}
    return [
        replace(candidate, roles=_filled(candidate, title))
        if candidate.part == "lead" and candidate.kind not in told
        else candidate
        for candidate in candidates
    ]


def _filled(candidate: Candidate, title: Sequence[Name]) -> Mapping[str, tuple[Name, ...]]:
    roles = dict(candidate.roles)
    doer, other = kinds()[candidate.kind].roles[:2]
    if roles.get(other):
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
