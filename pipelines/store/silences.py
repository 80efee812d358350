"""Silences and acknowledgements as rows."""

from datetime import timedelta

from config.errors import NewsbellError
from pipelines.model.silence import Silence
from pipelines.store import codec, keys
from pipelines.store.base import Part
from pipelines.store.link import Session

REMEMBERED = timedelta(days=30)
"""For which a silence that is over is still listed."""


async def silences_of(session: Session, *, watch: bool) -> tuple[Silence, ...]:
    """Every silence.  Watched, a settlement does not slip past one that is set meanwhile."""
    if watch:
        _, rows = await session.ask(("WATCH", keys.silences()), ("HVALS", keys.silences()))
    else:
        (rows,) = await session.ask(("HVALS", keys.silences()))
    return tuple(codec.unpack(Silence, row) for row in rows)


class Silences(Part):
    """What the commands do with silences and acknowledgements."""

    async def silences(self) -> list[Silence]:
        """All that are known, the newest first; those over are among them for a while."""

        async def attempt(session: Session) -> tuple[Silence, ...]:
            return await silences_of(session, watch=False)

        found = await self._link.transact(attempt)
        return sorted(found, key=lambda silence: silence.created, reverse=True)

    async def save_silence(self, silence: Silence) -> None:
        """Set a silence, or give one that is known its new end.  NewsbellError where there are too many."""

        async def attempt(session: Session) -> None:
            known = await silences_of(session, watch=True)
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
