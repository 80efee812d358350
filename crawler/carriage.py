"""One open Scrapy crawler that waits for requests, and its clean end."""

import asyncio
import logging
from collections.abc import AsyncIterator

from scrapy import Spider, signals
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.settings import Settings
from twisted.python.failure import Failure

from config.schema import CrawlSettings
from crawler.failures import Stopped
from crawler.fetcher import Fetcher
from crawler.handler import ABORT
from crawler.settings import for_daemon

logger = logging.getLogger(__name__)

_OPENING = 10.0
_CLOSING = 3.0


class _Waiting(Spider):
    """Keeps a crawler open.  Requests come past it, straight to the engine: `crawler.fetcher`."""

    name = "newsbell"

    def __init__(self, opened: asyncio.Event) -> None:
        super().__init__()
        self._opened = opened
        self._never = asyncio.Event()

    async def start(self) -> AsyncIterator[object]:
        self._opened.set()
        await self._never.wait()
        nothing: tuple[object, ...] = ()
        for item in nothing:
            yield item


class Carriage:
    """A crawler for one set of crawl settings, and the fetcher that uses it."""

    def __init__(self, settings: CrawlSettings) -> None:
        self.settings = settings
        runner = AsyncCrawlerRunner(Settings(for_daemon(settings)))
        self._crawler: Crawler = runner.create_crawler(_Waiting)
        self._runner = runner
        self._crawl: asyncio.Task[None] | None = None
        self.fetcher = Fetcher(self._crawler, settings)

    async def open(self) -> None:
        opened = asyncio.Event()
        self._crawl = self._runner.crawl(self._crawler, opened=opened)
        waiting = asyncio.create_task(opened.wait())
        await asyncio.wait({waiting, self._crawl}, timeout=_OPENING, return_when=asyncio.FIRST_COMPLETED)
        if not opened.is_set():
            waiting.cancel()
            self._crawl.cancel()
            await self._crawl  # raises what kept it from opening
            raise RuntimeError("Scrapy's crawler did not open")

    def wind_down(self) -> None:
        """No further request begins; those under way and those that wait end with Stopped at once."""
        self.fetcher.stop()
        if self._crawl is None or self._crawl.done():
            return
        for slot in self._crawler.engine.downloader.slots.values():
            while slot.queue:
                _, answer = slot.queue.popleft()
                answer.errback(Failure(Stopped()))  # type: ignore[no-untyped-call] # Twisted has no types here
        self._crawler.signals.send_catch_log(signal=ABORT)

    async def close(self) -> None:
        """Bounded: what does not end in time is cancelled."""
        crawl = self._crawl
        if crawl is None or crawl.done():
            return
        self.wind_down()
        try:
            async with asyncio.timeout(_CLOSING):
                await self._crawler.stop_async()
                await crawl
        except TimeoutError:
            logger.warning("Scrapy's crawler did not close in %.0f s, it is cut off", _CLOSING)
            crawl.cancel()
            await asyncio.wait({crawl}, timeout=1)
            await self._crawler.signals.send_catch_log_async(signal=signals.engine_stopped)  # closes the connections
