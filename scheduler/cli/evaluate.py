"""`newsbell eval`: how well newsbell reads labelled documents."""

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from pipelines.errors import BadInput
from scheduler.cli.analyze import Analyst, adopt_kinds
from scheduler.cli.files import open_in, refuse
from scheduler.cli.table import show
from scheduler.documents import document, read_lines
from scheduler.scoring import Scores, Tally


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("eval", help="precision, recall, F1 by kind and language, arguments, identity")
    parser.add_argument(
        "gold", metavar="GOLD.jsonl", nargs="+", help="documents as for analyze, each with its labels in `gold`"
    )
    parser.add_argument("--json", action="store_true", help="everything as JSON, the single errors included")
    parser.add_argument("--errors", action="store_true", help="list the single errors")
    parser.add_argument("--config", type=Path, help="whose kinds of events are scored too")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0; lines that cannot be read are named on standard error and left out."""
    adopt_kinds(args.config)
    scores = asyncio.run(_score(args.gold))
    if args.json:
        sys.stdout.write(json.dumps(whole(scores), ensure_ascii=False, indent=1) + "\n")
        return 0
    sys.stdout.write("\n".join(report(scores)) + "\n")
    if args.errors:
        show(scores.errors, ("id", "lang", "kind", "error", "title"), as_json=False)
    return 0


async def _score(names: list[str]) -> Scores:
    """All files together in order of publication, as a newsroom would see them."""
    rows: list[dict[str, Any]] = []
    for name in names:
        with open_in(name) as lines:
            for number, row in read_lines(lines):
                if isinstance(row, BadInput) or "gold" not in row:
                    refuse(name, number, row if isinstance(row, BadInput) else BadInput("gold: required"))
                else:
                    rows.append(row)
    analyst, scores = Analyst(explain=False), Scores()
    for row in sorted(rows, key=lambda row: str(row.get("published") or "")):
        scores.add(row, await analyst.take(document(row)))
    return scores


def whole(scores: Scores) -> dict[str, Any]:
    """Every figure."""
    return {
        "documents": scores.documents,
        "summary": scores.summary(),
        "by_kind": {name: _figures(tally) for name, tally in scores.by_kind.items()},
        "by_lang": {name: _figures(tally) for name, tally in sorted(scores.by_lang.items())},
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
    """The figures as a person reads them."""
    lines = [f"{scores.documents} documents"]
    for name, tally in (*scores.by_kind.items(), *sorted(scores.by_lang.items())):
        figures = (("P", tally.precision), ("R", tally.recall), ("F1", tally.f1))
        shown = "  ".join(f"{label} {_shown(value)}" for label, value in figures)
        lines.append(f"{name:14}  {shown}  (hits {tally.hits}, false {tally.false}, missed {tally.missed})")
    lines += [f"{name:26}  {_shown(value)}" for name, value in scores.summary().items()]
    return lines


def _shown(value: float | None) -> str:
    return "n/a  " if value is None else f"{value:.3f}"
