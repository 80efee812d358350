"""`newsbell replay`: the whole pipeline on a simulated clock; which alerts would have been sent, when and why."""

import argparse
import asyncio
import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import urlsplit

from config.loader import load
from config.schema import Config
from pipelines import flow
from pipelines.alerts.alerting import Alerting, alerting_from
from pipelines.alerts.confirmation import Waiting
from pipelines.alerts.rules import waiting_for
from pipelines.alerts.silences import set_by
from pipelines.model.event import Event
from pipelines.model.story import Story
from pipelines.notify.escape import line
from pipelines.store.scratch import ScratchStore
from pipelines.understanding.kind_words import check_kind_words
from scheduler.cli.files import documents_in, open_out
from scheduler.cli.quiet import add_option, silences_for
from scheduler.cli.rows import alert_row
from scheduler.documents import Document, story_of
from scheduler.simulation import Outgoing, Repeats, Simulation, repeats_of
from scheduler.unsaid import Unsaid

MOST_WORDS = 300
COLUMNS = ("alert_id", "event_id", "kind", "reason", "stage", "at", "rule", "channels", "document_ids", "headline")


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("replay", help="which alerts would have been sent, when and why")
    parser.add_argument("input", metavar="IN.jsonl", help="documents, as for analyze; `published` sets the clock")
    parser.add_argument("-o", "--output", metavar="ALERTS.jsonl", default="-", help="- for standard output")
    parser.add_argument(
        "--why-not", metavar="SILENT.jsonl", help="also write which rules said nothing of what, and why"
    )
    parser.add_argument("--config", type=Path, help="whose rules are tried")
    add_option(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0; lines that cannot be read are named on standard error and left out."""
    config = load(args.config)
    check_kind_words()
    documents = documents_in(args.input)
    unsaid = Unsaid(alerting=alerting_from(config))
    with open_out(args.output) as out:
        _write(out, asyncio.run(_replay(in_time(documents), config, args, unsaid)))
    if args.why_not:
        with open_out(args.why_not) as out:
            _write(out, unsaid.rows)
    return 0


def _write(out: TextIO, rows: list[dict[str, Any]]) -> None:
    out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def in_time(documents: list[Document]) -> list[tuple[datetime, Document]]:
    """Each document with the moment at which it arrives, in order of time; one without a time arrives with the one before."""
    clock = next((doc.published for doc in documents if doc.published), datetime(1970, 1, 1, tzinfo=UTC))
    timed = []
    for doc in documents:
        clock = doc.published or clock
        timed.append((clock, doc))
    return sorted(timed, key=lambda pair: pair[0])


async def _replay(
    timed: list[tuple[datetime, Document]], config: Config, args: argparse.Namespace, unsaid: Unsaid
) -> list[dict[str, Any]]:
    """The alerts in the order in which they go out."""
    silences = await silences_for(args, config)
    scratch, alerting = ScratchStore(), unsaid.alerting
    start = timed[0][0] if timed else datetime(1970, 1, 1, tzinfo=UTC)
    simulation = Simulation(alerting, start, scratch.event)
    waiting: dict[tuple[str, str], Waiting] = {}
    out: list[Outgoing] = []
    for now, doc in timed:
        out += await simulation.until(now)  # before the document: it may change what people are reminded of
        scratch.silences = set_by(silences, now)
        simulation.silence(scratch.silences)
        draft = flow.make_sense(flow.read(owned(story_of(doc, now), alerting)))
        conclude = partial(flow.conclude, draft, alerting=unsaid, now=now, entry_key=None)
        settlement = await scratch.settle(flow.query(draft), conclude)
        unsaid.ended(settlement, now)
        out += await simulation.take(settlement.alerts, settlement.deliveries, now)
        for hush in settlement.hushes:
            words = f"rule {hush.rule}: {hush.mark} is silenced ({hush.silence_id}): {hush.reason}"
            sys.stderr.write(f"{doc.document_id}: {line(words, MOST_WORDS)}\n")
        for event in settlement.events:
            _note_waiting(waiting, alerting, event, settlement.story, now)
    out += await simulation.until(None)
    for (rule, event_id), wait in waiting.items():
        sys.stderr.write(f"rule {rule}: event {event_id} {wait.words(timed[-1][0])}\n")
    repeats = repeats_of(out)
    return [
        replay_row(each, alerting, config.alerts.language, repeats.get(each.alert.alert_id))
        for each in out
        if not each.reminds
    ]


def owned(story: Story, alerting: Alerting) -> Story:
    """The story with the owner of its source, else its site as its owner: sources are independent by owner."""
    source = alerting.terms.sources.get(story.source)
    site = (urlsplit(story.url).hostname or "").removeprefix("www.") if story.url else ""
    return replace(story, owner=source.owner if source else story.owner or site)


def _note_waiting(
    waiting: dict[tuple[str, str], Waiting], alerting: Alerting, event: Event, story: Story, now: datetime
) -> None:
    """Keep `waiting` true: the alerts that wait for a confirmation."""
    for rule in alerting.rules:
        wait = waiting_for(rule, event, story, now=now, terms=alerting.terms)
        if wait:
            waiting[rule.name, event.event_id] = wait
        elif rule.name in event.alerted:
            waiting.pop((rule.name, event.event_id), None)


def replay_row(out: Outgoing, alerting: Alerting, language: str, repeats: Repeats | None = None) -> dict[str, Any]:
    """One alert, as the contract writes it: `at` is when it goes out.

    Where it was held back also why and in which digest it comes; where it waited for more sources, for how many seconds;
    where people would be reminded of it, when and how often.
    """
    alert = out.alert
    documents = {"document_ids": [report.story_id for report in alert.event.reports]}
    at = {"at": out.at.isoformat(timespec="seconds"), "channels": list(out.channels)}
    row = alert_row(alert, language) | documents | at
    shown = {key: row[key] for key in COLUMNS} | {"severity": alert.severity.value}
    rule = alerting.rule(alert.rule)
    if out.digest:
        shown |= {"digest": out.digest, "held": out.held}
    elif out.at > alert.at:
        shown |= {"held": f"since {alert.at.isoformat(timespec='seconds')}"}
    if rule and rule.min_sources > 1:
        shown |= {"waited": (alert.at - alert.event.reports[0].first_seen).total_seconds()}
    if repeats:
        first, last = (moment.isoformat(timespec="seconds") for moment in (repeats.first, repeats.last))
        shown |= {"reminders": {"first": first, "last": last, "count": repeats.count}}
    return shown
