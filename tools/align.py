"""Which labelled event a cluster tells of."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from config.kinds import kinds
from pipelines.model.kinds import Status
from pipelines.understanding.cluster import Cluster

SKIP = "skip"
"""A cluster from which nothing is to be learned: its label is open, or it repeats another one's event."""


def align(clusters: Sequence[Cluster], events: Sequence[Mapping[str, Any]]) -> list[str]:
    """For each cluster the status of its event, "" where it tells of none, or `SKIP`."""
    found = [""] * len(clusters)
    for kind in {cluster.kind for cluster in clusters}:
        mine = [index for index, cluster in enumerate(clusters) if cluster.kind == kind]
        gold = [event for event in events if event["kind"] == kind]
        if any(event["status"] not in set(Status) for event in gold):
            for index in mine:
                found[index] = SKIP
            continue
        _pair(found, [(index, clusters[index]) for index in mine], gold)
    return found


def _pair(found: list[str], mine: Sequence[tuple[int, Cluster]], gold: Sequence[Mapping[str, Any]]) -> None:
    """The pairs with most names in common first, then those that stand in the same order."""
    scores = [
        (-_overlap(cluster, event), position, index, number)
        for position, (index, cluster) in enumerate(mine)
        for number, event in enumerate(gold)
    ]
    used: set[int] = set()
    for score, _, index, number in sorted(scores):
        if found[index] or (number in used and score == 0):
            continue
        if number in used:
            found[index] = SKIP
        elif score < 0 or not _names_of(gold[number]) or len(mine) == 1:
            found[index] = str(gold[number]["status"])
            used.add(number)
    for index, cluster in mine:
        if not found[index] and len(used) < len(gold) and not cluster.roles:
            found[index] = SKIP


def _overlap(cluster: Cluster, event: Mapping[str, Any]) -> int:
    ours = [_key(name.name) for names in cluster.roles.values() for name in names]
    theirs = [_key(name) for name in _names_of(event)]
    return sum(any(a and b and (a in b or b in a) for b in theirs) for a in ours)


def _names_of(event: Mapping[str, Any]) -> list[str]:
    names: list[str] = []
    for role in kinds()[event["kind"]].roles:
        value = event.get("args", {}).get(role) or []
        names += [value] if isinstance(value, str) else list(value)
    return names


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(char for char in plain if char.isalnum())
