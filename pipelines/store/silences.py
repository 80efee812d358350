"""Silences and acknowledgements as rows."""

from datetime import timedelta
from functools import lru_cache

from config.errors import NewsbellError
from pipelines.model.silence import Silence
from pipelines.store import codec, keys
from pipelines.store.base import Part
from pipelines.store.link import Session

REMEMBERED = timedelta(days=30)
"""For which a silence that is over is still listed."""


@lru_cache(maxsize=keys.MOST_SILENCES)
def read_silence(row: bytes) -> Silence:
    """A row's silence.  Values are frozen: the same row is read once."""
    return codec.unpack(Silence, row)


class Silences(Part):
    """What the commands do with silences and acknowledgements."""

    async def silences(self) -> list[Silence]:
        """All that are known, the newest first; those over are among them for a while."""
        (rows,) = await self._link.ask(("HVALS", keys.silences()))
        return sorted(map(read_silence, rows), key=lambda silence: silence.created, reverse=True)

    async def save_silence(self, silence: Silence) -> None:
        """Set a silence, or give one that is known its new end.  NewsbellError where there are too many."""

        async def attempt(session: Session) -> None:
            _, rows = await session.ask(("WATCH", keys.silences()), ("HVALS", keys.silences()))
            known = list(map(read_silence, rows))
            forgotten = [s.silence_id for s in known if s.until < self._clock() - REMEMBERED]
            kept = {s.silence_id for s in known} - set(forgotten) | {silence.silence_id}
            if len(kept) > keys.MOST_SILENCES:
                raise NewsbellError(f"there are {keys.MOST_SILENCES} silences already: end some")
            await session.execute(
                ("HSET", keys.silences(), silence.silence_id, codec.pack(silence)),
                *(("HDEL", keys.silences(), name) for name in forgotten),
            )

        await self._link.transact(attempt)

    async def acknowledge(self, event_id: str) -> None:
        """Nobody is reminded of the event any more."""
        now, acknowledged = self._seconds(), keys.acknowledged()
        await self._link.execute(
            ("ZADD", acknowledged, now, event_id),
            ("ZREMRANGEBYSCORE", acknowledged, "-inf", now - self._event_life),
            ("EXPIRE", acknowledged, self._event_life),
        )

    async def is_acknowledged(self, event_id: str) -> bool:
        (score,) = await self._link.ask(("ZSCORE", keys.acknowledged(), event_id))
        return score is not None
