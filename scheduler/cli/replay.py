"""`newsbell replay`: the whole pipeline on a simulated clock; which alerts would have been sent, when and why."""

import argparse
import asyncio
import json
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from config.loader import load
from config.schema import Config
from pipelines import flow
from pipelines.alerts.alerting import alerting_from
from pipelines.errors import BadInput
from pipelines.model.alert import Alert
from pipelines.store.scratch import ScratchStore
from scheduler.cli.files import open_in, open_out, refuse
from scheduler.cli.rows import alert_row
from scheduler.documents import Document, document, read_lines, story_of

COLUMNS = ("alert_id", "event_id", "kind", "reason", "stage", "at", "rule", "channels", "document_ids", "headline")


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("replay", help="which alerts would have been sent, when and why")
    parser.add_argument("input", metavar="IN.jsonl", help="documents, as for analyze; `published` sets the clock")
    parser.add_argument("-o", "--output", metavar="ALERTS.jsonl", default="-", help="- for standard output")
    parser.add_argument("--config", type=Path, help="whose rules are tried")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0; lines that cannot be read are named on standard error and left out."""
    config = load(args.config)
    documents = []
    with open_in(args.input) as lines:
        for number, row in read_lines(lines):
            try:
                if isinstance(row, BadInput):
                    raise row
                documents.append(document(row))
            except BadInput as error:
                refuse(args.input, number, error)
    with open_out(args.output) as out:
        for alert in asyncio.run(_replay(in_time(documents), config)):
            out.write(json.dumps(alert, ensure_ascii=False) + "\n")
    return 0


def in_time(documents: list[Document]) -> list[tuple[datetime, Document]]:
    """Each document with the moment at which it arrives, in order of time; one without a time arrives with the one before."""
    clock = next((doc.published for doc in documents if doc.published), datetime(1970, 1, 1, tzinfo=UTC))
    timed = []
    for doc in documents:
        clock = doc.published or clock
        timed.append((clock, doc))
    return sorted(timed, key=lambda pair: pair[0])


async def _replay(timed: list[tuple[datetime, Document]], config: Config) -> list[dict[str, Any]]:
    scratch, alerting = ScratchStore(), alerting_from(config)
    alerts: list[dict[str, Any]] = []
    for now, doc in timed:
        draft = flow.make_sense(flow.read(story_of(doc, now)))
        conclude = partial(flow.conclude, draft, alerting=alerting, now=now, entry_key=None)
        settlement = await scratch.settle(flow.query(draft), conclude)
        alerts += (replay_row(alert, config.alerts.language) for alert in settlement.alerts)
    return alerts


def replay_row(alert: Alert, language: str) -> dict[str, Any]:
    """One alert, as the contract writes it."""
    row = alert_row(alert, language) | {"document_ids": [report.story_id for report in alert.event.reports]}
    return {key: row[key] for key in COLUMNS}
