"""Stories as rows: what is needed to tell copies, and the whole of it for people."""

import heapq
from dataclasses import replace
from functools import lru_cache

from pipelines.model.settlement import KnownStory, Query, Settlement, Signature
from pipelines.store import codec, counters, index, keys
from pipelines.store.base import Part
from pipelines.store.link import Command

PAGE = 200
"""Rows read at once."""


def known_story(query: Query, settlement: Settlement) -> KnownStory:
    """What is kept of a story for those that come after it.  It stands for its own events and for those it added to."""
    story = settlement.story
    events = (*settlement.event_ids, *(event.event_id for event in settlement.events))
    return KnownStory(
        story_id=story.story_id,
        source=story.source,
        owner=story.owner,
        title=story.title,
        lang=story.lang or "",
        urls=query.urls,
        first_seen=story.first_seen,
        signature=settlement.signature,
        event_ids=tuple(dict.fromkeys(filter(None, events))),
    )


@lru_cache(maxsize=2048)
def read_known(row: bytes) -> KnownStory:
    """A row's story.  Rows do not change and values are frozen: the same row is read once."""
    return codec.unpack(KnownStory, row)


def read_story(row: bytes) -> Settlement:
    """A settlement without what has rows of its own: events, alerts, deliveries, signature."""
    return codec.unpack(Settlement, row)


def write_story(query: Query, settlement: Settlement, now: float, life: int) -> list[Command]:
    """The commands that write a story's row and put it on the list of those that ended like it."""
    view = replace(settlement, signature=Signature(), events=(), alerts=(), deliveries=(), hushes=())
    row = keys.story(settlement.story.story_id)
    listed = keys.ended(settlement.disposition.outcome, settlement.disposition.reason)
    return [
        ("HSET", row, "known", codec.pack(known_story(query, settlement)), "view", codec.pack(view)),
        ("EXPIRE", row, life),
        ("ZADD", listed, now, settlement.story.story_id),
        ("ZREMRANGEBYSCORE", listed, "-inf", now - life),
        ("EXPIRE", listed, life),
    ]


class Stories(Part):
    """What commands and pages ask about stories."""

    async def story(self, story_id_or_url: str) -> Settlement | None:
        """A settled story by its id or by one of its addresses; of several under one address the one that has it as its own."""
        (row,) = await self._link.ask(("HGET", keys.story(story_id_or_url), "view"))
        if row is not None:
            return read_story(row)
        found = await self._under(story_id_or_url)
        own = [one for one in found if story_id_or_url in {one.story.url, one.story.canonical_url}]
        return next(iter(own or found), None)

    async def stories(self, outcome: str | None = None, reason: str | None = None, limit: int = 50) -> list[Settlement]:
        """Settled stories, the newest first; all, or those that ended with `outcome`, for `reason`."""
        if limit <= 0:
            return []
        wanted = [
            keys.ended(ending, why)
            for ending, why in await self._endings()
            if outcome in {None, ending} and reason in {None, why}
        ]
        lists = await self._link.ask(*(("ZRANGE", key, 0, limit - 1, "REV", "WITHSCORES") for key in wanted))
        scored = (pair for one in lists for pair in zip(map(float, one[1::2]), one[::2], strict=True))
        return await self._rows([story_id.decode() for _, story_id in heapq.nlargest(limit, scored)])

    async def _rows(self, story_ids: list[str]) -> list[Settlement]:
        rows: list[bytes | None] = []
        for start in range(0, len(story_ids), PAGE):
            page = story_ids[start : start + PAGE]
            rows += await self._link.ask(*(("HGET", keys.story(story_id), "view") for story_id in page))
        return [read_story(row) for row in rows if row is not None]

    async def _under(self, url: str) -> list[Settlement]:
        (value,) = await self._link.ask(("GET", keys.url(url)))
        return await self._rows(index.ids(value, 0))

    async def _endings(self) -> list[tuple[str, str]]:
        """Every outcome with its reason that was counted so far."""
        (names,) = await self._link.ask(("HKEYS", keys.counts()))
        return [ending for name in names if (ending := counters.ending(name.decode())) is not None]
