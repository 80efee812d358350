"""`newsbell silences list|add|end`: hear nothing of a matter for a while."""

import argparse
import asyncio
import secrets
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from config.durations import parse_duration
from config.errors import NewsbellError
from config.kinds import kinds
from config.loader import load
from config.problems import suggestion
from config.schema import Config
from pipelines.clock import utc_now
from pipelines.model.silence import Silence, SilencedBy
from pipelines.store.access import open_store
from pipelines.store.store import Store
from scheduler.cli.table import show

Command = Callable[[Store, Config, argparse.Namespace], Awaitable[int]]
COLUMNS = ("silence_id", "silences", "value", "until", "state", "reason")


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = commands.add_parser("silences", help="hear nothing of a matter for a while").add_subparsers(
        metavar="COMMAND", required=True
    )
    add = _command(group, "add", _add, "silence an event, an actor, a kind, a source or a rule")
    what = add.add_mutually_exclusive_group(required=True)
    for by in SilencedBy:
        what.add_argument(f"--{by.value}", metavar="VALUE", help=f"this {by.value}")
    add.add_argument(
        "--until", required=True, help="how long, such as 2d, or a time such as 2026-06-01T12:00 ([alerts] timezone)"
    )
    add.add_argument("--reason", required=True, help="why; shown by `newsbell explain`")
    listing = _command(group, "list", _list, "silences, the newest first")
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    _command(group, "end", _end, "end a silence now").add_argument("id", metavar="SILENCE_ID")


def _command(group: Any, name: str, command: Command, text: str) -> argparse.ArgumentParser:  # noqa: ANN401 — argparse has no public type for it
    parser: argparse.ArgumentParser = group.add_parser(name, help=text)
    parser.add_argument("--config", type=Path)
    parser.set_defaults(run=lambda args: asyncio.run(_run(command, args)))
    return parser


async def _run(command: Command, args: argparse.Namespace) -> int:
    config = load(args.config)
    async with open_store(config) as store:
        return await command(store, config, args)


async def _add(store: Store, config: Config, args: argparse.Namespace) -> int:
    by = next(by for by in SilencedBy if getattr(args, by.value) is not None)
    value, now, zone = getattr(args, by.value), utc_now(), ZoneInfo(config.alerts.timezone)
    await _check(store, config, by, value)
    silence = Silence(
        silence_id=secrets.token_hex(4),
        by=by,
        value=value,
        until=until(args.until, now, zone),
        reason=args.reason,
        created=now,
    )
    await store.save_silence(silence)
    end = f"{silence.until.astimezone(zone):%Y-%m-%d %H:%M %Z}"
    sys.stdout.write(f"{silence.silence_id}: {by.value} {value} is silent until {end}\n")
    return 0


async def _check(store: Store, config: Config, by: SilencedBy, value: str) -> None:
    """NewsbellError for a name that cannot be meant.  Any text may be an actor."""
    names: dict[SilencedBy, list[str]] = {
        SilencedBy.KIND: list(kinds()),
        SilencedBy.RULE: [rule.name for rule in config.rules],
        SilencedBy.SOURCE: [name for source in config.sources for name in (source.name, source.owner) if name],
    }
    if by in names and value not in names[by]:
        raise NewsbellError(f"no {by.value} {value!r}; {suggestion(value, names[by])}")
    if by is SilencedBy.EVENT and await store.event(value) is None:
        raise NewsbellError(f"no event {value!r}: `newsbell events list` shows them")


def until(text: str, now: datetime, zone: tzinfo) -> datetime:
    """The moment that a duration from `now`, or a time (of `zone` if it names none), means.

    NewsbellError where it is neither or past.
    """
    try:
        moment = now + parse_duration(text)
    except (ValueError, OverflowError):
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise NewsbellError(
                f"--until {text!r}: expected a duration such as 2d, or a time such as 2026-06-01T12:00+07:00"
            ) from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    if moment <= now:
        raise NewsbellError(f"--until {text!r}: that is past")
    return moment


async def _list(store: Store, config: Config, args: argparse.Namespace) -> int:
    now, zone = utc_now(), ZoneInfo(config.alerts.timezone)
    rows = [
        {
            "silence_id": silence.silence_id,
            "silences": silence.by.value,
            "value": silence.value,
            "until": silence.until.astimezone(zone).isoformat(timespec="seconds"),
            "state": "active" if silence.until > now else "over",
            "reason": silence.reason,
            "created": silence.created.astimezone(zone).isoformat(timespec="seconds"),
        }
        for silence in await store.silences()
    ]
    show(rows, COLUMNS, as_json=args.json)
    return 0


async def _end(store: Store, _config: Config, args: argparse.Namespace) -> int:
    silence = next((each for each in await store.silences() if each.silence_id == args.id), None)
    if silence is None or silence.until <= utc_now():
        sys.stdout.write(f"{args.id}: no such silence, or it is over\n")
        return 1
    await store.save_silence(replace(silence, until=utc_now()))
    sys.stdout.write(f"{args.id}: ended\n")
    return 0
