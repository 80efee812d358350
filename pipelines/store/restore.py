"""A backup put back: into an empty store, or in place of what is there.

What lies between the backup and now is not in the file.  So that nothing is told twice nevertheless:

- deliveries that the present store knows to have been sent since are kept, where there is such a store;
- deliveries that were under way when the backup was taken are `unknown` from now on: they may have been sent since.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

from redis.asyncio import Redis

from pipelines.errors import StoreInUse, StoreRefused
from pipelines.model.delivery import Delivery, DeliveryState
from pipelines.model.transitions import FINAL, WAITING
from pipelines.store import archive, codec, keys
from pipelines.store.addresses import NAME
from pipelines.store.archive import GONE, Archive, Row
from pipelines.store.backup import read_rows
from pipelines.store.link import Command, Link
from pipelines.store.outbox import write_delivery

T = TypeVar("T")

CLIENT = "newsbell-restore"
"""The name of a restore's own connections."""
BATCH = 200
"""Rows in one round trip."""
ELEMENTS = 1_000
"""Values in one command."""
REASON = "under way when the backup was taken that was restored"
_SETTLED = (DeliveryState.SENT, DeliveryState.SUPERSEDED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What a restore did: rows written, rows whose time was over, deliveries kept as sent, deliveries now unknown."""

    archive: Archive
    written: int
    lapsed: int
    kept: int
    unknown: int


def refuse_newer(found: Archive) -> None:
    """StoreRefused for a backup of a newer newsbell."""
    if found.schema > keys.SCHEMA:
        raise StoreRefused(
            f"the backup was made by a newer newsbell (schema {found.schema}, known here: {keys.SCHEMA}): "
            "install that one first"
        )


class Restore:
    """One restore into the store behind `redis`, whose client is named `CLIENT`; `life` is `keep_events` in seconds."""

    def __init__(self, redis: "Redis", life: int) -> None:
        self._link = Link(redis)
        self._life = life

    async def run(self, path: Path, found: Archive, now: datetime, *, force: bool) -> Report:
        """Put `path` back.  StoreInUse, StoreRefused: before anything was touched."""
        await self._refuse_in_use()
        if not force and await self._any_key():
            raise StoreRefused(
                "the store is not empty: --force deletes what is there and restores the backup in its place"
            )
        kept = await self._sent_since(found.taken)
        await self._link.execute(("DEL", keys.restored()), ("HSET", keys.restored(), "unfinished", 1))
        await self._empty()
        written, lapsed = await self._write(path, int(now.timestamp() * 1000))
        known = await self._keep(kept, now)
        unknown = await self._doubt(now)
        await self._link.execute(
            ("SET", keys.schema(), found.schema),
            ("DEL", keys.restored()),
            ("HSET", keys.restored(), "taken", found.taken.isoformat(), "at", now.isoformat()),
        )
        return Report(archive=found, written=written, lapsed=lapsed, kept=known, unknown=unknown)

    async def _refuse_in_use(self) -> None:
        (clients,) = await self._link.ask(("CLIENT", "LIST"))
        others = [line for line in clients.decode("utf-8", "replace").splitlines() if f" name={NAME} " in line]
        if others:
            raise StoreInUse(f"the store is in use: {len(others)} connections of newsbell; stop the daemon first")

    async def _any_key(self) -> bool:
        async for names in self._names():
            if set(names) - {keys.restored()}:
                return True
        return False

    async def _names(self) -> AsyncIterator[list[str]]:
        cursor = b"0"
        while True:
            ((cursor, names),) = await self._link.ask(("SCAN", cursor, "MATCH", f"{keys.PREFIX}*", "COUNT", ELEMENTS))
            yield [name.decode("utf-8", "surrogateescape") for name in names]
            if cursor == b"0":
                return

    async def _sent_since(self, taken: datetime) -> list[Row]:
        """Deliveries that were sent, or brought by a digest, after the backup was taken; and their alerts."""
        lists = await self._link.ask(
            *(("ZRANGEBYSCORE", keys.deliveries(state), taken.timestamp(), "+inf") for state in _SETTLED)
        )
        names = [keys.delivery(name.decode()) for one in lists for name in one]
        deliveries = [row for some in _parts(names, BATCH) for row in await read_rows(self._link, some)]
        alerts = {keys.alert(codec.unpack(Delivery, row.values[0]).alert_id) for row in deliveries if row.type != GONE}
        return deliveries + [row for some in _parts(sorted(alerts), BATCH) for row in await read_rows(self._link, some)]

    async def _empty(self) -> None:
        async for names in self._names():
            if old := [name for name in names if name != keys.restored()]:
                await self._link.execute(("UNLINK", *old))

    async def _write(self, path: Path, now: int) -> tuple[int, int]:
        """The archive's rows: how many keys were written, and how many lines had their time behind them."""
        written: set[str] = set()
        lapsed = 0
        for some in _parts(archive.rows(path), BATCH):
            living = [row for row in some if row.expires is None or row.expires > now]
            lapsed += len(some) - len(living)
            wanted = [row for row in living if row.key != keys.restored()]
            written |= {row.key for row in wanted if row.type != GONE}
            written -= {row.key for row in wanted if row.type == GONE}
            if wanted:
                await self._link.execute(*(command for row in wanted for command in _commands(row)))
        return len(written), lapsed

    async def _keep(self, rows: Sequence[Row], now: datetime) -> int:
        """What was sent since stays sent, and its alert is known: the same article, read again, alerts no more."""
        deliveries = [row for row in rows if row.type != GONE and row.key.startswith(keys.delivery(""))]
        for row in deliveries:
            sent = codec.unpack(Delivery, row.values[0])
            before = await self._stored(sent.delivery_id)
            await self._link.execute(
                *write_delivery(sent, before.state if before else None, now.timestamp(), self._life),
                ("ZADD", keys.alerts(), "NX", sent.created.timestamp(), sent.alert_id),
                *([("ZREM", keys.batch(before.batch), sent.alert_id)] if before and before.batch else []),
            )
        alerts = [row for row in rows if row.type != GONE and not row.key.startswith(keys.delivery(""))]
        for some in _parts(alerts, BATCH):
            await self._link.execute(*(command for row in some for command in _commands(row)))
        return len(deliveries)

    async def _doubt(self, now: datetime) -> int:
        """What was under way may have been sent since: its outcome is unknown, which each channel has an answer to."""
        (names,) = await self._link.ask(("ZRANGE", keys.due(), 0, -1))
        doubted = 0
        for name in names:
            stored = await self._stored(name.decode())
            if stored is None or stored.state in FINAL | WAITING:
                continue
            doubtful = replace(
                stored,
                state=DeliveryState.UNKNOWN,
                unknowns=stored.unknowns + 1,
                reason=REASON,
                due=min(stored.due, now),
                updated=now,
            )
            await self._link.execute(*write_delivery(doubtful, stored.state, now.timestamp(), self._life))
            doubted += 1
        return doubted

    async def _stored(self, delivery_id: str) -> Delivery | None:
        (row,) = await self._link.ask(("GET", keys.delivery(delivery_id)))
        return codec.unpack(Delivery, row) if row is not None else None


def _commands(row: Row) -> list[Command]:
    """What makes the key as the row has it, whatever was there."""
    commands: list[Command] = [("DEL", row.key)]
    match row.type:
        case "string":
            commands.append(("SET", row.key, row.values[0]))
        case "hash":
            commands += (("HSET", row.key, *some) for some in _parts(row.values, ELEMENTS))
        case "zset":
            commands += (("ZADD", row.key, *_scored(some)) for some in _parts(row.values, ELEMENTS))
        case "set":
            commands += (("SADD", row.key, *some) for some in _parts(row.values, ELEMENTS))
    if row.expires is not None and row.type != GONE:
        commands.append(("PEXPIREAT", row.key, row.expires))
    return commands


def _scored(values: Sequence[bytes]) -> list[bytes]:
    """Member and score, as Redis gives them, in the order in which it takes them."""
    return [part for number in range(0, len(values), 2) for part in (values[number + 1], values[number])]


def _parts(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size` items."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some
