"""The pipeline put together from a configuration: store, workers, desk.  Used by the daemon and by every command."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from os import cpu_count
from pathlib import Path

from config.kinds import adopt
from config.schema import Config
from pipelines import flow
from pipelines.advice.adviser import Adviser
from pipelines.alerts.alerting import alerting_from
from pipelines.desk import Desk, Extract, Watcher
from pipelines.errors import StoreUnavailable
from pipelines.model.alert import Alert
from pipelines.model.delivery import Delivery
from pipelines.model.event import Event
from pipelines.model.silence import Silence
from pipelines.model.story import Story
from pipelines.store.home import Home
from pipelines.store.link import Replication
from pipelines.store.migrations import migrate
from pipelines.store.server import ensure, open_redis, open_running
from pipelines.store.store import Store
from pipelines.understanding.kind_words import check_kind_words
from pipelines.workers import Workers

SILENCES_WAIT = 4.0
"""Seconds that a command which only looks has for the store's silences."""


def utc_now() -> datetime:
    """The present, aware."""
    return datetime.now(UTC)


def warm(own_kinds: Path | None) -> None:
    """In a new worker: load what the first article would wait for, with the user's kinds."""
    adopt(own_kinds)
    flow.make_sense(
        flow.read(Story(story_id="warm", source="warm", title="OpenAI releases a model", first_seen=utc_now()))
    )


class Rulebook:
    """The rules in force.  Is a `flow.Alerting`; a new configuration takes the old one's place at once."""

    def __init__(self, config: Config) -> None:
        self.alerting = alerting_from(config)

    def replace(self, config: Config) -> None:
        """From now on the rules of `config`."""
        self.alerting = alerting_from(config)

    def __call__(
        self, event: Event, story: Story, now: datetime, silences: tuple[Silence, ...]
    ) -> tuple[Event, tuple[Alert, ...], tuple[Delivery, ...]]:
        """What the rules make of `story`'s report of `event` at `now`."""
        return self.alerting(event, story, now, silences)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pipeline:
    """What an article passes through, ready for use."""

    store: Store
    workers: Workers
    desk: Desk
    rulebook: Rulebook


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


@asynccontextmanager
async def open_pipeline(config: Config, extract: Extract, watcher: Watcher) -> AsyncIterator[Pipeline]:
    """Store, workers and desk; `extract` reads a page (see `desk.Extract`), `watcher` hears of every settled story.

    Raises ConfigError where a kind of the user's has a pattern that cannot be read.
    """
    check_kind_words()
    async with open_store(config) as store:
        workers = Workers(config.workers or max(1, (cpu_count() or 2) - 1), partial(warm, config.kinds))
        rulebook = Rulebook(config)
        desk = Desk(
            store=store,
            workers=workers,
            extract=extract,
            alerting=rulebook,
            watcher=watcher,
            clock=utc_now,
            recover=store.recover,
            advise=Adviser(config.llm, store, utc_now, config.alerts.max_age) if config.llm.url else None,
        )
        try:
            yield Pipeline(store=store, workers=workers, desk=desk, rulebook=rulebook)
        finally:
            workers.close()
