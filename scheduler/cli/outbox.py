"""`newsbell outbox list|channels|retry|drop`: deliveries on their way, and those that were given up."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from config.loader import load
from config.schema import Config
from pipelines.model.delivery import Delivery, DeliveryState
from pipelines.model.transitions import FINAL, WAITING
from pipelines.store.access import open_store
from pipelines.store.store import Store
from scheduler.cli.rows import delivery_row
from scheduler.cli.table import show

Command = Callable[[Store, Config, argparse.Namespace], Awaitable[int]]
MOST = 100_000
"""Deliveries that one command looks at."""


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = commands.add_parser("outbox", help="deliveries on their way").add_subparsers(
        metavar="COMMAND", required=True
    )
    listing = _add(group, "list", _list, "the newest deliveries")
    listing.add_argument("--state", choices=[state.value for state in DeliveryState], help="only in this state")
    listing.add_argument("--channel", help="only to this channel")
    listing.add_argument("--limit", type=int, default=50, help="rows, newest first (50)")
    _add(group, "channels", _channels, "each channel: whether it works, what waits for it, what was given up")
    _chosen(_add(group, "retry", _retry, "send dead deliveries again, and waiting ones at once"))
    _chosen(_add(group, "drop", _drop, "give up open deliveries; those that are dead already are forgotten"))


def _add(group: Any, name: str, command: Command, text: str) -> argparse.ArgumentParser:  # noqa: ANN401 — argparse has no public type for it
    parser: argparse.ArgumentParser = group.add_parser(name, help=text)
    parser.add_argument("--config", type=Path)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(run=lambda args: asyncio.run(_run(command, args)))
    return parser


def _chosen(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", metavar="DELIVERY_ID", nargs="*", help="these deliveries")
    parser.add_argument("--channel", help="only deliveries to this channel; without ids all of them")
    parser.add_argument("--all-dead", action="store_true", help="all that were given up")


async def _run(command: Command, args: argparse.Namespace) -> int:
    config = load(args.config)
    async with open_store(config) as store:
        return await command(store, config, args)


async def _list(store: Store, _config: Config, args: argparse.Namespace) -> int:
    rows = await store.deliveries(args.state, MOST if args.channel else args.limit)
    rows = [row for row in rows if args.channel in {None, row.channel}][: args.limit]
    columns = ("delivery_id", "alert_id", "channel", "target", "state", "attempts", "due", "reason")
    show(map(delivery_row, rows), columns, as_json=args.json)
    return 0


async def _channels(store: Store, config: Config, args: argparse.Namespace) -> int:
    reports = {report.channel: report for report in await store.channel_reports()}
    waiting = await store.queue_lengths()
    dead = [row.channel for row in await store.deliveries(DeliveryState.DEAD, MOST)]
    names = dict.fromkeys([*(channel.name for channel in config.channels), *waiting, *reports])
    rows = (
        {
            "channel": name,
            "state": "fails" if name in reports else "works",
            "since": reports[name].since.isoformat(timespec="seconds") if name in reports else None,
            "waiting": waiting.get(name, 0),
            "dead": dead.count(name),
            "reason": reports[name].reason if name in reports else "",
        }
        for name in names
    )
    show(rows, ("channel", "state", "since", "waiting", "dead", "reason"), as_json=args.json)
    return 0


async def _retry(store: Store, _config: Config, args: argparse.Namespace) -> int:
    return await _each(store, args, store.retry_delivery, "due again", "it was sent, or is being sent")


async def _drop(store: Store, _config: Config, args: argparse.Namespace) -> int:
    async def drop(delivery_id: str) -> Delivery | None:
        return await store.drop_delivery(delivery_id) or await store.forget_delivery(delivery_id)

    return await _each(store, args, drop, "given up", "it was sent")


async def _each(
    store: Store, args: argparse.Namespace, change: Callable[[str], Awaitable[Delivery | None]], word: str, else_: str
) -> int:
    """Change what was asked for; 1 where that is nothing, or something could not be changed (`else_` says why)."""
    ids = await _asked(store, args)
    if not ids:
        sys.stderr.write(
            "no such deliveries\n"
            if args.channel or args.all_dead
            else "name deliveries, or --channel, or --all-dead\n"
        )
        return 1
    failed = False
    for delivery_id in ids:
        done = await change(delivery_id)
        failed = failed or done is None
        words = word if done else f"no such delivery, or {else_}"
        sys.stdout.write(f"{delivery_id}: {words}\n")
    return int(failed)


async def _asked(store: Store, args: argparse.Namespace) -> list[str]:
    if args.ids:
        return list(dict.fromkeys(args.ids))
    if not args.channel and not args.all_dead:
        return []
    rows = await store.deliveries(DeliveryState.DEAD if args.all_dead else None, MOST)
    return [
        row.delivery_id
        for row in rows
        if args.channel in {None, row.channel} and (args.all_dead or row.state not in FINAL | WAITING)
    ]
