"""The store that a configuration names, opened.

Commands that only look at the store need no more than this: the engine that reads articles takes seconds to load.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from config.schema import Config
from pipelines.clock import utc_now
from pipelines.errors import StoreUnavailable
from pipelines.model.silence import Silence
from pipelines.store.home import Home
from pipelines.store.link import Replication
from pipelines.store.migrations import migrate
from pipelines.store.server import ensure, open_redis, open_running
from pipelines.store.store import Store

SILENCES_WAIT = 4.0
"""Seconds that a command which only looks has for the store's silences."""


@asynccontextmanager
async def open_store(config: Config) -> AsyncIterator[Store]:
    """The store that the configuration names, in this program's form; its private server is started where none runs."""
    async with open_redis(config.redis, config.data_dir) as redis:
        store = Store(
            redis,
            keep_stories=config.keep_stories,
            keep_events=config.keep_events,
            clock=utc_now,
            recover=partial(ensure, config.redis, config.data_dir),
            replication=Replication(replicas=config.redis.wait_replicas, timeout=config.redis.wait_timeout),
        )
        await migrate(store, config.data_dir)
        yield store


async def running_silences(config: Config) -> tuple[Silence, ...] | None:
    """Those of the store that the configuration names, as far as its server runs: none is started for it.

    None where no store was ever made.  StoreUnavailable where none answers in time; StoreRefused and NewsbellError as for `open_store`.
    """
    if not config.redis.url and not Home.seen(config.data_dir).there:
        return None
    try:
        async with asyncio.timeout(SILENCES_WAIT), open_running(config.redis, config.data_dir) as redis:
            store = Store(redis, keep_stories=config.keep_stories, keep_events=config.keep_events, clock=utc_now)
            return tuple(await store.silences())
    except TimeoutError:
        raise StoreUnavailable(f"it has not answered within {SILENCES_WAIT:.0f} s") from None
