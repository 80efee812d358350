"""The daemon: one asyncio process that plans, crawls, understands, remembers and alerts until it is told to stop.

SIGTERM or SIGINT: no new polls, what is under way is finished, at most ten seconds; a second one stops at once.
SIGHUP: the configuration is read again; a wrong one is refused and the old one kept.  A log file is opened anew.
"""

import asyncio
import signal
import sys
import time
from collections.abc import Coroutine, Iterable
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from config.counted import counted
from config.errors import ConfigError, NewsbellError
from config.loader import load
from config.schema import Config, Source
from crawler.engine import CrawlEngine
from crawler.extract.page import extract_page
from dashboard.status import StatusServer
from pipelines.assemble import Pipeline, open_pipeline
from pipelines.clock import utc_now
from pipelines.errors import StoreUnavailable
from pipelines.model.source_state import PollResult, SourceState
from pipelines.notify.factory import check_channels
from pipelines.store.server import daemon_lock
from scheduler import logs, sentry
from scheduler.generations import Generations
from scheduler.health import DaemonHealth
from scheduler.jobs import Planner
from scheduler.metrics import Metrics
from scheduler.presence import Presence
from scheduler.pulse import Pulse
from scheduler.restored import tell_restored
from scheduler.sending import Sending
from scheduler.supervisor import Supervisor
from scheduler.watcher import Watcher

log = structlog.get_logger()

TICK = 0.5
"""Seconds between two looks at the plan."""
BEAT = 0.1
"""Seconds between two looks at how late the loop is."""
CRAWLING = 4.0
"""Seconds in which articles under way may finish after SIGTERM; deliveries have `sending.LIMIT`, the rest of the ten is
for closing."""
REPORT = 5.0
"""Seconds between two looks at channels, at other daemons, and at whether a sign of life is due."""
GENERATION = 60.0
"""Seconds between two looks whether the store is still the same."""


class Daemon:
    """Built once, run once.  `path` is the configuration file, read again on SIGHUP."""

    def __init__(self, config: Config, path: Path | None) -> None:
        self._config = config
        self._path = path
        self._metrics = Metrics()
        self._stop = asyncio.Event()
        self._supervisor = Supervisor()
        self._signals = 0
        self._main: asyncio.Task[object] | None = None

    async def run(self) -> int:
        """Until stopped.  0; raises ConfigError, StoreInUse and StoreUnavailable before it has begun."""
        self._main = asyncio.current_task()
        self._handle_signals()
        sentry.start(self._config.sentry)
        try:
            async with AsyncExitStack() as stack:
                await self._open(stack)
                log.info("started", sources=len(self._planner.sources), rules=len(self._config.rules))
                self._supervisor.ready(self._status())
                await self._stop.wait()
                self._supervisor.stopping()
                await self._drain()
        except asyncio.CancelledError:
            log.warning("stopped at once; what was under way is done again after the next start")
            return 0
        finally:
            sentry.stop()
        log.info("stopped")
        return 0

    async def _open(self, stack: AsyncExitStack) -> None:
        """Put the rooms of the house together; `stack` closes them in the opposite order."""
        config = self._config
        stack.enter_context(daemon_lock(config.data_dir))
        watcher = Watcher(self._metrics, self._nudge)
        pipeline = await stack.enter_async_context(open_pipeline(config, extract_page, watcher))
        self._pipeline: Pipeline = pipeline
        self._sending = Sending(config, pipeline, watcher, self._metrics)
        self._sending.begin()
        stack.push_async_callback(self._sending.end)
        self._generations = Generations(store=pipeline.store, data_dir=config.data_dir)
        await self._generations.look()
        await tell_restored(pipeline.store)
        self._engine = CrawlEngine(config, pipeline.desk, pipeline.workers)
        await self._engine.start()
        stack.push_async_callback(self._engine.stop)
        self._planner = self._new_planner(pipeline)
        self._metrics.watch_queue("polls", lambda: len(self._planner.busy))
        self._presence = Presence(store=pipeline.store)
        stack.push_async_callback(self._presence.end)
        self._health = DaemonHealth(
            pipeline.store,
            self._planner,
            self._sending.sender,
            utc_now,
            generations=self._generations,
            presence=self._presence,
        )
        self._pulse = self._new_pulse(pipeline)
        if config.dashboard.listen:
            status = StatusServer(config.dashboard, self._health, self._metrics.registry)
            await status.start()
            stack.push_async_callback(status.stop)
        self._schedule(stack)
        heart = asyncio.create_task(self._watch_loop(), name="loop watch")
        stack.callback(heart.cancel)

    def _new_pulse(self, pipeline: Pipeline) -> Pulse:
        return Pulse(
            config=self._config,
            channels=self._sending.sender.channels,
            store=pipeline.store,
            health=self._health,
            states=self._source_states,
            clock=utc_now,
        )

    def _new_planner(self, pipeline: Pipeline) -> Planner:
        return Planner(
            sources=self._config.sources,
            zone=ZoneInfo(self._config.alerts.timezone),
            engine=self._engine,
            states=pipeline.store,
            clock=utc_now,
            polled=self._polled,
            failed=lambda error, source: sentry.report(error, source=source, step="poll"),
        )

    def _schedule(self, stack: AsyncExitStack) -> None:
        scheduler = AsyncIOScheduler(timezone="UTC")
        scheduler.add_job(
            self._planner.tick, "interval", seconds=TICK, coalesce=True, max_instances=1, next_run_time=utc_now()
        )
        for work, seconds in (
            (self._sending.report, REPORT),
            (self._pulse.look, REPORT),
            (self._presence.look, REPORT),
            (self._look_at_generation, GENERATION),
        ):
            scheduler.add_job(work, "interval", seconds=seconds, coalesce=True, max_instances=1)
        scheduler.add_job(sentry.plan_checkin, "interval", minutes=1, coalesce=True, max_instances=1)
        scheduler.start()
        self._scheduler = scheduler
        stack.callback(scheduler.shutdown, wait=False)

    def _polled(self, source: Source, result: PollResult) -> None:
        self._metrics.polled(result)
        say = log.info if result.ok else log.warning
        if result.ok and not result.new:
            say = log.debug
        say(
            "source polled",
            source=source.name,
            reason=result.reason,
            detail=result.detail,
            found=result.found,
            new=result.new,
            not_modified=result.not_modified,
            gap=result.gap,
        )

    def _source_states(self) -> Iterable[SourceState]:
        return self._planner.states.values()

    async def _look_at_generation(self) -> None:
        with suppress(StoreUnavailable):  # the next look will do
            await self._generations.look()

    async def _watch_loop(self) -> None:
        """Measure how late the loop is: nothing may hold it up.  As long as it turns, systemd hears of it."""
        told = time.monotonic()
        while True:
            began = time.monotonic()
            await asyncio.sleep(BEAT)
            self._metrics.loop_late(time.monotonic() - began - BEAT)
            if self._supervisor.every and began - told >= self._supervisor.every:
                self._supervisor.alive(self._status())
                told = began

    def _status(self) -> str:
        """What `systemctl status` shows."""
        return f"{counted(len(self._planner.sources), 'source')}, {len(self._planner.busy)} being polled"

    def _handle_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self._asked_to_stop)
        loop.add_signal_handler(signal.SIGHUP, lambda: self._spawn(self._hung_up()))

    def _asked_to_stop(self) -> None:
        self._signals += 1
        if self._signals == 1:
            log.info("stopping; a second signal stops at once")
            self._stop.set()
        elif self._main:
            self._main.cancel()

    def _nudge(self) -> None:
        self._sending.nudge()

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        """Run `work` beside; the reference keeps it from being collected."""
        self._background = asyncio.get_running_loop().create_task(work)

    async def _hung_up(self) -> None:
        self._supervisor.reloading()
        try:
            await self._reload()
        finally:
            self._supervisor.ready(self._status())

    async def _reload(self) -> None:
        """SIGHUP: sources, rules, channels and crawl settings take effect at once; what cannot change is named."""
        try:
            config = load(self._path)
            check_channels(config)
            logs.configure(config.log, sys.stdout)  # a file that was moved away is opened anew
        except ConfigError as error:
            log.error("configuration refused, the old one is kept", problems=list(error.problems))  # noqa: TRY400 — the problems say it all
            return
        except NewsbellError as error:
            log.error("configuration refused, the old one is kept", problems=[str(error)])  # noqa: TRY400 — as above
            return
        fixed = [
            name
            for name in ("data_dir", "redis", "dashboard", "workers", "sentry", "kinds", "llm")
            if getattr(config, name) != getattr(self._config, name)
        ]
        self._config = config
        self._pipeline.rulebook.replace(config)
        await self._planner.replace(config.sources, ZoneInfo(config.alerts.timezone))
        self._sending.reload(config)
        self._pulse.config, self._pulse.channels = config, self._sending.sender.channels
        await self._engine.reconfigure(config)
        log.info("configuration read again", sources=len(config.sources), rules=len(config.rules), needs_restart=fixed)

    async def _drain(self) -> None:
        """Finish what is under way: first the polls with their articles, then the deliveries these brought."""
        self._scheduler.pause()
        self._engine.wind_down()
        await self._planner.drain(CRAWLING)


def run_daemon(config: Config, path: Path | None) -> int:
    """Run a daemon on a loop of its own; its exit code."""
    return asyncio.run(Daemon(config, path).run())
