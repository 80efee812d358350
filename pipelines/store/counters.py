"""Counters that survive a restart: how many stories came in and how they ended, and whatever else is counted."""

from pipelines.model.disposition import Disposition, Outcome
from pipelines.store import keys
from pipelines.store.base import Part
from pipelines.store.link import Command

ALL = "in"
"""Every settled story: stored + dropped + quarantined."""


def name_of(disposition: Disposition) -> str:
    """`stored`, `dropped:copy_url`, `quarantined:extract_failed` …"""
    return f"{disposition.outcome.value}:{disposition.reason}" if disposition.reason else disposition.outcome.value


def ending(name: str) -> tuple[str, str] | None:
    """The outcome and reason that a counter's name stands for; None for other counters."""
    outcome, _, reason = name.partition(":")
    return (outcome, reason) if outcome in set(Outcome) else None


def count_story(disposition: Disposition) -> list[Command]:
    return [("HINCRBY", keys.counts(), ALL, 1), ("HINCRBY", keys.counts(), name_of(disposition), 1)]


class Counters(Part):
    async def counts(self) -> dict[str, int]:
        """Every counter: `in`, one for each way a story can end (`dropped:copy_url`), and what `count` counted."""
        names, numbers = await self._link.ask(("HKEYS", keys.counts()), ("HVALS", keys.counts()))
        return {name.decode(): int(number) for name, number in zip(names, numbers, strict=True)}

    async def count(self, name: str, n: int = 1) -> None:
        """Add to a counter.  Its name is one of a few that the program knows, never a fetched text."""
        await self._link.execute(("HINCRBY", keys.counts(), name, n))
