"""The pipeline put together from a configuration: store, workers, desk.  Used by whatever reads articles."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from os import cpu_count
from pathlib import Path

from config.kinds import adopt
from config.schema import Config
from pipelines import flow
from pipelines.advice.adviser import Adviser
from pipelines.alerts.alerting import alerting_from
from pipelines.clock import utc_now
from pipelines.desk import Desk, Extract, Watcher
from pipelines.model.alert import Alert
from pipelines.model.delivery import Delivery
from pipelines.model.event import Event
from pipelines.model.silence import Silence
from pipelines.model.story import Story
from pipelines.store.access import open_store
from pipelines.store.store import Store
from pipelines.understanding.kind_words import check_kind_words
from pipelines.workers import Workers


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
