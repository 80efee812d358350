"""Jobs of the daemon: the tick of the plan, and the polls it starts."""

import asyncio
from collections.abc import Callable, Collection
from datetime import datetime, tzinfo
from typing import Protocol

import structlog

from config.schema import Source
from pipelines.errors import StoreUnavailable
from pipelines.model.source_state import PollResult, SourceState
from scheduler.plan import after_poll, due, forgotten

log = structlog.get_logger()


class Polls(Protocol):
    """Who can poll a source (`crawler.engine.CrawlEngine`)."""

    async def poll(self, source: Source, state: SourceState) -> PollResult: ...


class States(Protocol):
    """Where the states of the sources are kept."""

    async def source_states(self) -> dict[str, SourceState]: ...
    async def save_source_state(self, state: SourceState) -> None: ...
    async def forget_sources(self, names: Collection[str]) -> None: ...


class Planner:
    """Starts the polls that are due.  `polled` hears of every result; `failed` of what should not have happened."""

    def __init__(
        self,
        *,
        sources: tuple[Source, ...],
        zone: tzinfo,
        engine: Polls,
        states: States,
        clock: Callable[[], datetime],
        polled: Callable[[Source, PollResult], None],
        failed: Callable[[Exception, str], None],
        at_once: int = 50,
    ) -> None:
        self.sources = sources
        self.zone = zone
        self._engine = engine
        self._store = states
        self._clock = clock
        self._polled = polled
        self._failed = failed
        self._at_once = at_once
        self._states: dict[str, SourceState] | None = None
        self._busy: dict[str, asyncio.Task[None]] = {}

    @property
    def busy(self) -> tuple[str, ...]:
        """Names of the sources that are being polled."""
        return tuple(self._busy)

    @property
    def states(self) -> dict[str, SourceState]:
        """What is remembered of the sources that are configured, as far as it was read."""
        known = self._states or {}
        return {source.name: known[source.name] for source in self.sources if source.name in known}

    async def tick(self) -> None:
        """Start what is due, at most `at_once` polls at a time."""
        if self._states is None:
            try:
                states = await self._store.source_states()
                await self._forget(states)
                self._states = states
            except StoreUnavailable as error:
                log.warning("store unavailable, no polls", reason=str(error))
                return
        room = self._at_once - len(self._busy)
        for source in due(self.sources, self._states, self._busy, self._clock(), self.zone)[: max(room, 0)]:
            self._busy[source.name] = asyncio.create_task(self.poll(source), name=f"poll {source.name}")

    async def replace(self, sources: tuple[Source, ...], zone: tzinfo) -> None:
        """A new configuration: from the next tick on."""
        self.sources, self.zone = sources, zone
        try:
            await self._forget(self._states or {})
        except StoreUnavailable as error:
            log.warning("store unavailable, sources are forgotten at the next start", reason=str(error))

    async def _forget(self, states: dict[str, SourceState]) -> None:
        """What is remembered of sources that are configured no more goes, once it is old."""
        await self._store.forget_sources(forgotten(self.sources, states, self._clock()))

    async def poll(self, source: Source) -> None:
        """Poll one source and remember what came of it."""
        state = (self._states or {}).get(source.name, SourceState(name=source.name))
        try:
            result = await self._engine.poll(source, state)
        except Exception as error:  # noqa: BLE001 — one source's fault must not stop the plan
            self._failed(error, source.name)
            result = PollResult(source=source.name, reason="internal_error", detail=type(error).__name__)
        finally:
            self._busy.pop(source.name, None)
        await self._remember(after_poll(state, result, self._clock()))
        self._polled(source, result)

    async def _remember(self, state: SourceState) -> None:
        if self._states is not None:
            self._states[state.name] = state
        try:
            await self._store.save_source_state(state)
        except StoreUnavailable as error:
            log.warning("state of a source not kept, it will be polled again", source=state.name, reason=str(error))

    async def drain(self, seconds: float) -> None:
        """Wait for the polls under way, at most so long; then give them up: they are done again after the next start."""
        tasks = tuple(self._busy.values())
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
