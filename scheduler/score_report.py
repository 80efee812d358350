"""Scores as tables for people and as JSON for programs."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from config.counted import counted
from scheduler.cli.table import table
from scheduler.scoring import Scores, Tally

Rows = Iterable[tuple[str, Tally]]


def whole(scores: Scores) -> dict[str, Any]:
    """Every figure, and the single errors."""
    return {
        "documents": scores.documents,
        "summary": scores.summary(),
        "by_kind": {name: _figures(tally) for name, tally in scores.by_kind.items()},
        "by_lang": {
            lang: {**_figures(tally), "macro_f1": scores.macro_f1(lang)}
            for lang, tally in sorted(scores.by_lang.items())
        },
        "by_role": {name: _figures(tally) for name, tally in scores.by_role.items()},
        "by_status": {name: {"right": right, "all": every} for name, right, every in scores.parts("status")},
        "by_stage": {name: {"right": right, "all": every} for name, right, every in scores.parts("stage")},
        "calibration": {
            "expected_error": scores.calibration.error(),
            "bins": [asdict(row) for row in scores.calibration.bins()],
        },
        "errors": scores.errors,
    }


def _figures(tally: Tally) -> dict[str, Any]:
    return {
        "precision": tally.precision,
        "recall": tally.recall,
        "f1": tally.f1,
        "hits": tally.hits,
        "false": tally.false,
        "missed": tally.missed,
    }


def report(scores: Scores) -> list[str]:
    """The figures as a person reads them, table by table."""
    macro = {lang: scores.macro_f1(lang) for lang in scores.by_lang}
    return [
        counted(scores.documents, "document"),
        *_titled("new events by kind", _tallies(scores.by_kind.items())),
        *_titled("new events by language", _tallies(sorted(scores.by_lang.items()), macro)),
        *_titled("names by role", _tallies(scores.by_role.items())),
        *_titled("statuses, where the event was found", _parts(scores, "status")),
        *_titled("stages of new events", _parts(scores, "stage")),
        *_titled("confidence of what was told as new", _bins(scores)),
        *_titled("all together", [[name, _shown(value)] for name, value in scores.summary().items()]),
    ]


def _titled(title: str, rows: list[list[str]]) -> list[str]:
    return ["", title, *(f"  {line}" for line in table(rows))] if rows else []


def _tallies(rows: Rows, macro: Mapping[str, float | None] | None = None) -> list[list[str]]:
    head = ["", "P", "R", "F1", *(["macro-F1"] if macro is not None else []), "hits", "false", "missed"]
    lines = [
        [
            name,
            *map(_shown, (tally.precision, tally.recall, tally.f1)),
            *([_shown(macro[name])] if macro is not None else []),
            *map(str, (tally.hits, tally.false, tally.missed)),
        ]
        for name, tally in rows
    ]
    return [head, *lines] if lines else []


def _parts(scores: Scores, what: str) -> list[list[str]]:
    lines = [[name, _shown(right / every), f"{right} of {every}"] for name, right, every in scores.parts(what)]
    return [["", "right", ""], *lines] if lines else []


def _bins(scores: Scores) -> list[list[str]]:
    lines = [
        [f"{row.low:.1f} –", str(row.count), _shown(row.confidence), _shown(row.right)]
        for row in scores.calibration.bins()
    ]
    return [["from", "told", "confidence", "right"], *lines] if lines else []


def _shown(value: float | None) -> str:
    return "n/a" if value is None else f"{value:.3f}"
