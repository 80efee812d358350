"""Which entries of a source were settled.  A mark is renewed while the source still lists the entry."""

from collections.abc import Iterable, Sequence

from pipelines.store import keys
from pipelines.store.base import Part
from pipelines.store.link import Command

RENEW = 6 * 3600
"""Seconds after which a mark is renewed.  Well below its life, and most polls write nothing."""


def mark(source: str, entry_keys: Iterable[str], now: float) -> list[Command]:
    """The commands that remember entries of `source` as listed at `now`, and forget the longest unlisted."""
    scored = [part for key in dict.fromkeys(entry_keys) for part in (now, keys.digest(key))]
    if not scored:
        return []
    row, life = keys.seen(source), int(keys.SEEN_LIFE.total_seconds())
    return [
        ("ZADD", row, *scored),
        ("ZREMRANGEBYSCORE", row, "-inf", now - life),
        ("ZREMRANGEBYRANK", row, 0, -keys.PER_SOURCE - 1),
        ("EXPIRE", row, life),
    ]


class Entries(Part):
    async def unseen(self, source: str, keys: Sequence[str]) -> list[str]:
        """Those of the entries `keys` that were not settled yet, in their order; the others' marks are renewed."""
        marks = await self._marks(source, keys)
        now = self._seconds()
        fading = [key for key, when in zip(keys, marks, strict=True) if when is not None and float(when) < now - RENEW]
        if fading:
            await self._link.ask(*mark(source, fading, now))
        return list(dict.fromkeys(key for key, when in zip(keys, marks, strict=True) if when is None))

    async def mark_seen(self, source: str, keys: Sequence[str]) -> None:
        """Remember entries as settled."""
        if keys:
            await self._link.ask(*mark(source, keys, self._seconds()))

    async def _marks(self, source: str, entry_keys: Sequence[str]) -> list[bytes | None]:
        if not entry_keys:
            return []
        (marks,) = await self._link.ask(("ZMSCORE", keys.seen(source), *map(keys.digest, entry_keys)))
        return list(marks)
