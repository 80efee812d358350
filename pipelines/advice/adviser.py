"""Asks a language model where the offline reading is in doubt.  Whatever goes wrong, the offline reading holds."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from config.llm import LlmSettings
from pipelines.advice.answer import RefusedAnswer, read_answer
from pipelines.advice.applied import applied
from pipelines.advice.endpoint import Endpoint, NoAnswer
from pipelines.advice.question import digest, doubts, request
from pipelines.errors import StoreUnavailable
from pipelines.model.advice import Advice, AdviceResult
from pipelines.model.mention import Mention, Reading
from pipelines.model.story import Story

log = structlog.get_logger()

AT_ONCE = 4
"""Questions under way."""
FAILURES = 3
"""In a row, after which the service is left alone for a while: no article shall wait for it in vain."""
REST = timedelta(minutes=5)

Advise = Callable[[Story, Reading], Awaitable[Reading]]
"""The reading after a second opinion, where one was worth asking for."""


class Notebook(Protocol):
    """What outlives a restart: answers, and how many questions the day has seen."""

    async def advice(self, digest: str) -> str | None: ...
    async def keep_advice(self, digest: str, answer: str) -> None: ...
    async def question_of_day(self) -> int: ...


class Adviser:
    """One for each process.  `max_age`: of older stories nobody is alerted, so nobody is asked."""

    def __init__(
        self, settings: LlmSettings, notebook: Notebook, clock: Callable[[], datetime], max_age: timedelta
    ) -> None:
        self._settings = settings
        self._notebook = notebook
        self._clock = clock
        self._max_age = max_age
        self._endpoint = Endpoint(settings)
        self._room = asyncio.Semaphore(AT_ONCE)
        self._failures = 0
        self._resting_until: datetime | None = None

    async def __call__(self, story: Story, reading: Reading) -> Reading:
        """The reading, with what the model made of its doubts and `advice` saying what came of it."""
        found = doubts(reading, self._settings.band)
        if not found or self._clock() - story.when > self._max_age:
            return reading
        try:
            return await self._advised(story, reading, found)
        except StoreUnavailable:
            return _kept(reading, self._failed("the store is away"))

    async def _advised(self, story: Story, reading: Reading, found: Sequence[Mention]) -> Reading:
        name = digest(story, found, self._settings.model)
        known = await self._notebook.advice(name)
        answer = known if known is not None else await self._ask(story, found, name)
        if isinstance(answer, Advice):
            return _kept(reading, answer)
        origin = {"asked": known is None, "known": known is not None}
        head = f"a language model ({self._settings.model}) was asked about {_what(found)}"
        try:
            said = read_answer(answer, story, reading.lang, found)
        except RefusedAnswer as error:
            return _kept(
                reading, Advice(result=AdviceResult.REFUSED, words=f"{head}: its answer was refused: {error}", **origin)
            )
        changed, changes = applied(reading, found, said)
        result = AdviceResult.CHANGED if changes else AdviceResult.AGREED
        words = f"{head}: {'; '.join(changes) or 'it agreed'}"
        return replace(changed, advice=Advice(result=result, words=words, **origin))

    async def _ask(self, story: Story, found: Sequence[Mention], name: str) -> str | Advice:
        if self._resting_until and self._clock() < self._resting_until:
            return self._failed(f"it did not answer, and is left alone until {self._resting_until:%H:%M:%S %Z}")
        if await self._notebook.question_of_day() > self._settings.budget:
            words = f"no language model was asked about {_what(found)}: the {self._settings.budget} questions of the day are used up"
            return Advice(result=AdviceResult.OVER_BUDGET, words=words)
        try:
            async with self._room:
                answer = await self._endpoint.ask(request(story, found, self._settings.model))
        except NoAnswer as error:
            self._note_failure()
            return replace(self._failed(str(error)), asked=True)
        self._failures = 0
        await self._notebook.keep_advice(name, answer)
        return answer

    def _note_failure(self) -> None:
        self._failures += 1
        if self._failures >= FAILURES:
            self._failures = 0
            self._resting_until = self._clock() + REST
            log.warning("language model left alone for a while", until=self._resting_until.isoformat())

    def _failed(self, why: str) -> Advice:
        words = f"a language model ({self._settings.model}) was to be asked: {why}"
        return Advice(result=AdviceResult.FAILED, words=words)


def _kept(reading: Reading, advice: Advice) -> Reading:
    log.info("language model", result=advice.result.value, words=advice.words)
    return replace(reading, advice=advice)


def _what(found: Sequence[Mention]) -> str:
    return ", ".join(
        f"{mention.kind} {mention.stage} ({mention.status.value}, new {mention.new:.2f})" for mention in found
    )
