"""One pass over sources with everything a daemon does, and then an end."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import structlog

from config.schema import Config, Source
from crawler.engine import CrawlEngine
from crawler.extract.page import extract_page
from pipelines.assemble import open_pipeline
from pipelines.clock import utc_now
from pipelines.model.source_state import PollResult, SourceState
from scheduler import sentry
from scheduler.metrics import Metrics
from scheduler.plan import after_poll
from scheduler.sending import releaser_of, sender_of
from scheduler.watcher import Watcher

log = structlog.get_logger()

SENDING = 30.0
"""Seconds in which the alerts of the pass are to be sent; what is left is sent by the next run."""


GATHERING = timedelta(minutes=1)
"""Alerts that only wait for others to come (`group_wait`) so long go out with the pass: no others will come."""


async def crawl_once(config: Config, sources: Sequence[Source]) -> list[PollResult]:
    """Poll every source once, settle what is new, send its alerts."""
    sentry.start(config.sentry)
    try:
        return await _pass(config, sources)
    finally:
        sentry.stop()


async def _pass(config: Config, sources: Sequence[Source]) -> list[PollResult]:
    watcher = Watcher(Metrics(), lambda: None)
    async with open_pipeline(config, extract_page, watcher) as pipeline:
        engine = CrawlEngine(config, pipeline.desk, pipeline.workers)
        await engine.start()
        try:
            states = await pipeline.store.source_states()
            results = await asyncio.gather(
                *(engine.poll(source, states.get(source.name, SourceState(name=source.name))) for source in sources)
            )
        finally:
            await engine.stop()
        for result in results:
            state = states.get(result.source, SourceState(name=result.source))
            await pipeline.store.save_source_state(after_poll(state, result, utc_now()))
        sender = sender_of(config, pipeline.store, watcher)
        await releaser_of(pipeline, lambda: None).open_due(GATHERING)
        try:
            await sender.flush(timedelta(seconds=SENDING))
        finally:
            for channel in sender.channels.values():
                await channel.close()
    return list(results)
