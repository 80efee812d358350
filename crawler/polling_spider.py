"""The spiders' common part: how one is run by hand.  The daemon polls without them: `crawler.engine`."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any, Self

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from config.errors import ConfigError
from config.loader import load
from config.schema import Config, Source
from crawler import by_hand
from crawler.fetcher import Fetcher
from crawler.in_flight import InFlight
from crawler.poll import Poller
from crawler.readers import AddressMemory
from crawler.settings import from_config
from crawler.ways import WAYS
from pipelines.model.source_state import PollResult, SourceState
from pipelines.model.story import Story

logger = logging.getLogger(__name__)


class PollingSpider(Spider):
    """Polls sources in the way that `crawler.ways` has under the subclass's `name`.

    Arguments by hand: `source`, a name of the configuration (all sources of this spider without it), and `pages`,
    how many listing pages are read.  Its items are the stories, settled and stored.
    """

    def __init__(self, source: str = "", pages: str = "", **kwargs: Any) -> None:  # noqa: ANN401 - Scrapy passes arguments by name
        super().__init__(**kwargs)
        self._only = source
        self._pages = pages
        self._config = Config()

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """The configuration's crawl settings, below what the command line says."""
        super().update_settings(settings)
        settings.setdict(from_config(load_or_exit().crawl), priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - Scrapy passes arguments by name
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider._config = load_or_exit()  # noqa: SLF001 - its own class
        return spider

    async def start(self) -> AsyncIterator[Story]:
        """Stories as they are settled; one poll for each source."""
        stories: asyncio.Queue[Story | None] = asyncio.Queue()
        sources, pages = self._sources(), self._wanted_pages()
        async with by_hand.open_desk(self._config) as (desk, workers):
            poller = Poller(
                fetcher=Fetcher(self.crawler, self._config.crawl),
                desk=desk,
                workers=workers,
                settings=self._config.crawl,
                in_flight=InFlight(),
                memory=AddressMemory(),
                settled=stories.put_nowait,
            )
            polls = asyncio.gather(*(poller.poll(s, SourceState(name=s.name), WAYS[self.name], pages) for s in sources))
            polls.add_done_callback(lambda _done: stories.put_nowait(None))
            while (story := await stories.get()) is not None:
                yield story
            for result in await polls:
                self._report(result)

    def _sources(self) -> list[Source]:
        mine = [source for source in self._config.sources if source.spider == self.name]
        chosen = [source for source in mine if source.name == self._only] if self._only else mine
        if not chosen:
            known = ", ".join(source.name for source in mine) or "none"
            raise SystemExit(f"the spider {self.name} has no source {self._only!r}; it has: {known}")
        return chosen

    def _wanted_pages(self) -> int | None:
        if not self._pages:
            return None
        if not (self._pages.isdecimal() and int(self._pages)):
            raise SystemExit(f"pages must be a number from 1 on, not {self._pages!r}")
        return int(self._pages)

    def _report(self, result: PollResult) -> None:
        if result.ok:
            logger.info("%s: %d entries, %d new", result.source, result.found, result.new)
        else:
            logger.error("%s: %s: %s", result.source, result.reason, result.detail)


def load_or_exit() -> Config:
    """A wrong configuration ends the `scrapy` command with its problems instead of a stack trace."""
    try:
        return load()
    except ConfigError as error:
        raise SystemExit(str(error)) from None
