"""Scores of what newsbell understood against labelled documents: detection, status, stage, arguments, identity.

A label's status "any" can be read either way: its kind is not scored for that document.  `None` where nothing was to score.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from config.kinds import kinds
from pipelines.steps.parties import same_party

Row = Mapping[str, Any]
TOLERANCE = 0.01
"""Amounts this close are equal."""


@dataclass(kw_only=True)
class Tally:
    """True positives, false positives, misses."""

    hits: int = 0
    false: int = 0
    missed: int = 0

    def add(self, *, wanted: bool, got: bool) -> None:
        self.hits += wanted and got
        self.false += got and not wanted
        self.missed += wanted and not got

    @property
    def precision(self) -> float | None:
        return share(self.hits, self.hits + self.false)

    @property
    def recall(self) -> float | None:
        return share(self.hits, self.hits + self.missed)

    @property
    def f1(self) -> float | None:
        return share(2 * self.hits, 2 * self.hits + self.false + self.missed)


@dataclass(kw_only=True)
class Scores:
    """All counts; `summary` turns them into shares."""

    documents: int = 0
    by_kind: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    by_lang: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    names: Tally = field(default_factory=Tally)
    counts: Counter[str] = field(default_factory=Counter)
    identity: list[tuple[str, str]] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)

    def add(self, gold: Row, told: Row) -> None:
        """One document: its labelled line, and its line of `analyze` output."""
        self.documents += 1
        label = gold["gold"]
        if label.get("ai_industry") is not None:
            self._check("relevance", right=bool(told.get("ai_industry")) == label["ai_industry"])
        open_kinds = {e["kind"] for e in label["events"] if e["status"] == "any"}
        wanted = [e for e in label["events"] if e["kind"] not in open_kinds]
        got = [e for e in told.get("events", ()) if e["kind"] not in open_kinds]
        self._detect(gold, wanted, got)
        if not open_kinds:
            self._check("exactly the new events", right=_new(wanted) == _new(got))
        pairs = pair_up(wanted, got)
        told_apart = {id(w) for w, _ in pairs}
        self.counts["not new"] += sum(e["status"] != "new" for e in wanted)
        for want, have in pairs:
            self._compare(want, have)
        self.counts["unpaired"] += sum(id(w) not in told_apart for w in wanted)

    def _detect(self, gold: Row, wanted: Sequence[Row], got: Sequence[Row]) -> None:
        want, have = set(_new(wanted)), set(_new(got))
        for kind in kinds():
            self.by_kind[kind].add(wanted=kind in want, got=kind in have)
            self.by_lang[gold["lang"]].add(wanted=kind in want, got=kind in have)
            if (kind in want) != (kind in have):
                error = "false alarm" if kind in have else "missed"
                self.errors.append(
                    {"id": gold["id"], "lang": gold["lang"], "kind": kind, "error": error, "title": gold["title"]}
                )

    def _compare(self, want: Row, have: Row) -> None:
        self._check("status", right=want["status"] == have["status"])
        self.counts["leaked"] += want["status"] != "new" and have["status"] == "new"
        if (want["status"], have["status"]) != ("new", "new"):
            return
        fold = kinds()[want["kind"]].same_stage
        if want.get("stage"):
            self._check("stage", right=fold.get(want["stage"], want["stage"]) == fold.get(have["stage"], have["stage"]))
        ours, theirs = want.get("args", {}), have.get("args", {})
        for role in kinds()[want["kind"]].roles:
            if ours.get(role):
                self._names(ours[role], theirs.get(role) or [])
        if ours.get("amount"):
            self._check("amount and currency", right=_same_sum(ours, theirs))
        if want.get("event_key"):
            self.identity.append((want["event_key"], str(have.get("event_id"))))

    def _names(self, wanted: Sequence[str], got: Sequence[str]) -> None:
        left = list(got)
        for name in wanted:
            hit = next((other for other in left if same_party(name, other)), None)
            if hit is None:
                self.names.missed += 1
            else:
                self.names.hits += 1
                left.remove(hit)
        self.names.false += len(left)

    def _check(self, what: str, *, right: bool) -> None:
        self.counts[f"{what}: all"] += 1
        self.counts[f"{what}: right"] += right

    def summary(self) -> dict[str, float | None]:
        """Each measure as a share."""
        total = Tally(
            hits=sum(t.hits for t in self.by_kind.values()),
            false=sum(t.false for t in self.by_kind.values()),
            missed=sum(t.missed for t in self.by_kind.values()),
        )
        scored = [t.f1 for t in self.by_kind.values() if t.f1 is not None]
        checks = ("status", "stage", "amount and currency", "relevance", "exactly the new events")
        right = {name: share(self.counts[f"{name}: right"], self.counts[f"{name}: all"]) for name in checks}
        return {
            "macro-F1 over kinds": share(sum(scored), len(scored)),
            "precision": total.precision,
            "recall": total.recall,
            "not new, told as new": share(self.counts["leaked"], self.counts["not new"]),
            "names in roles, F1": self.names.f1,
            "identity, B-cubed F1": b_cubed(self.identity),
            "event ids an event": ids_per_event(self.identity),
            **right,
        }


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


def _new(events: Iterable[Row]) -> list[str]:
    return sorted(e["kind"] for e in events if e["status"] == "new")


def _same_sum(ours: Row, theirs: Row) -> bool:
    near = abs(float(theirs.get("amount") or 0) - float(ours["amount"])) <= TOLERANCE * float(ours["amount"])
    return near and ours.get("currency") == theirs.get("currency")


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
