"""The private server's append-only file, brought to the disk every second by whoever uses the server.

Redis would do it itself (`appendfsync everysec`), but while the disk is still busy with the last second it answers before
it has handed the next writes to the system: what it had confirmed then dies with it.  Under `appendfsync no` it never
answers before that, so a server that is killed loses nothing, and a machine without power the last second or two.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog

log = structlog.get_logger()

EVERY = 1.0
"""Seconds."""


@asynccontextmanager
async def synced(folder: Path) -> AsyncIterator[None]:
    """As long as this lasts, what the server in `folder` has written is on the disk soon after."""
    work = asyncio.create_task(_every_second(folder), name="sync")
    try:
        yield
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


def append_only_files(folder: Path) -> list[Path]:
    """The file to which the server appends, and its like: one up to Redis 6.2, from 7.0 on several in a folder."""
    return [*folder.glob("appendonly.aof"), *(folder / "appendonlydir").glob("*.aof")]


def sync(folder: Path) -> None:
    """Returns when its files are on the disk.  OSError where they cannot be brought there; one that is gone was replaced."""
    for file in append_only_files(folder):
        try:
            number = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        try:
            os.fdatasync(number)
        finally:
            os.close(number)


async def _every_second(folder: Path) -> None:
    trouble = ""
    while True:
        await asyncio.sleep(EVERY)
        try:
            await asyncio.to_thread(sync, folder)
        except OSError as error:
            if trouble != str(error):
                log.exception("what the store has written cannot be brought to the disk")
            trouble = str(error)
        else:
            trouble = ""
