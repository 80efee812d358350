"""The plan: which sources are due, and what a poll changes in what is remembered of a source.  Pure.

A source is polled every so often or by cron.  After errors it is asked less and less often, never given up for good;
a server that names a pause (`Retry-After`, a feed's `ttl`) gets it, within limits.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo

from apscheduler.triggers.cron import CronTrigger

from config.schema import Source
from pipelines.model.source_state import PollResult, SourceState

EVERY = timedelta(minutes=10)
"""Between polls of a source that names neither `every` nor `cron`."""
LONGEST_PAUSE = timedelta(hours=6)
"""After errors, however many."""
LONGEST_WISH = timedelta(days=1)
"""A longer `Retry-After` is not obeyed in full: the source would be forgotten."""
FORGOTTEN = timedelta(days=90)
"""After so long without a poll a source that is not configured any more is forgotten, like the entries it listed."""
SPREAD = 0.1
"""Part of a period by which sources are kept from all being polled in one moment."""


def due(
    sources: Sequence[Source],
    states: Mapping[str, SourceState],
    busy: Collection[str],
    now: datetime,
    zone: tzinfo = UTC,
) -> tuple[Source, ...]:
    """The sources that are to be polled at `now`, the longest overdue first; `busy` ones are being polled."""
    waiting = [
        (next_poll(source, states.get(source.name, SourceState(name=source.name)), zone), source)
        for source in sources
        if source.enabled and source.name not in busy
    ]
    return tuple(source for when, source in sorted(waiting, key=lambda w: (w[0], w[1].name)) if when <= now)


def forgotten(sources: Sequence[Source], states: Mapping[str, SourceState], now: datetime) -> tuple[str, ...]:
    """Sources outside the configuration that nobody has polled for long: another daemon may have sources of its own."""
    kept = {source.name for source in sources}
    old = (state for state in states.values() if state.last_poll is None or now - state.last_poll > FORGOTTEN)
    return tuple(state.name for state in old if state.name not in kept)


def next_poll(source: Source, state: SourceState, zone: tzinfo = UTC) -> datetime:
    """When `source` is to be polled next; long ago for one that never was."""
    if state.last_poll is None:
        return datetime.min.replace(tzinfo=UTC)
    if state.failures:
        regular = state.last_poll + pause_after(source, state.failures)
    elif source.cron:
        trigger = CronTrigger.from_crontab(source.cron, timezone=zone)
        regular = trigger.get_next_fire_time(state.last_poll, state.last_poll + timedelta(seconds=1))
        regular = regular or state.last_poll + LONGEST_PAUSE
    else:
        every = source.every or EVERY
        regular = state.last_poll + every + every * SPREAD * _share(source.name)
    return max(regular, state.not_before) if state.not_before else regular


def pause_after(source: Source, failures: int) -> timedelta:
    """Between polls of a source that failed `failures` times in a row: doubled each time, within limits."""
    every = source.every or EVERY
    longest = max(LONGEST_PAUSE, every)
    return min(every * (1 << min(failures, 20)), longest)


def after_poll(state: SourceState, result: PollResult, now: datetime) -> SourceState:
    """What is remembered of a source once a poll has ended at `now`."""
    wish = result.retry_after if result.retry_after is not None else result.ttl if result.ok else None
    not_before = now + min(timedelta(seconds=wish), LONGEST_WISH) if wish else None
    polled = replace(state, last_poll=now, polls=state.polls + 1, not_before=not_before)
    if not result.ok:
        return replace(polled, failures=state.failures + 1, reason=result.reason, detail=result.detail)
    return replace(
        polled,
        failures=0,
        reason="",
        detail="",
        etag=result.etag or (state.etag if result.not_modified else ""),
        last_modified=result.last_modified or (state.last_modified if result.not_modified else ""),
        last_url=result.url or state.last_url,
        last_success=now,
        last_new=now if result.new else state.last_new,
        newest=max(filter(None, (result.newest, state.newest)), default=None),
        not_modified=state.not_modified + result.not_modified,
        entries=state.entries + result.new,
    )


def _share(name: str) -> float:
    """A number in [0, 1) that is always the same for a name."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:2]) / 65_536
