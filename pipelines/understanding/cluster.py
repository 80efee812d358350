"""Candidates that tell of one event in one document become one cluster."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from config.kinds import kinds
from pipelines.understanding.candidate import Candidate
from pipelines.understanding.names import Name


@dataclass(frozen=True, kw_only=True, slots=True)
class Cluster:
    """Candidates of one kind about the same parties, in order of the document."""

    kind: str
    members: tuple[Candidate, ...]

    def roles(self) -> Mapping[str, tuple[Name, ...]]:
        """The names of each role from the best sentences: title and lead speak before the body."""
        out: dict[str, tuple[Name, ...]] = {}
        for role in kinds()[self.kind].roles:
            out[role] = _names_of(role, self.members)
        return {role: names for role, names in out.items() if names}


def clusters(candidates: Iterable[Candidate]) -> list[Cluster]:
    """Joins what fits: same kind and no contradiction in the roles that define the event."""
    out: list[Cluster] = []
    for candidate in candidates:
        home = next((cluster for cluster in out if _fits(cluster, candidate)), None)
        if home is None:
            out.append(Cluster(kind=candidate.kind, members=(candidate,)))
        else:
            out[out.index(home)] = Cluster(kind=home.kind, members=(*home.members, candidate))
    return out


def _fits(cluster: Cluster, candidate: Candidate) -> bool:
    if cluster.kind != candidate.kind:
        return False
    known = cluster.roles()
    for role in kinds()[cluster.kind].identity[:1]:
        ours, theirs = known.get(role, ()), candidate.roles.get(role, ())
        if ours and theirs:
            return same_party(ours, theirs)
    # Nothing to compare: the same event where the sentence names no other party than the cluster's.
    mine = [name for names in known.values() for name in names]
    others = [name for names in candidate.roles.values() for name in names]
    return not others or not mine or same_party(mine, others)


def same_party(ours: Sequence[Name], theirs: Sequence[Name]) -> bool:
    return any(_same(a, b) for a in ours for b in theirs)


def _same(a: Name, b: Name) -> bool:
    if a.known and b.known:
        return a.entity_id == b.entity_id or bool({a.stands_for, a.entity_id} & {b.stands_for, b.entity_id} - {""})
    x, y = _key(a.name), _key(b.name)
    return x == y or (min(len(x), len(y)) >= 4 and (x in y or y in x))


def _key(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


def _names_of(role: str, members: Sequence[Candidate]) -> tuple[Name, ...]:
    """From the first sentence that names the role, and from later ones of title and lead that agree with it."""
    found: list[Name] = []
    for member in members:
        names = member.roles.get(role, ())
        if not names or (found and member.part == "body"):
            continue
        if not found or member.part != "body":
            found.extend(name for name in names if not same_party([name], found))
    return _without_spokesmen(found)


def _without_spokesmen(names: Sequence[Name]) -> tuple[Name, ...]:
    """A person beside their own company in one role is no party of their own."""
    ids = {name.entity_id for name in names if name.known}
    return tuple(name for name in names if not (name.stands_for and name.stands_for in ids))
