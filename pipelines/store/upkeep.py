"""What newsbell keeps about itself: channels that failed, what it said of itself, and which store this is."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from pipelines.model.channel_report import ChannelReport
from pipelines.model.delivery import DeliveryState
from pipelines.model.generation import Generation
from pipelines.model.restored import Restored
from pipelines.model.told import Told
from pipelines.store import codec, keys
from pipelines.store.base import Part
from pipelines.store.link import Session

T = TypeVar("T")
_OLDEST_KEYS = (keys.counts(), keys.sources(), keys.events(), keys.alerts(), keys.due())
"""One of them is in every store that was ever used."""


class Upkeep(Part):
    async def channel_reports(self) -> list[ChannelReport]:
        """Channels that fail, by name."""
        (rows,) = await self._link.ask(("HVALS", keys.channels()))
        return sorted((codec.unpack(ChannelReport, row) for row in rows), key=lambda report: report.channel)

    async def change_report(
        self, channel: str, change: Callable[[ChannelReport | None], ChannelReport | None]
    ) -> ChannelReport | None:
        """Put what `change` makes of a channel's report in its place (None: no report).  Returns the one before."""
        return await self._change_field(keys.channels(), channel, ChannelReport, change)

    async def change_told(self, name: str, change: Callable[[Told | None], Told | None]) -> Told | None:
        """The same for what was said under `name`."""
        return await self._change_field(keys.told(), name, Told, change)

    async def told_since(self, since: datetime) -> tuple[int, int]:
        """How many alerts were made since then, and how many deliveries were given up."""
        span = (since.timestamp(), "+inf")
        counts = await self._link.ask(
            ("ZCOUNT", keys.alerts(), *span), ("ZCOUNT", keys.deliveries(DeliveryState.DEAD), *span)
        )
        return int(counts[0]), int(counts[1])

    async def generation(self) -> Generation | None:
        """Which store this is; None for a new one."""
        name, ticks = (await self._link.ask(("HMGET", keys.generation(), "store", "ticks")))[0]
        return Generation(store=name.decode(), ticks=int(ticks)) if name and ticks else None

    async def tick(self, name: str) -> Generation:
        """One further; a new store is called `name`."""
        await self._link.execute(
            ("HSETNX", keys.generation(), "store", name), ("HINCRBY", keys.generation(), "ticks", 1)
        )
        generation = await self.generation()
        return generation or Generation(store=name, ticks=1)

    async def beat(self, name: str) -> dict[str, float]:
        """Say that the daemon `name` works on the store.  Every one that said so in the last hour, and when it did."""
        now, life, daemons = self._seconds(), int(keys.DAEMON_LIFE.total_seconds()), keys.daemons()
        *_, pairs = await self._link.ask(
            ("ZADD", daemons, now, name),
            ("ZREMRANGEBYSCORE", daemons, "-inf", now - life),
            ("EXPIRE", daemons, life),
            ("ZRANGE", daemons, 0, -1, "WITHSCORES"),
        )
        return {other.decode(): float(when) for other, when in zip(pairs[::2], pairs[1::2], strict=True)}

    async def leave(self, name: str) -> None:
        """The daemon `name` stops."""
        await self._link.ask(("ZREM", keys.daemons(), name))

    async def form(self) -> int | None:
        """The form of the rows (`keys.SCHEMA`): 0 for stores older than that number, None for one that is empty."""
        (number,) = await self._link.ask(("GET", keys.schema()))
        if number is not None:
            return int(number)
        (found,) = await self._link.ask(("EXISTS", *_OLDEST_KEYS))
        return 0 if found else None

    async def name_form(self, number: int) -> None:
        """From now on the rows have this form."""
        await self._link.execute(("SET", keys.schema(), number))

    async def restored(self) -> Restored | None:
        """From which backup the store was put back; None where it never was."""
        taken, at, said = (await self._link.ask(("HMGET", keys.restored(), "taken", "at", "said")))[0]
        if not taken or not at:
            return None
        times = (datetime.fromisoformat(moment.decode()) for moment in (taken, at))
        return Restored(taken=next(times), at=next(times), said=bool(said))

    async def say_restored(self) -> None:
        """That it was restored has been told."""
        await self._link.execute(("HSET", keys.restored(), "said", 1))

    async def _change_field(
        self, key: str, field: str, kind: type[T], change: Callable[[T | None], T | None]
    ) -> T | None:
        async def attempt(session: Session) -> T | None:
            _, row = await session.ask(("WATCH", key), ("HGET", key, field))
            before = codec.unpack(kind, row) if row is not None else None
            after = change(before)
            if after is None and row is not None:
                await session.execute(("HDEL", key, field))
            elif after is not None and after != before:
                await session.execute(("HSET", key, field, codec.pack(after)))
            return before

        return await self._link.transact(attempt)
