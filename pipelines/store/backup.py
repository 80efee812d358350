"""A copy of a living store, as it was at one moment.

Everything is read while others go on writing, and Redis tells which keys they change (`CLIENT TRACKING`).  At the end
writers are held up for some milliseconds (`CLIENT PAUSE … WRITE`), what was changed is read again, and that moment is the
copy's.  Nothing is blocked for longer, however large the store is.
"""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Any

from redis import exceptions
from redis.asyncio import Redis
from redis.asyncio.connection import AbstractConnection

from config.errors import NewsbellError
from pipelines.errors import StoreUnavailable
from pipelines.store import keys
from pipelines.store.archive import GONE, Row, Writer
from pipelines.store.link import Command, Link

BATCH = 500
"""Keys in one round trip."""
FEW = 2_000
"""Changed keys that are read while writers wait; more of them are read once more before."""
ROUNDS = 20
PAUSE = 5.0
"""Seconds after which writers go on by themselves, were this program to die."""
_CHANNEL = "__redis__:invalidate"
_READ: dict[str, Callable[[str], Command]] = {
    "string": lambda key: ("GET", key),
    "hash": lambda key: ("HGETALL", key),
    "zset": lambda key: ("ZRANGE", key, 0, -1, "WITHSCORES"),
    "set": lambda key: ("SMEMBERS", key),
}


class _Changes:
    """Keys that somebody changed since they were last asked for, as a connection of its own is told of them."""

    def __init__(self, connection: AbstractConnection) -> None:
        self._connection = connection
        self._names: set[str] = set()
        self._heard = asyncio.Event()
        self._listening = asyncio.create_task(self._listen(), name="changes of the store")
        self.lost = ""

    def take(self) -> set[str]:
        taken, self._names = self._names, set()
        return taken

    async def catch_up(self) -> None:
        """Until all that happened so far was heard of: an answer comes after what was told before it."""
        self._heard.clear()
        await _say(self._connection, "PING")
        waiting = asyncio.create_task(self._heard.wait())
        done, _ = await asyncio.wait({waiting, self._listening}, timeout=PAUSE, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if waiting not in done:
            raise StoreUnavailable("the connection that tells of changes was lost")

    async def close(self) -> None:
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)

    async def _listen(self) -> None:
        while True:
            message = await self._connection.read_response(disable_decoding=True, timeout=math.inf)
            if message[0] == b"pong":
                self._heard.set()
            elif message[0] == b"message":
                self._note(message[2])

    def _note(self, names: list[bytes] | None) -> None:
        if names is None:
            self.lost = "the store was emptied meanwhile"
        else:
            self._names |= {name.decode("utf-8", "surrogateescape") for name in names}


async def snapshot(redis: "Redis", writer: Writer, clock: Callable[[], datetime]) -> datetime:
    """Write every key of newsbell's; the moment at which the store was so.

    StoreUnavailable where Redis goes away or the store never rests; NewsbellError where the user may not hold up writers.
    """
    link = Link(redis)
    async with _telling(redis) as changes:
        (schema,) = await link.ask(("GET", keys.schema()))
        writer.head(int(schema or 1), clock())  # what was never numbered is older than the number
        async for names in _all_names(link):
            await _copy(link, names, writer)
        for _ in range(ROUNDS):
            await changes.catch_up()
            changed = changes.take()
            if len(changed) <= FEW:
                break
            await _copy(link, changed, writer)
        taken = await _last(link, changed, changes, writer, clock)
        if changes.lost:
            raise StoreUnavailable(changes.lost)
    writer.end(taken)
    return taken


async def _last(
    link: Link, changed: set[str], changes: _Changes, writer: Writer, clock: Callable[[], datetime]
) -> datetime:
    """What is still to be read, with all writers held up."""
    began = time.monotonic()
    await link.ask(("CLIENT", "PAUSE", int(PAUSE * 1000), "WRITE"))
    try:
        taken = clock()
        await changes.catch_up()
        await _copy(link, changed | changes.take(), writer)
    finally:
        await link.ask(("CLIENT", "UNPAUSE"))
    if time.monotonic() - began > PAUSE:
        raise StoreUnavailable("the store could not be read while its writers waited: it is too busy, try again")
    return taken


async def _all_names(link: Link) -> AsyncIterator[list[str]]:
    cursor = b"0"
    while True:
        ((cursor, names),) = await link.ask(("SCAN", cursor, "MATCH", f"{keys.PREFIX}*", "COUNT", BATCH))
        yield [name.decode("utf-8", "surrogateescape") for name in names]
        if cursor == b"0":
            return


async def _copy(link: Link, names: Iterable[str], writer: Writer) -> None:
    ordered = sorted(set(names))
    for first in range(0, len(ordered), BATCH):
        for row in await read_rows(link, ordered[first : first + BATCH]):
            writer.row(row)


async def read_rows(link: Link, names: Sequence[str]) -> list[Row]:
    """The keys' rows; GONE for what is not there, or has its end of life behind it."""
    if not names:
        return []
    told = await link.ask(("TIME",), *(part for name in names for part in (("TYPE", name), ("PTTL", name))))
    now = int(told[0][0]) * 1000 + int(told[0][1]) // 1000
    types, lives = [kind.decode() for kind in told[1::2]], told[2::2]
    there = [(name, kind) for name, kind in zip(names, types, strict=True) if kind in _READ]
    values = dict(zip((name for name, _ in there), await _values(link, there), strict=True))
    return [
        Row(
            key=name,
            type=kind if values.get(name) else GONE,
            values=values.get(name) or (),
            expires=now + life if life >= 0 and values.get(name) else None,
        )
        for name, kind, life in zip(names, types, lives, strict=True)
    ]


async def _values(link: Link, there: Sequence[tuple[str, str]]) -> list[tuple[bytes, ...]]:
    if not there:
        return []
    try:
        found = await link.ask(*(_READ[kind](name) for name, kind in there))
    except exceptions.ResponseError:
        # A key became one of another type between two questions: it was deleted and made anew.
        return [await _one(link, name, kind) for name, kind in there]
    return [_flat(value) for value in found]


async def _one(link: Link, name: str, kind: str) -> tuple[bytes, ...]:
    with suppress(exceptions.ResponseError):
        return _flat((await link.ask(_READ[kind](name)))[0])
    return ()


def _flat(value: Any) -> tuple[bytes, ...]:  # noqa: ANN401 — what the protocol gives
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list | tuple | set) else (value,)


@asynccontextmanager
async def _telling(redis: "Redis") -> AsyncIterator[_Changes]:
    """Hear of every change of a key of ours."""
    pool = redis.connection_pool
    ear: AbstractConnection = await pool.get_connection()  # type: ignore[no-untyped-call]  # its decorator has no types
    mouth: AbstractConnection = await pool.get_connection()  # type: ignore[no-untyped-call]  # as above
    try:
        await _start_telling(ear, mouth)
        changes = _Changes(ear)
        try:
            yield changes
        finally:
            await changes.close()
    finally:
        for connection in (ear, mouth):
            await connection.disconnect(nowait=True)
            await pool.release(connection)


async def _start_telling(ear: AbstractConnection, mouth: AbstractConnection) -> None:
    try:
        await _say(ear, "CLIENT", "ID")
        number = await ear.read_response()
        await _say(ear, "SUBSCRIBE", _CHANNEL)
        await ear.read_response()
        await _say(mouth, "CLIENT", "TRACKING", "ON", "REDIRECT", number, "BCAST", "PREFIX", keys.PREFIX)
        await mouth.read_response()
    except exceptions.NoPermissionError:
        raise NewsbellError("a backup needs the right to CLIENT TRACKING, CLIENT PAUSE and SUBSCRIBE") from None
    except (exceptions.RedisError, OSError) as error:
        raise StoreUnavailable(f"Redis cannot tell what changes: {type(error).__name__}") from error


async def _say(connection: AbstractConnection, *words: str | int) -> None:
    await connection.send_packed_command(connection.pack_command(*words), check_health=False)
