"""What every part of the store has: the way to Redis, the clock, and how long things are kept."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from redis.asyncio import Redis

from pipelines.store import keys
from pipelines.store.index import Shelf
from pipelines.store.link import NO_REPLICAS, Link, Replication

Clock = Callable[[], datetime]
Recover = Callable[[], Awaitable[None]]


class Part:
    """`clock` gives the aware present.  `recover` brings back a private server that died; without one nothing is done."""

    def __init__(
        self,
        redis: "Redis",
        *,
        keep_stories: timedelta,
        keep_events: timedelta,
        clock: Clock,
        recover: Recover | None = None,
        replication: Replication = NO_REPLICAS,
    ) -> None:
        self._link = Link(redis, replication)
        self._clock = clock
        self._recover = recover
        self._story_life = max(1, int(keep_stories.total_seconds()))
        self._event_life = max(1, int(keep_events.total_seconds()))
        self._urls = Shelf(bound=keys.PER_URL, seconds=self._story_life, founder=True)
        self._bands = Shelf(bound=keys.PER_BAND, seconds=min(self._story_life, int(keys.BAND_LIFE.total_seconds())))
        self._identities = Shelf(bound=keys.PER_IDENTITY, seconds=self._event_life)

    def _seconds(self) -> float:
        """The present in seconds, as scores and index entries have it."""
        return self._clock().timestamp()
