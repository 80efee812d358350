"""Which sources are due, and what a poll changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from config.schema import Source
from pipelines.model.source_state import PollResult, SourceState
from scheduler.plan import FORGOTTEN, LONGEST_PAUSE, LONGEST_WISH, after_poll, due, forgotten, next_poll, pause_after

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def source(name="a", **fields):
    return Source(name=name, url=f"https://{name}.example/feed", **({"every": timedelta(minutes=5)} | fields))


def state(name="a", ago=timedelta(minutes=5), **fields):
    return SourceState(name=name, last_poll=NOW - ago, **fields)


def names(sources, states, busy=()):
    return [s.name for s in due(sources, {s.name: s for s in states}, busy, NOW)]


def test_a_source_never_polled_is_due_at_once():
    assert names([source()], []) == ["a"]


@pytest.mark.parametrize(
    ("ago", "expected"),
    [(timedelta(minutes=4, seconds=59), []), (timedelta(minutes=5, seconds=31), ["a"])],
)
def test_a_source_is_due_after_its_interval(ago, expected):
    assert names([source()], [state(ago=ago)]) == expected


def test_sources_that_are_being_polled_or_switched_off_are_not_due():
    assert names([source("a"), source("b", enabled=False), source("c")], [], busy={"a"}) == ["c"]


def test_the_longest_overdue_comes_first():
    states = [state("a", ago=timedelta(minutes=10)), state("b", ago=timedelta(minutes=20))]
    assert names([source("a"), source("b")], states) == ["b", "a"]


def test_a_source_that_is_gone_for_long_is_forgotten():
    long, short = FORGOTTEN + timedelta(days=1), timedelta(days=1)
    states = {name: state(name, ago) for name, ago in (("kept", long), ("gone", long), ("of another daemon", short))}
    states["never polled"] = SourceState(name="never polled")
    assert forgotten([source("kept")], states, NOW) == ("gone", "never polled")


def test_cron_is_read_in_the_zone():
    workdays = source(every=None, cron="0 8 * * mon-fri")
    polled = SourceState(name="a", last_poll=datetime(2026, 3, 6, 1, 0, tzinfo=UTC))  # Friday 8:00 in Hanoi
    when = next_poll(workdays, polled, ZoneInfo("Asia/Ho_Chi_Minh"))
    assert when == datetime(2026, 3, 9, 1, 0, tzinfo=UTC)


def test_pauses_after_errors_grow_to_a_limit_and_never_end():
    pauses = [pause_after(source(), n) for n in range(1, 60)]
    assert pauses[0] == timedelta(minutes=10)
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE
    assert pause_after(source(every=timedelta(days=2)), 9) == timedelta(days=2)


def test_a_named_pause_is_kept_and_bounded():
    asked = after_poll(state(), PollResult(source="a", reason="http_429", retry_after=3600), NOW)
    assert asked.not_before == NOW + timedelta(hours=1)
    assert next_poll(source(), asked) == NOW + timedelta(hours=1)
    greedy = after_poll(state(), PollResult(source="a", reason="http_503", retry_after=1e8), NOW)
    assert greedy.not_before == NOW + LONGEST_WISH


def test_success_forgets_failures_and_keeps_the_validators_of_a_304():
    failed = state(failures=3, reason="timeout", etag='"1"', last_modified="then", newest=NOW)
    fresh = after_poll(failed, PollResult(source="a", not_modified=True), NOW)
    assert (fresh.failures, fresh.reason, fresh.etag, fresh.last_modified) == (0, "", '"1"', "then")
    assert fresh.not_modified == 1
    assert fresh.newest == NOW
    without = after_poll(failed, PollResult(source="a", new=2), NOW)
    assert without.etag == ""
    assert (without.entries, without.last_new) == (2, NOW)


def test_failure_keeps_what_was_known():
    known = state(etag='"1"', failures=1, entries=7)
    failed = after_poll(known, PollResult(source="a", reason="dns", detail="no such host"), NOW)
    assert replace(failed, last_poll=known.last_poll, polls=0) == replace(
        known, failures=2, reason="dns", detail="no such host"
    )
