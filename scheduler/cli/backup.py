"""`newsbell backup FILE` and `newsbell restore FILE`: the store as a file, and back."""

import argparse
import asyncio
import sys
from pathlib import Path

from config.counted import counted
from config.errors import NewsbellError
from config.loader import load
from pipelines.clock import utc_now
from pipelines.store import archive
from pipelines.store.access import open_store
from pipelines.store.backup import snapshot
from pipelines.store.locks import alone
from pipelines.store.restore import CLIENT, Restore, refuse_newer
from pipelines.store.server import open_redis


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    backup = commands.add_parser("backup", help="the store as one file, while the daemon runs")
    backup.add_argument("file", metavar="FILE", type=Path)
    backup.add_argument("--force", action="store_true", help="replace FILE where there is one")
    backup.add_argument("--config", type=Path)
    backup.set_defaults(run=lambda args: asyncio.run(_backup(args)))
    restore = commands.add_parser("restore", help="put a backup back, while no daemon runs")
    restore.add_argument("file", metavar="FILE", type=Path)
    restore.add_argument("--force", action="store_true", help="delete what is in the store")
    restore.add_argument("--config", type=Path)
    restore.set_defaults(run=lambda args: asyncio.run(_restore(args)))


async def _backup(args: argparse.Namespace) -> int:
    config = load(args.config)
    if args.file.exists() and not args.force:
        raise NewsbellError(f"{args.file} exists: --force replaces it")
    async with open_redis(config.redis, config.data_dir) as redis:
        with archive.writing(args.file) as writer:
            taken = await snapshot(redis, writer, utc_now)
    size = args.file.stat().st_size
    sys.stdout.write(
        f"{args.file}: the store as of {taken:%Y-%m-%d %H:%M:%S} UTC, {counted(writer.rows, 'row')}, {counted(size, 'byte')}\n"
    )
    return 0


async def _restore(args: argparse.Namespace) -> int:
    """The file is read whole before anything is touched.  At the end the store is opened as the daemon will open it."""
    config = load(args.config)
    found = archive.look(args.file)
    refuse_newer(found)
    with alone(config.data_dir):
        async with open_redis(config.redis, config.data_dir, name=CLIENT) as redis:
            work = Restore(redis, int(config.keep_events.total_seconds()))
            report = await work.run(args.file, found, utc_now(), force=args.force)
        async with open_store(config) as store:
            await store.ping()
    sys.stdout.write(
        f"restored {counted(report.written, 'key')} as of {found.taken:%Y-%m-%d %H:%M:%S} UTC; {report.lapsed} had their time behind "
        f"them; {report.kept} deliveries sent since are known as sent; {report.unknown} were under way: their outcome is "
        "unknown\n"
    )
    return 0
