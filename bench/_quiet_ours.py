"""Polls of `bench.poll` through newsbell's engine, every request answered 304.  Prints polls a second."""

import asyncio
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from bench._site import TAG
from config.schema import Config, CrawlSettings, Source
from crawler.engine import CrawlEngine
from pipelines.assemble import warm
from pipelines.model.entry import Entry
from pipelines.model.page import Page
from pipelines.model.source_state import SourceState
from pipelines.model.story import Story
from pipelines.workers import Workers

AT_ONCE = 16


class EmptyDesk:
    """Nothing new ever reaches it: a poll that is answered 304 has no entries."""

    async def unseen(self, _source: Source, entries: Sequence[Entry]) -> Sequence[Entry]:
        raise AssertionError(f"a poll was not answered 304: {len(entries)} entries")

    async def take(self, _source: Source, _entry: Entry, _page: Page | None, _failure: str = "") -> Story | None:
        raise AssertionError("no entry may come")


async def main(base: str, polls: int) -> None:
    crawl = CrawlSettings(
        delay=timedelta(),
        allow_private_addresses=True,
        obey_robots=False,
        concurrency=AT_ONCE,
        concurrency_per_host=AT_ONCE,
    )
    workers = Workers(1, partial(warm, None))
    engine = CrawlEngine(Config(crawl=crawl), EmptyDesk(), workers)
    await engine.start()
    gate = asyncio.Semaphore(AT_ONCE)

    async def poll(number: int) -> None:
        source = Source(name=f"quiet-{number}", url=f"{base}/quiet/{number}")
        async with gate:
            result = await engine.poll(source, SourceState(name=source.name, etag=TAG, last_url=source.url))
        assert result.not_modified, result

    await asyncio.gather(*(poll(number) for number in range(AT_ONCE)))
    began = time.monotonic()
    await asyncio.gather(*(poll(number) for number in range(polls)))
    print(polls / (time.monotonic() - began))
    await engine.stop()
    workers.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
