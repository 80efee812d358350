"""Scrapy in the daemon: one crawler that lives as long as the daemon, on the daemon's own event loop.

Nothing has to be installed at the start: call `start` inside a running loop (`asyncio.run` will do).  Scrapy runs
without a Twisted reactor (`TWISTED_REACTOR_ENABLED = False`; docs/decisions/0003-scrapy-in-the-daemons-loop.md), so
nothing in the process may import `twisted.internet.reactor`.  Neither Scrapy nor Twisted sets signal handlers here:
signals are the daemon's.

    engine = CrawlEngine(config, desk, workers)
    await engine.start()
    result = await engine.poll(source, state)      # as many at once as you like
    await engine.stop()                            # bounded; entries that were not taken stay due
"""

import asyncio
import logging
from collections.abc import Iterable

from config.schema import Config, Source
from crawler.carriage import Carriage
from crawler.desk_protocol import Desk, Workers
from crawler.in_flight import InFlight
from crawler.poll import Poller
from crawler.readers import AddressMemory
from crawler.ways import WAYS
from pipelines.model.source_state import PollResult, SourceState

logger = logging.getLogger(__name__)

GRACE = 5.0
"""Seconds in which articles that are at the desk may be settled when newsbell stops."""
_RETIRED = 120.0
"""Seconds in which polls that began under an old configuration may end under it."""


class CrawlEngine:
    """Polls sources.  One crawler serves every spider's sources, so that a host is treated politely whoever asks it."""

    def __init__(self, config: Config, desk: Desk, workers: Workers) -> None:
        self._config = config
        self._desk = desk
        self._workers = workers
        self._in_flight = InFlight()
        self._memory = AddressMemory()
        self._polls: dict[str, asyncio.Task[PollResult]] = {}
        self._by_carriage: dict[Carriage, set[asyncio.Task[PollResult]]] = {}
        self._retiring: set[asyncio.Task[None]] = set()
        self._carriage: Carriage | None = None

    async def start(self) -> None:
        """Open the crawler.  Call it inside the running loop, once."""
        logging.getLogger("scrapy").setLevel(logging.WARNING)
        self._carriage = await self._opened(self._config)

    async def poll(self, source: Source, state: SourceState) -> PollResult:
        """One poll; returns when all its new entries are settled.  Raises nothing that a source or the store may cause.

        A source that is being polled already is not polled twice: the second caller gets the first one's result.
        """
        under_way = self._polls.get(source.name)
        if under_way is not None:
            return await asyncio.shield(under_way)
        carriage, reader = self._carriage, WAYS.get(source.spider)
        if carriage is None or carriage.fetcher.stopping:
            return PollResult(source=source.name, reason="stopped", detail="newsbell is stopping")
        if reader is None:
            return PollResult(source=source.name, reason="no_such_spider", detail=source.spider)
        task = asyncio.create_task(self._poller(carriage).poll(source, state, reader), name=f"poll {source.name}")
        self._polls[source.name] = task
        carried = self._by_carriage[carriage]
        carried.add(task)
        try:
            return await task
        finally:
            del self._polls[source.name]
            carried.discard(task)

    async def reconfigure(self, config: Config) -> None:
        """Take over new crawl settings.  Polls under way end with the old ones, those that follow have the new ones."""
        old, self._config = self._carriage, config
        if old is None or old.settings == config.crawl:
            return
        self._carriage = await self._opened(config)
        retiring = asyncio.create_task(self._retire(old))
        self._retiring.add(retiring)
        retiring.add_done_callback(self._retiring.discard)

    def wind_down(self) -> None:
        """Begin to stop: no further request, no further entry.  Polls end soon; entries that were not taken stay due."""
        for carriage in self._by_carriage:
            carriage.wind_down()

    async def stop(self, grace: float = GRACE) -> None:
        """Stop within `grace` and a few seconds: articles at the desk are finished, everything else is given up."""
        self.wind_down()
        await _end(self._polls.values(), grace)
        current, self._carriage = self._carriage, None
        if current is not None:
            await self._close(current)
        await asyncio.gather(*self._retiring)

    async def _opened(self, config: Config) -> Carriage:
        carriage = Carriage(config.crawl)
        await carriage.open()
        self._by_carriage[carriage] = set()
        return carriage

    async def _retire(self, carriage: Carriage) -> None:
        await _end(self._by_carriage[carriage], _RETIRED)
        await self._close(carriage)

    async def _close(self, carriage: Carriage) -> None:
        await carriage.close()
        del self._by_carriage[carriage]

    def _poller(self, carriage: Carriage) -> Poller:
        return Poller(
            fetcher=carriage.fetcher,
            desk=self._desk,
            workers=self._workers,
            settings=carriage.settings,
            in_flight=self._in_flight,
            memory=self._memory,
        )


async def _end(polls: Iterable[asyncio.Task[PollResult]], grace: float) -> None:
    """Wait for polls to end by themselves, then cancel those that do not."""
    under_way = set(polls)
    if under_way:
        _, late = await asyncio.wait(under_way, timeout=grace)
        for poll in late:
            poll.cancel()
        if late:
            await asyncio.wait(late, timeout=1)
