"""The engine with stand-ins behind it, for tests against real servers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from config.schema import Config, CrawlSettings, Source
from crawler.engine import CrawlEngine
from pipelines.model.source_state import PollResult, SourceState
from tests.unit.crawl_fakes import FakeDesk, InlineWorkers


def crawl_settings(**given: object) -> CrawlSettings:
    """Quick and allowed on loopback, unless a test says otherwise."""
    quick = {"allow_private_addresses": True, "delay": timedelta(0), "timeout": timedelta(seconds=0.5), "retries": 0}
    return CrawlSettings(**(quick | given))


@asynccontextmanager
async def crawl_engine(desk: FakeDesk, **settings: object) -> AsyncIterator[CrawlEngine]:
    engine = CrawlEngine(Config(crawl=crawl_settings(**settings)), desk, InlineWorkers())
    await engine.start()
    try:
        yield engine
    finally:
        await engine.stop()


async def poll_once(
    engine: CrawlEngine, url: str, *, name: str = "one", state: SourceState | None = None
) -> PollResult:
    return await engine.poll(Source(name=name, url=url), state or SourceState(name=name))
