"""`newsbell events|stories|alerts list|show|…`: what the store knows."""

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from config.loader import load
from pipelines.model.kinds import Status
from pipelines.store.access import open_store
from pipelines.store.store import Store
from scheduler.cli.rows import alert_row, event_detail, event_row, story_row
from scheduler.cli.table import show

Command = Callable[[Store, argparse.Namespace], Awaitable[int]]
TOLD = frozenset({Status.NEW, Status.RUMOUR, Status.DENIAL})
MOST = 5000
"""Events that are looked at for those that tell something new."""


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    events = _group(commands, "events", "what happened, one row an event")
    listing = _add(
        events,
        "list",
        _events,
        "the newest events",
        _filters(("--kind", "only this kind"), ("--text", "with this text")),
    )
    listing.add_argument("--all", action="store_true", help="also what was only remembered, and opinions")
    _add(events, "show", _event, "one event whole", _identity("EVENT_ID"))
    _add(events, "ack", _acknowledge, "remind nobody of it any more", _identity("EVENT_ID"))
    stories = _group(commands, "stories", "articles, and how each ended")
    outcome = ("--outcome", "stored, dropped or quarantined")
    _add(stories, "list", _stories, "the newest stories", _filters(outcome, ("--reason", "only with this reason")))
    _add(stories, "count", _counts, "in = stored + dropped + quarantined, by reason", _filters())
    alerts = _group(commands, "alerts", "what was told to the reader")
    _add(alerts, "list", _alerts, "the newest alerts", _filters())


def _group(commands: Any, name: str, text: str) -> Any:  # noqa: ANN401 — argparse has no public type for it
    return commands.add_parser(name, help=text).add_subparsers(metavar="COMMAND", required=True)


def _add(
    group: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    command: Command,
    text: str,
    arguments: Callable[[Any], None],
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = group.add_parser(name, help=text)
    arguments(parser)
    parser.add_argument("--config", type=Path)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(run=lambda args: asyncio.run(_run(command, args)))
    return parser


def _filters(*options: tuple[str, str]) -> Callable[[Any], None]:
    def add(parser: argparse.ArgumentParser) -> None:
        for name, text in options:
            parser.add_argument(name, help=text)
        parser.add_argument("--limit", type=int, default=50, help="rows, newest first (50)")

    return add


def _identity(name: str) -> Callable[[Any], None]:
    def add(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("id", metavar=name)

    return add


async def _run(command: Command, args: argparse.Namespace) -> int:
    async with open_store(load(args.config)) as store:
        return await command(store, args)


async def _events(store: Store, args: argparse.Namespace) -> int:
    # What is only remembered or mused about is no news: it is kept for recognition, and shown when asked for.
    found = await store.events(args.kind, args.limit if args.all else MOST, args.text)
    events = [event for event in found if args.all or event.status in TOLD][: args.limit]
    show(
        map(event_row, events), ("event_id", "updated", "kind", "stage", "status", "reports", "what"), as_json=args.json
    )
    return 0


async def _event(store: Store, args: argparse.Namespace) -> int:
    event = await store.event(args.id)
    if event is None:
        sys.stderr.write(f"no event {args.id}\n")
        return 1
    detail = event_detail(event) | {"acknowledged": await store.is_acknowledged(event.event_id)}
    sys.stdout.write(json.dumps(detail, ensure_ascii=False, indent=None if args.json else 1) + "\n")
    return 0


async def _acknowledge(store: Store, args: argparse.Namespace) -> int:
    event = await store.event(args.id)
    if event is None:
        sys.stderr.write(f"no event {args.id}\n")
        return 1
    # Its alerts may know it by the name it had before it was merged.
    for event_id in {args.id, event.event_id}:
        await store.acknowledge(event_id)
    sys.stdout.write(f"{args.id}: acknowledged\n")
    return 0


async def _stories(store: Store, args: argparse.Namespace) -> int:
    stories = await store.stories(args.outcome, args.reason, args.limit)
    columns = ("story_id", "first_seen", "source", "lang", "outcome", "reason", "title")
    show(map(story_row, stories), columns, as_json=args.json)
    return 0


async def _counts(store: Store, args: argparse.Namespace) -> int:
    counts = await store.counts()
    show(({"name": name, "stories": n} for name, n in sorted(counts.items())), ("name", "stories"), as_json=args.json)
    return 0


async def _alerts(store: Store, args: argparse.Namespace) -> int:
    alerts = await store.alerts(args.limit)
    columns = ("alert_id", "at", "rule", "kind", "reason", "stage", "channels", "headline")
    show(map(alert_row, alerts), columns, as_json=args.json)
    return 0
