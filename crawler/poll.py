"""One poll: read the source, ask the desk what is due, fetch the pages, settle the entries."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from config.schema import CrawlSettings, Source
from crawler.desk_protocol import Desk, Workers
from crawler.failures import FetchFailed, Stopped
from crawler.fetcher import Fetcher
from crawler.in_flight import InFlight
from crawler.readers import AddressMemory, Poll, Reader, Reading
from pipelines.errors import PollError, StoreUnavailable
from pipelines.model.entry import Entry
from pipelines.model.source_state import PollResult, SourceState
from pipelines.model.story import Story

logger = logging.getLogger(__name__)

_GAP_NEEDS = 2
"""Entries: a list of one is new whenever it changes."""


@dataclass(kw_only=True, slots=True)
class Poller:
    """Polls sources with what every poll shares.  `settled` hears of each story."""

    fetcher: Fetcher
    desk: Desk
    workers: Workers
    settings: CrawlSettings
    in_flight: InFlight
    memory: AddressMemory
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    settled: Callable[[Story], None] = lambda _story: None

    async def poll(self, source: Source, state: SourceState, reader: Reader, pages: int | None = None) -> PollResult:
        """What came of it, once every new entry is settled.  Raises nothing that a source or the store may cause."""
        try:
            reading = await reader(self._poll(source, state, pages))
            return await self._settle(source, state, reading)
        except (PollError, FetchFailed) as error:
            wait = error.retry_after if isinstance(error, FetchFailed) else None
            return PollResult(source=source.name, reason=error.reason, detail=error.detail, retry_after=wait)
        except StoreUnavailable as error:
            return PollResult(source=source.name, reason="store_unavailable", detail=str(error))

    def _poll(self, source: Source, state: SourceState, pages: int | None) -> Poll:
        async def due(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
            return tuple(await self.desk.unseen(source, entries))

        return Poll(
            source=source,
            state=state,
            fetcher=self.fetcher,
            workers=self.workers,
            settings=self.settings,
            now=self.clock(),
            memory=self.memory,
            due=due,
            pages=pages,
        )

    async def _settle(self, source: Source, state: SourceState, reading: Reading) -> PollResult:
        due = await self.desk.unseen(source, reading.entries) if reading.entries else ()
        # the oldest first: a later development should find the earlier one known
        await self._take_all(source, list(reversed(due)))
        self.memory.validators.update(reading.learned)
        return PollResult(
            source=source.name,
            detail=reading.detail,
            not_modified=reading.not_modified,
            url=reading.url,
            etag=reading.etag,
            last_modified=reading.last_modified,
            found=len(reading.entries),
            new=len(due),
            gap=has_gap(state, found=len(reading.entries), due=len(due)),
            newest=reading.newest,
            ttl=reading.ttl,
        )

    async def _take_all(self, source: Source, due: Sequence[Entry]) -> None:
        """A few entries at a time: the next page loads while the last one is read, and no list fills the memory."""
        waiting = iter(due)

        async def take_in_turn() -> None:
            for entry in waiting:
                if self.fetcher.stopping:
                    raise Stopped
                await self._take(source, entry)

        hands = min(len(due), self.settings.concurrency_per_host + 1)
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(hands):
                    group.create_task(take_in_turn())
        except ExceptionGroup as errors:  # they fail together; the first one says why
            raise errors.exceptions[0] from None

    async def _take(self, source: Source, entry: Entry) -> None:
        if not source.fetch_pages or entry.url is None:
            story = await self.desk.take(source, entry, None, "" if entry.url else "no_link")
        else:
            url = entry.url
            async with self.in_flight.fetched(url, lambda: self.fetcher.page(url)) as fetched:
                story = await self.desk.take(source, entry, fetched.page, fetched.failure)
        if story is not None:
            self.settled(story)


def has_gap(state: SourceState, *, found: int, due: int) -> bool:
    """Nothing in the list was known though the source had been read before: what stood between scrolled off."""
    return state.last_new is not None and found >= _GAP_NEEDS and due == found
