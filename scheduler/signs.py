"""Signs of life: what newsbell says of itself, and when.  Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from config.counted import counted
from pipelines.model.announcement import Announcement
from pipelines.model.kinds import Severity
from pipelines.model.source_state import SourceState
from pipelines.model.told import Told

MOST = 10
"""Lines of one list."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """What was counted since the last word.  `ill`: why newsbell is not well, if it is not."""

    since: datetime
    now: datetime
    stories: int
    alerts: int
    dead: int
    sources: Sequence[SourceState] = ()
    ill: Sequence[str] = ()


def beat_due(told: Told | None, every: timedelta, now: datetime) -> bool:
    """Whether a sign of life is due; one that was given in the time to come was given by a clock that has gone back."""
    return told is None or not timedelta() <= now - told.at < every


def summary_due(told: Told | None, cron: str, zone: ZoneInfo, now: datetime) -> bool:
    """Whether the time of a summary has come since the last one.  The first begins the count and says nothing."""
    if told is None or told.at > now:
        return False
    following = CronTrigger.from_crontab(cron, timezone=zone).get_next_fire_time(None, told.at + timedelta(seconds=1))
    return following is not None and following <= now


def heartbeat(figures: Figures) -> Announcement:
    """Newsbell is alive: 1,240 articles, 2 alerts."""
    state = "ill" if figures.ill else "alive"
    return Announcement(
        key=f"heartbeat-{figures.now:%Y%m%dT%H%M%S}",
        headline=f"newsbell is {state}: {_counted(figures)}",
        lines=(*figures.ill[:MOST], *_slowest(figures)),
        severity=Severity.HIGH if figures.ill else Severity.INFO,
    )


def summary(figures: Figures) -> Announcement:
    """What came of the time since the last summary, and which sources were of no use."""
    days = max(1, round((figures.now - figures.since) / timedelta(days=1)))
    failing = sorted((s for s in figures.sources if s.failures), key=lambda s: -s.failures)
    quiet = [s for s in figures.sources if not s.failures and (s.last_new is None or s.last_new < figures.since)]
    given_up = "1 delivery was" if figures.dead == 1 else f"{figures.dead:,} deliveries were"
    lines = [f"{given_up} given up"]
    lines += _listed("Sources that fail", (f"{s.name} ({s.reason}, {counted(s.failures, 'time')})" for s in failing))
    lines += _listed("Sources without anything new", (s.name for s in quiet))
    return Announcement(
        key=f"summary-{figures.now:%Y%m%dT%H%M}",
        headline=f"newsbell in {counted(days, 'day')}: {_counted(figures)}",
        lines=(*lines, *_slowest(figures), *figures.ill[:MOST]),
        severity=Severity.INFO,
    )


def _counted(figures: Figures) -> str:
    return f"{counted(figures.stories, 'article')}, {counted(figures.alerts, 'alert')}"


def _slowest(figures: Figures) -> tuple[str, ...]:
    """The source that has gone longest without a good poll."""
    read = [(source.last_success, source.name) for source in figures.sources if source.last_success]
    if not read:
        return ()
    when, name = min(read)
    minutes = max(0, round((figures.now - when) / timedelta(minutes=1)))
    return (f"Slowest source: {name}, last read {counted(minutes, 'minute')} ago",)


def _listed(head: str, names: Iterable[str]) -> list[str]:
    given = list(names)
    more = f" and {len(given) - MOST} more" if len(given) > MOST else ""
    return [f"{head}: {', '.join(given[:MOST])}{more}"] if given else []
