"""Signs of life: when they are due, and their words."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pipelines.model.generation import Generation, looks_older
from pipelines.model.kinds import Severity
from pipelines.model.source_state import SourceState
from pipelines.model.told import Told
from scheduler.generations import NAME, Generations
from scheduler.signs import Figures, beat_due, heartbeat, summary, summary_due
from tests.unit.alert_samples import NOW

EVERY = timedelta(minutes=5)
BERLIN = ZoneInfo("Europe/Berlin")


def test_a_beat_is_due_every_so_often_and_at_first():
    assert beat_due(None, EVERY, NOW)
    assert not beat_due(Told(at=NOW - EVERY / 2), EVERY, NOW)
    assert beat_due(Told(at=NOW - EVERY), EVERY, NOW)
    assert beat_due(Told(at=NOW + timedelta(hours=1)), EVERY, NOW), "the clock has gone back"


def at(text):
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("told", "now", "due"),
    [
        ("2026-03-23T09:00:10+01:00", "2026-03-30T08:59:00+02:00", False),
        ("2026-03-23T09:00:10+01:00", "2026-03-30T09:00:00+02:00", True),  # the clocks went ahead in between
        ("2026-10-19T09:00:00+02:00", "2026-10-26T08:59:59+01:00", False),  # and back
        ("2026-10-19T09:00:00+02:00", "2026-10-26T09:00:00+01:00", True),
        ("2026-03-23T09:00:10+01:00", "2026-05-01T12:00:00+02:00", True),  # it was off for weeks: once
        ("2026-05-01T12:00:00+02:00", "2026-05-01T12:00:05+02:00", False),
        ("2026-05-04T12:00:00+02:00", "2026-05-01T12:00:05+02:00", False),  # the clock has gone back
    ],
)
def test_a_summary_is_due_by_the_clock_on_the_wall(told, now, due):
    assert summary_due(Told(at=at(told)), "0 9 * * mon", BERLIN, at(now)) is due


def test_the_first_look_begins_the_count():
    assert not summary_due(None, "* * * * *", BERLIN, NOW)


def state(name, **known):
    return SourceState(name=name, polls=1, **known)


FIGURES = Figures(
    since=NOW - timedelta(days=7),
    now=NOW,
    stories=1240,
    alerts=2,
    dead=1,
    sources=(
        state("daily", last_success=NOW - timedelta(minutes=3), last_new=NOW - timedelta(hours=1)),
        state("weekly", last_success=NOW - timedelta(minutes=42), last_new=NOW - timedelta(days=30)),
        state("gone", last_success=NOW - timedelta(minutes=20), failures=9, reason="http_404"),
    ),
)


def test_alive():
    said = heartbeat(FIGURES)
    assert said.headline == "newsbell is alive: 1,240 articles, 2 alerts"
    assert said.lines == ("Slowest source: weekly, last read 42 minutes ago",)


def test_ill():
    said = heartbeat(Figures(since=NOW, now=NOW, stories=1, alerts=0, dead=0, ill=("store: gone",)))
    assert said.headline == "newsbell is ill: 1 article, 0 alerts"
    assert said.lines == ("store: gone",)
    assert said.severity is Severity.HIGH


def test_a_summary_names_what_is_of_no_use():
    said = summary(FIGURES)
    assert said.headline == "newsbell in 7 days: 1,240 articles, 2 alerts"
    assert said.lines == (
        "1 delivery was given up",
        "Sources that fail: gone (http_404, 9 times)",
        "Sources without anything new: weekly",
        "Slowest source: weekly, last read 42 minutes ago",
    )


def test_a_store_that_stands_behind_what_was_seen_is_an_older_copy():
    seen = Generation(store="a", ticks=7)
    assert looks_older(None, seen) == ""
    assert looks_older(seen, seen) == looks_older(seen, Generation(store="a", ticks=9)) == ""
    assert "stands at 6, and was seen at 7" in looks_older(seen, Generation(store="a", ticks=6))
    assert "another store" in looks_older(seen, Generation(store="b", ticks=9))


class Ticking:
    def __init__(self, at=None):
        self.at = at

    async def generation(self):
        return self.at

    async def tick(self, name):
        self.at = Generation(store=self.at.store if self.at else name, ticks=(self.at.ticks if self.at else 0) + 1)
        return self.at


async def test_an_older_copy_is_said_once_for_each_time_it_is_put_back(tmp_path):
    store = Ticking()
    one = Generations(store=store, data_dir=tmp_path)
    for _ in range(3):
        await one.look()
    assert one.warning == ""
    store.at = Generation(store=store.at.store, ticks=1)
    again = Generations(store=store, data_dir=tmp_path)
    await again.look()
    assert "older copy" in again.warning
    after = Generations(store=store, data_dir=tmp_path)
    await after.look()
    assert after.warning == ""


async def test_a_torn_file_compares_to_nothing(tmp_path):
    (tmp_path / NAME).write_text("{")
    one = Generations(store=Ticking(Generation(store="a", ticks=1)), data_dir=tmp_path)
    await one.look()
    assert one.warning == ""
