"""Candidates that tell of one event in one document become one cluster."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from config.kinds import kinds
from pipelines.understanding.candidate import Candidate
from pipelines.understanding.name import Name

_OLD_DAYS = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Cluster:
    """Candidates of one kind about the same parties, in order of the document, and the names of their roles."""

    kind: str
    members: tuple[Candidate, ...]
    roles: Mapping[str, tuple[Name, ...]]


def clusters(candidates: Iterable[Candidate]) -> list[Cluster]:
    """Joins what fits: same kind and no contradiction in the roles that define the event."""
    out: list[Cluster] = []
    for candidate in candidates:
        home = next((cluster for cluster in out if _fits(cluster, candidate)), None)
        members = (*home.members, candidate) if home else (candidate,)
        joined = Cluster(kind=candidate.kind, members=members, roles=_roles(candidate.kind, members))
        if home is None:
            out.append(joined)
        else:
            out[out.index(home)] = joined
    return out


def _roles(kind: str, members: Sequence[Candidate]) -> Mapping[str, tuple[Name, ...]]:
    """The names of each role from the best sentences: title and lead speak before the body.

    A name has one role: that of the first sentence which names it.
    """
    out: dict[str, list[Name]] = {role: [] for role in kinds()[kind].roles}
    given: list[Name] = []
    for member in members:
        for role, have in out.items():
            names = _added(member, role, have, given)
            have.extend(names)
            given.extend(names)
    return {role: _without_spokesmen(_without_guesses(names)) for role, names in out.items() if names}


def _added(member: Candidate, role: str, have: Sequence[Name], given: Sequence[Name]) -> list[Name]:
    """What a sentence adds to a role: the body only where the role is empty, guesses only where it is."""
    names = member.roles.get(role, ())
    if have and member.part == "body" and not all(name.guessed for name in have):
        return []
    return [name for name in names if not any(same_name(name, other) for other in given)]


def _without_guesses(names: Sequence[Name]) -> tuple[Name, ...]:
    """Beside a name neither guesses count nor people who have none: "Florida" and, below, "the attorney general"."""
    sure = tuple(name for name in names if not name.guessed)
    named = tuple(name for name in sure if not name.people)
    return named or sure or tuple(names[:1])


def _fits(cluster: Cluster, candidate: Candidate) -> bool:
    """Parties in common join; a defining role that is filled differently parts; else the headline is about one thing."""
    if cluster.kind != candidate.kind:
        return False
    known = cluster.roles
    pairs = [
        (_firm(known.get(role, ())), _firm(candidate.roles.get(role, ()))) for role in kinds()[cluster.kind].identity
    ]
    compared = [same_party(ours, theirs) for ours, theirs in pairs if ours and theirs]
    if compared and not compared[0] and pairs[0][0] and pairs[0][1]:
        return (
            len(compared) > 1
            and compared[1]
            and candidate.part != "body"
            and len(kinds()[cluster.kind].identity) > 1
            and _is_matter(cluster.kind)
        )
    if any(compared):
        return True
    mine = [name for names in known.values() for name in _firm(names)]
    others = [name for names in candidate.roles.values() for name in _firm(names)]
    if others and not mine and _recalls(candidate):
        return False
    return not others or not mine or same_party(mine, others) or (candidate.part != "body" and not compared)


def _recalls(candidate: Candidate) -> bool:
    """A sentence of the body about something long past lends its names to no headline that names nobody."""
    old = any((span.past_days or 0) > _OLD_DAYS for span in candidate.dates)
    return candidate.part == "body" and (old or candidate.has("past"))


def _is_matter(kind: str) -> bool:
    """Whether the event is between both parties alike (a case), not something that one does with the other."""
    return "plaintiff" in kinds()[kind].roles


def _firm(names: Sequence[Name]) -> tuple[Name, ...]:
    return tuple(name for name in names if not name.guessed)


def same_party(ours: Sequence[Name], theirs: Sequence[Name]) -> bool:
    return any(_same(a, b) for a in ours for b in theirs)


def _same(a: Name, b: Name) -> bool:
    """The same name, or someone and the company for which they stand."""
    if a.known and b.known and {a.stands_for, a.entity_id} & {b.stands_for, b.entity_id} - {""}:
        return True
    return same_name(a, b)


_LONG_ENOUGH = 4
"""Letters that a name needs to count as part of a longer one."""


def same_name(a: Name, b: Name) -> bool:
    if a.known and b.known:
        return a.entity_id == b.entity_id
    x, y = _key(a.name), _key(b.name)
    return x == y or (min(len(x), len(y)) >= _LONG_ENOUGH and (x in y or y in x))


def _key(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


def _without_spokesmen(names: Sequence[Name]) -> tuple[Name, ...]:
    """A person beside their own company in one role is no party of their own."""
    ids = {name.entity_id for name in names if name.known}
    return tuple(name for name in names if not (name.stands_for and name.stands_for in ids))
