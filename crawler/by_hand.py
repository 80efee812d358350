"""The pipeline behind `scrapy crawl`: what `newsbell crawl` uses too, without the daemon around it."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from config.schema import Config
from crawler.desk_protocol import Desk, Workers
from crawler.extract.page import extract_page
from pipelines.assemble import open_pipeline
from pipelines.model.settlement import Settlement

logger = logging.getLogger(__name__)


class LogWatcher:
    """Tells the log what became of each article."""

    def settled(self, settlement: Settlement, seconds: float) -> None:
        disposition = settlement.disposition
        words = f"{disposition.outcome} {disposition.reason}".strip()
        logger.info("%s in %.1f s: %s", words, seconds, settlement.story.url or settlement.story.title)

    def failed(self, error: Exception, *, source: str, story_id: str, step: str) -> None:
        logger.error("%s failed for story %s of %s: %s", step, story_id, source, error)


@asynccontextmanager
async def open_desk(config: Config) -> AsyncIterator[tuple[Desk, Workers]]:
    """Desk and workers on the store that the configuration names."""
    async with open_pipeline(config, extract_page, LogWatcher()) as pipeline:
        yield pipeline.desk, pipeline.workers
