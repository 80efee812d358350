"""The pulse: gives the signs of life.  What was said is kept in the store, so that a restart repeats nothing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog

from config.schema import Config
from pipelines.errors import StoreUnavailable
from pipelines.model.announcement import Announcement
from pipelines.model.delivery import Verdict
from pipelines.model.source_state import SourceState
from pipelines.model.told import Told
from pipelines.notify.channel import Channel
from pipelines.notify.post import Answer, Poster, Request, address_parts
from scheduler.signs import Figures, beat_due, heartbeat, summary, summary_due

log = structlog.get_logger()

HEARTBEAT, SUMMARY = "heartbeat", "summary"
PING_LIMIT = timedelta(seconds=10)
_TAKEN = frozenset({Verdict.SENT, Verdict.UNKNOWN})
_SUCCESS = 300


class Memory(Protocol):
    """The store, as far as the pulse needs it.  Every method raises StoreUnavailable."""

    async def change_told(self, name: str, change: Callable[[Told | None], Told | None]) -> Told | None: ...

    async def told_since(self, since: datetime) -> tuple[int, int]: ...

    async def counts(self) -> dict[str, int]: ...


class Wellness(Protocol):
    """Who knows how newsbell is."""

    async def reasons(self) -> list[str]: ...


@dataclass(kw_only=True)
class Pulse:
    """`config` and `channels` may be replaced; `states` gives what is known of the sources."""

    config: Config
    channels: Mapping[str, Channel]
    store: Memory
    health: Wellness
    states: Callable[[], Iterable[SourceState]]
    clock: Callable[[], datetime]

    async def look(self) -> None:
        """To be called every few seconds: say what is due.  A store that is away is no sign of life."""
        try:
            await self._beat()
            await self._sum_up()
        except StoreUnavailable as error:
            log.warning("no sign of life: the store is away", reason=str(error))

    async def _beat(self) -> None:
        settings, now = self.config.heartbeat, self.clock()
        if not settings.url and not settings.channel:
            return
        figures = await self._claimed(HEARTBEAT, now, lambda told: beat_due(told, settings.every, now))
        if figures is None:
            return
        said = heartbeat(figures)
        if settings.url and not figures.ill:
            await self._ping(said)
        if settings.channel:
            await self._tell(settings.channel, said)

    async def _sum_up(self) -> None:
        settings, now = self.config.summary, self.clock()
        zone = ZoneInfo(self.config.alerts.timezone)
        if not settings.channel:
            return
        stories = (await self.store.counts()).get("in", 0)
        # The first look begins the count.
        await self.store.change_told(SUMMARY, lambda told: told or Told(at=now, stories=stories))
        before = await self.store.change_told(SUMMARY, lambda told: told)
        figures = await self._claimed(SUMMARY, now, lambda told: summary_due(told, settings.cron, zone, now))
        if figures is not None and not await self._tell(settings.channel, summary(figures)):
            await self.store.change_told(SUMMARY, lambda told: before if told and told.at == now else told)

    async def _claimed(self, name: str, now: datetime, due: Callable[[Told | None], bool]) -> Figures | None:
        """The figures since the last word, if one is due and nobody else has taken it."""
        stories = (await self.store.counts()).get("in", 0)
        taken = False

        def take(told: Told | None) -> Told | None:
            nonlocal taken
            taken = due(told)
            return Told(at=now, stories=stories) if taken else told

        before = await self.store.change_told(name, take)
        if not taken:
            return None
        since = before.at if before else now
        alerts, dead = await self.store.told_since(since)
        return Figures(
            since=since,
            now=now,
            stories=max(0, stories - before.stories) if before else stories,
            alerts=alerts,
            dead=dead,
            sources=tuple(self.states()),
            ill=tuple(await self.health.reasons()),
        )

    async def _ping(self, said: Announcement) -> None:
        url = self.config.heartbeat.url.reveal()
        poster = Poster(PING_LIMIT, address_parts(url))
        try:
            body = "\n".join((said.headline, *said.lines)).encode()
            answer = await poster.post(
                Request(url=url, body=body, headers={"Content-Type": "text/plain; charset=utf-8"})
            )
            if not isinstance(answer, Answer) or answer.status >= _SUCCESS:
                what = f"HTTP {answer.status}" if isinstance(answer, Answer) else answer.reason
                log.warning("heartbeat not taken", reason=what)
        finally:
            await poster.close()

    async def _tell(self, name: str, said: Announcement) -> bool:
        channel = self.channels.get(name)
        if channel is None:
            return False
        outcome = await channel.announce(said)
        if outcome.verdict not in _TAKEN:
            log.warning("not taken", channel=name, said=said.headline, reason=outcome.reason)
        return outcome.verdict in _TAKEN
