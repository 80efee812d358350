"""The desk: an entry and its page come in, a settled story goes out.

It carries an article through `flow`: what costs time in a worker process, what needs knowledge in the store's
transaction.  Nothing that an article holds can make it raise: what fails is quarantined with its reason.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar

import structlog

from config.schema import Source
from pipelines import flow
from pipelines.advice.adviser import Advise
from pipelines.errors import BadInput, StoreUnavailable
from pipelines.flow import Alerting, Draft
from pipelines.model.disposition import QuarantineReason
from pipelines.model.entry import Entry
from pipelines.model.page import Extracted, Page
from pipelines.model.settlement import Conclude, Known, Query, Settlement
from pipelines.model.story import Story
from pipelines.steps.compose import compose, story_id
from pipelines.workers import WorkerDied, Workers

log = structlog.get_logger()

T = TypeVar("T")

Extract = Callable[[Page, Entry | None], Extracted]
"""Module-level and pure: runs in a worker.  Raises BadInput for what is no page."""

PAUSE = 1.0
"""Seconds between two tries while the store is away."""


class Library(Protocol):
    """The store, as far as the desk needs it."""

    async def known(self, query: Query) -> Known: ...
    async def settle(self, query: Query, conclude: Conclude) -> Settlement: ...
    async def unseen(self, source: str, keys: Sequence[str]) -> list[str]: ...
    async def mark_seen(self, source: str, keys: Sequence[str]) -> None: ...
    async def story(self, wanted: str) -> Settlement | None: ...


class Watcher(Protocol):
    """Who wants to know what became of an article: log, metrics, the sender."""

    def settled(self, settlement: Settlement, seconds: float) -> None: ...
    def failed(self, error: Exception, *, source: str, story_id: str, step: str) -> None: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """Takes articles.  `clock` gives the aware present; `recover` is called when the store is away (restarts it)."""

    store: Library
    workers: Workers
    extract: Extract
    alerting: Alerting
    watcher: Watcher
    clock: Callable[[], datetime]
    recover: Callable[[], Awaitable[None]]
    advise: Advise | None = None
    """Asked about what was understood; a copy, which was not, is never asked about."""

    async def unseen(self, source: Source, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The entries that are still due: all but those whose story was settled."""
        keys = [entry.key for entry in entries]
        due = set(await self._patiently(lambda: self.store.unseen(source.name, keys)))
        return [entry for entry in entries if entry.key in due]

    async def take(self, source: Source, entry: Entry, page: Page | None, failure: str = "") -> Story | None:
        """Extract, understand, store.  `page` None: the feed's own text is all there is, for the reason `failure`.

        An article that was settled before, through another feed, is no news: its entry is marked and that is all.
        """
        began = self.clock()
        settled = await self._patiently(lambda: self.store.story(story_id(source.name, entry.key, entry.url)))
        if settled is not None:
            await self._patiently(lambda: self.store.mark_seen(source.name, [entry.key]))
            return settled.story
        draft = await self._read_in(source, entry, page, began)
        if isinstance(draft, Settlement):
            return draft.story
        draft_read = await self._understand(entry, draft)
        if isinstance(draft_read, Settlement):
            return draft_read.story
        draft_read = await self._advised(draft_read)
        conclude = partial(flow.conclude, draft_read, alerting=self.alerting, now=began, entry_key=entry.key)
        settlement = await self._settle(draft_read, conclude, began)
        if failure:
            log.info("page not had", source=source.name, url=entry.url, reason=failure)
        return settlement.story

    async def _read_in(self, source: Source, entry: Entry, page: Page | None, now: datetime) -> Draft | Settlement:
        try:
            return await self.workers.run(read_in, self.extract, source, entry, page, now)
        except Exception as error:  # noqa: BLE001 — an article's fault must not stop the desk
            story = compose(source.name, source.owner, source.language, entry, None, now)
            return await self._quarantine(Draft(story=story), entry, error, "extract", now)

    async def _understand(self, entry: Entry, draft: Draft) -> Draft | Settlement:
        """Understood, unless it was dropped already or is a copy: then there is no need."""
        now = self.clock()
        if draft.ended:
            return draft
        known = await self._patiently(lambda: self.store.known(flow.query(draft)))
        if flow.is_copy(draft, known):
            return draft
        try:
            return await self.workers.run(flow.make_sense, draft)
        except Exception as error:  # noqa: BLE001 — an article's fault must not stop the desk
            return await self._quarantine(draft, entry, error, "understand", now)

    async def _advised(self, draft: Draft) -> Draft:
        """With a second opinion, where there is one to ask.  Without it the draft is as good as it was."""
        if self.advise is None or draft.reading is None or draft.ended:
            return draft
        try:
            return replace(draft, reading=await self.advise(draft.story, draft.reading))
        except Exception as error:  # noqa: BLE001 — an opinion that cannot be had must not stop the desk
            self.watcher.failed(error, source=draft.story.source, story_id=draft.story.story_id, step="advise")
            return draft

    async def _quarantine(self, draft: Draft, entry: Entry, error: Exception, step: str, began: datetime) -> Settlement:
        self.watcher.failed(error, source=draft.story.source, story_id=draft.story.story_id, step=step)
        reason = QuarantineReason.WORKER_DIED if isinstance(error, WorkerDied) else _REASONS[step]
        settlement = flow.quarantined(draft, reason, f"{type(error).__name__}: {error}"[:300], entry.key)
        return await self._settle(draft, lambda _known: settlement, began)

    async def _settle(self, draft: Draft, conclude: Conclude, began: datetime) -> Settlement:
        query = flow.query(draft)
        settlement = await self._patiently(lambda: self.store.settle(query, conclude))
        self.watcher.settled(settlement, (self.clock() - began).total_seconds())
        return settlement

    async def _patiently(self, ask: Callable[[], Awaitable[T]]) -> T:
        """The store's answer; while it is away the work waits."""
        while True:
            try:
                return await ask()
            except StoreUnavailable as error:
                log.warning("store unavailable, waiting", reason=str(error))
                await self.recover()
                await asyncio.sleep(PAUSE)


_REASONS = {"extract": QuarantineReason.EXTRACT_FAILED, "understand": QuarantineReason.UNDERSTAND_FAILED}


def read_in(extract: Extract, source: Source, entry: Entry, page: Page | None, now: datetime) -> Draft:
    """In a worker: a page and its entry become a prepared draft.  A page that is none leaves the feed's own text."""
    extracted = None
    if page is not None:
        try:
            extracted = extract(page, entry)
        except BadInput:
            extracted = None
    return flow.read(compose(source.name, source.owner, source.language, entry, extracted, now))
