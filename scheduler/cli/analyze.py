"""`newsbell analyze`: documents in, mentions and events out.  Touches no store and no network."""

import argparse
import asyncio
import json
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from config.kinds import adopt
from config.loader import own_kinds
from pipelines import flow
from pipelines.errors import BadInput
from pipelines.model.settlement import Settlement
from pipelines.store.scratch import ScratchStore
from pipelines.understanding.kind_words import check_kind_words
from scheduler.cli.files import open_in, open_out, refuse
from scheduler.documents import Document, analysed, document, explained, read_lines, story_of, why
from scheduler.mention_row import told


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("analyze", help="documents in, mentions and events out; no store, no network")
    parser.add_argument("input", metavar="IN.jsonl", help="documents, one JSON object a line; - for standard input")
    parser.add_argument("-o", "--output", metavar="OUT.jsonl", default="-", help="- for standard output (the default)")
    parser.add_argument("--explain", action="store_true", help="with the reasons for everything, silence too")
    parser.add_argument("--config", type=Path, help="whose kinds of events are looked for too")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0, or 1 where lines were refused."""
    adopt_kinds(args.config)
    return asyncio.run(_run(args))


async def _run(args: argparse.Namespace) -> int:
    analyst = Analyst(explain=args.explain)
    refused = 0
    with open_in(args.input) as lines, open_out(args.output) as out:
        for number, row in read_lines(lines):
            try:
                if isinstance(row, BadInput):
                    raise row
                result = await analyst.take(document(row))
            except BadInput as error:
                refused += 1
                refuse(args.input, number, error)
                continue
            out.write(json.dumps(result, ensure_ascii=False) + "\n")
    return 1 if refused else 0


def adopt_kinds(path: Path | None) -> None:
    """Know the kinds that the configuration names, whatever else it says.  Raises ConfigError."""
    adopt(own_kinds(path))
    check_kind_words()


class Analyst:
    """Takes documents in the order given, as if they arrived so, and remembers their events."""

    def __init__(self, *, explain: bool) -> None:
        self._explain = explain
        self._scratch = ScratchStore()
        self._seen: set[str] = set()
        self._told: dict[str, list[dict[str, Any]]] = {}

    async def take(self, doc: Document) -> dict[str, Any]:
        """The output line of one document.  Raises BadInput for an `id` that was there before."""
        if doc.document_id in self._seen:
            raise BadInput(f"id: {doc.document_id!r} was there before")
        self._seen.add(doc.document_id)
        settlement = await settle(self._scratch, doc)
        self._told[doc.document_id] = events = self._events(settlement)
        row = analysed(settlement, events, doc)
        return row | {"explained": explained(settlement)} if self._explain else row

    def _events(self, settlement: Settlement) -> list[dict[str, Any]]:
        """What the document reports; of a copy, what its original reports."""
        if settlement.disposition.copy_of:
            return self._told.get(settlement.disposition.copy_of, [])
        if settlement.reading is None:
            return []
        known = {event.event_id: event for event in settlement.events}
        return [
            told(mention, event_id) | (why(mention, known.get(event_id), settlement) if self._explain else {})
            for mention, event_id in zip(settlement.reading.mentions, settlement.event_ids, strict=False)
        ]


async def settle(scratch: ScratchStore, doc: Document) -> Settlement:
    """One document through the whole flow, with no rules and a store of its own."""
    now = doc.published or datetime.now(UTC)
    draft = flow.make_sense(flow.read(story_of(doc, now)))
    conclude = partial(flow.conclude, draft, alerting=flow.silent, now=now, entry_key=None)
    return await scratch.settle(flow.query(draft), conclude)
