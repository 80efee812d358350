"""Answers of a language model, and how many questions a day has seen."""

from pipelines.store import keys
from pipelines.store.base import Part


class Answers(Part):
    async def advice(self, digest: str) -> str | None:
        """The answer to a question of this digest."""
        (row,) = await self._link.ask(("GET", keys.advice(digest)))
        return None if row is None else row.decode("utf-8", "replace")

    async def keep_advice(self, digest: str, answer: str) -> None:
        """Remember an answer for a while; one that is too long is not kept."""
        raw = answer.encode("utf-8", "replace")
        if len(raw) <= keys.LONGEST_ADVICE:
            await self._link.execute(("SET", keys.advice(digest), raw, "EX", int(keys.ADVICE_LIFE.total_seconds())))

    async def question_of_day(self) -> int:
        """Which question of the day (UTC) the next one is, from 1.  It counts whether or not it is asked."""
        key = keys.questions(f"{self._clock():%Y-%m-%d}")
        number, _ = await self._link.execute(("INCR", key), ("EXPIRE", key, int(keys.DAY.total_seconds())))
        return int(number)
