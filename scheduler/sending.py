"""Sending, put together from a configuration: the sender, and who tells of channels that fail."""

import asyncio
import random
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

import structlog

from config.paces import Pace, parse_pace
from config.schema import Config
from pipelines.alerts.releaser import Releaser, uncounted
from pipelines.alerts.tally import Turn
from pipelines.assemble import Pipeline
from pipelines.clock import utc_now
from pipelines.errors import StoreUnavailable
from pipelines.notify.channel import Channel
from pipelines.notify.factory import channels_from
from pipelines.notify.ports import Watcher
from pipelines.notify.reporter import Reporter
from pipelines.notify.sender import Sender
from pipelines.notify.templates import ignored
from pipelines.store.store import Store
from scheduler.metrics import Metrics

log = structlog.get_logger()

LIMIT = 3.0
"""Seconds in which deliveries under way may finish after SIGTERM."""


def paces_of(config: Config) -> dict[str, Pace]:
    """Each channel's rate, where it has one."""
    return {channel.name: parse_pace(channel.rate) for channel in config.channels if channel.rate}


def sender_of(
    config: Config, store: Store, watcher: Watcher, template_failed: Callable[[str], None] = ignored
) -> Sender:
    """Sends what is due in `store` through the channels of `config`."""
    return Sender(
        store=store,
        channels=channels_from(config, template_failed),
        clock=utc_now,
        paces=paces_of(config),
        late_after=config.alerts.late_after,
        rng=random.SystemRandom().random,
        watcher=watcher,
        recover=store.recover,
    )


def releaser_of(
    pipeline: Pipeline, released: Callable[[], None], counted: Callable[[Iterable[Turn]], None] = uncounted
) -> Releaser:
    """Opens what is held back in the pipeline's store when its time has come; then calls `released`."""
    return Releaser(
        store=pipeline.store,
        routing=lambda: pipeline.rulebook.alerting,
        clock=utc_now,
        released=released,
        recover=pipeline.store.recover,
        counted=counted,
    )


def fallbacks_of(config: Config) -> dict[str, str]:
    return {channel.name: channel.fallback for channel in config.channels if channel.fallback}


class Sending:
    """The sending part of a daemon, from `begin` to `end`."""

    def __init__(self, config: Config, pipeline: Pipeline, watcher: Watcher, metrics: Metrics) -> None:
        self.sender = sender_of(config, pipeline.store, watcher, metrics.template_failed)
        self._releaser = releaser_of(pipeline, self.sender.nudge, metrics.turned)
        self.reporter = Reporter(
            store=pipeline.store, sender=self.sender, fallbacks=fallbacks_of(config), clock=utc_now
        )
        self._metrics = metrics
        self._stop = asyncio.Event()
        self._retired: list[Mapping[str, Channel]] = []
        self._tasks: list[asyncio.Task[None]] = []

    def begin(self) -> None:
        self._tasks = [
            asyncio.create_task(self.sender.run(self._stop, timedelta(seconds=LIMIT)), name="sender"),
            asyncio.create_task(self._releaser.run(self._stop), name="releaser"),
        ]
        self._watch_circuits()

    def nudge(self) -> None:
        """There is something to send, or to hold back for a while."""
        self._releaser.nudge()
        self.sender.nudge()

    def reload(self, config: Config) -> None:
        """A new configuration: from the next delivery on.  What is being sent goes on with the old channels."""
        channels = channels_from(config, self._metrics.template_failed)
        self._retired.append(self.sender.channels)
        self.sender.replace(channels, paces_of(config), config.alerts.late_after)
        self.reporter.fallbacks = fallbacks_of(config)
        self._watch_circuits()

    async def report(self) -> None:
        """To be called every few seconds."""
        try:
            await self.reporter.look()
        except StoreUnavailable as error:
            log.warning("store unavailable, channels are not reported", reason=str(error))

    async def end(self) -> None:
        """What is under way may finish; then every channel is closed."""
        self._stop.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=LIMIT + 1)
        for task in self._tasks:
            task.cancel()
        for channels in (*self._retired, self.sender.channels):
            for channel in channels.values():
                await channel.close()

    def _watch_circuits(self) -> None:
        for name in self.sender.channels:
            self._metrics.watch_circuit(name, lambda name=name: self.sender.circuits().get(name, "closed"))  # type: ignore[misc]  # the default binds the name
