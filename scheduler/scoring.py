"""Scores of what newsbell understood against labelled documents: detection, status, stage, arguments, identity.

A label's status "any" can be read either way: its kind is not scored for that document.  `None` where nothing was to score.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from config.kinds import kinds
from pipelines.steps.parties import same_party
from scheduler.calibration import Calibration
from scheduler.pairing import Row, pair_up
from scheduler.shares import b_cubed, ids_per_event, share

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

    @classmethod
    def of(cls, tallies: Iterable["Tally"]) -> "Tally":
        """All together."""
        rows = list(tallies)
        return cls(hits=sum(t.hits for t in rows), false=sum(t.false for t in rows), missed=sum(t.missed for t in rows))

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
    by_lang_and_kind: dict[tuple[str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))
    by_role: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    calibration: Calibration = field(default_factory=Calibration)
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
        self._calibrate(got, pairs)
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
            self.by_lang_and_kind[gold["lang"], kind].add(wanted=kind in want, got=kind in have)
            if (kind in want) != (kind in have):
                error = "false alarm" if kind in have else "missed"
                self.errors.append(
                    {"id": gold["id"], "lang": gold["lang"], "kind": kind, "error": error, "title": gold["title"]}
                )

    def _calibrate(self, got: Sequence[Row], pairs: Sequence[tuple[Row, Row]]) -> None:
        """Of each telling as new, whether its label says so too."""
        right = {id(have) for want, have in pairs if want["status"] == "new"}
        for have in got:
            if have["status"] == "new" and have.get("confidence") is not None:
                self.calibration.add(float(have["confidence"]), right=id(have) in right)

    def _compare(self, want: Row, have: Row) -> None:
        self._check("status", right=want["status"] == have["status"], part=want["status"])
        self.counts["leaked"] += want["status"] != "new" and have["status"] == "new"
        if (want["status"], have["status"]) != ("new", "new"):
            return
        fold = kinds()[want["kind"]].same_stage
        if want.get("stage"):
            same = fold.get(want["stage"], want["stage"]) == fold.get(have["stage"], have["stage"])
            self._check("stage", right=same, part=f"{want['kind']} {want['stage']}")
        ours, theirs = want.get("args", {}), have.get("args", {})
        for role in kinds()[want["kind"]].roles:
            if ours.get(role):
                self._names(self.by_role[f"{want['kind']} {role}"], ours[role], theirs.get(role) or [])
        if ours.get("amount"):
            self._check("amount and currency", right=_same_sum(ours, theirs))
        if want.get("event_key"):
            self.identity.append((want["event_key"], str(have.get("event_id"))))

    @staticmethod
    def _names(tally: Tally, wanted: Sequence[str], got: Sequence[str]) -> None:
        left = list(got)
        for name in wanted:
            hit = next((other for other in left if same_party(name, other)), None)
            if hit is None:
                tally.missed += 1
            else:
                tally.hits += 1
                left.remove(hit)
        tally.false += len(left)

    def _check(self, what: str, *, right: bool, part: str = "") -> None:
        for name in (what, f"{what}: {part}") if part else (what,):
            self.counts[f"{name}: all"] += 1
            self.counts[f"{name}: right"] += right

    def parts(self, what: str) -> list[tuple[str, int, int]]:
        """What was checked by its parts ("status" by status): name, how many were right, how many there were."""
        head, tail = f"{what}: ", ": all"
        names = sorted(
            key.removeprefix(head).removesuffix(tail)
            for key in self.counts
            if key.startswith(head) and key.count(": ") > 1 and key.endswith(tail)
        )
        return [(name, self.counts[f"{head}{name}: right"], self.counts[f"{head}{name}{tail}"]) for name in names]

    def macro_f1(self, lang: str) -> float | None:
        """The mean of the kinds' F1 in one language."""
        return mean_f1(tally for (of, _), tally in self.by_lang_and_kind.items() if of == lang)

    def summary(self) -> dict[str, float | None]:
        """Each measure as a share."""
        total = Tally.of(self.by_kind.values())
        macro = [f1 for lang in self.by_lang if (f1 := self.macro_f1(lang)) is not None]
        checks = ("status", "stage", "amount and currency", "relevance", "exactly the new events")
        right = {name: share(self.counts[f"{name}: right"], self.counts[f"{name}: all"]) for name in checks}
        return {
            "macro-F1 over kinds": mean_f1(self.by_kind.values()),
            "macro-F1, mean of languages": share(sum(macro), len(macro)),
            "macro-F1, lowest language": min(macro, default=None),
            "precision": total.precision,
            "recall": total.recall,
            "not new, told as new": share(self.counts["leaked"], self.counts["not new"]),
            "names in roles, F1": Tally.of(self.by_role.values()).f1,
            "identity, B-cubed F1": b_cubed(self.identity),
            "event ids an event": ids_per_event(self.identity),
            "calibration error of confidence": self.calibration.error(),
            **right,
        }


def mean_f1(tallies: Iterable[Tally]) -> float | None:
    """The mean F1 of those that have one."""
    scored = [tally.f1 for tally in tallies if tally.f1 is not None]
    return share(sum(scored), len(scored))


def _new(events: Iterable[Row]) -> list[str]:
    return sorted(e["kind"] for e in events if e["status"] == "new")


def _same_sum(ours: Row, theirs: Row) -> bool:
    near = abs(float(theirs.get("amount") or 0) - float(ours["amount"])) <= TOLERANCE * float(ours["amount"])
    return near and ours.get("currency") == theirs.get("currency")
