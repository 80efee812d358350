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
from scheduler.score_report import report, whole
from scheduler.scoring import Scores


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
