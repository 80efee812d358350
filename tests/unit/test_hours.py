"""Quiet hours on the clocks of a zone: nights, windows that touch, the days on which the clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.alerts.hours import quiet_until

BERLIN, SAIGON, UTC_ZONE = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Ho_Chi_Minh"), ZoneInfo("UTC")
NIGHT = ("22:00-07:00",)

CASES = {
    "before it": (NIGHT, "2026-01-05T21:59:59+01:00", BERLIN, None),
    "at its begin": (NIGHT, "2026-01-05T22:00+01:00", BERLIN, "2026-01-06T07:00+01:00"),
    "after midnight": (NIGHT, "2026-01-06T03:00+01:00", BERLIN, "2026-01-06T07:00+01:00"),
    "at its end": (NIGHT, "2026-01-06T07:00+01:00", BERLIN, None),
    "another zone": (NIGHT, "2026-01-05T16:00+00:00", SAIGON, "2026-01-06T00:00+00:00"),
    "by day": (("12:00-13:30",), "2026-01-05T12:10+00:00", UTC_ZONE, "2026-01-05T13:30+00:00"),
    "of two the right one": (
        ("12:00-13:00", "22:00-07:00"),
        "2026-01-05T12:10+00:00",
        UTC_ZONE,
        "2026-01-05T13:00+00:00",
    ),
    "two that touch are one": (
        ("22:00-00:00", "00:00-07:00"),
        "2026-01-05T23:00+00:00",
        UTC_ZONE,
        "2026-01-06T07:00+00:00",
    ),
    "two that overlap are one": (
        ("22:00-02:00", "01:00-07:00"),
        "2026-01-05T23:00+00:00",
        UTC_ZONE,
        "2026-01-06T07:00+00:00",
    ),
    "the whole day, in two halves": (
        ("00:00-12:00", "12:00-00:00"),
        "2026-01-05T01:00+00:00",
        UTC_ZONE,
        "2026-01-06T12:00+00:00",
    ),
    "the night in which summer time begins": (NIGHT, "2026-03-28T23:00+01:00", BERLIN, "2026-03-29T07:00+02:00"),
    "the night in which it ends": (NIGHT, "2026-10-24T23:00+02:00", BERLIN, "2026-10-25T07:00+01:00"),
    "an end that is leapt over": (("22:00-02:30",), "2026-03-29T00:30+01:00", BERLIN, "2026-03-29T03:30+02:00"),
    "an end that comes twice": (("22:00-02:30",), "2026-10-25T02:10+02:00", BERLIN, "2026-10-25T02:30+02:00"),
    "it does not begin again": (("22:00-02:30",), "2026-10-25T02:10+01:00", BERLIN, None),
    "a begin that is leapt over": (("02:30-05:00",), "2026-03-29T03:15+02:00", BERLIN, None),
    "a begin that is leapt over, later": (("02:30-05:00",), "2026-03-29T03:30+02:00", BERLIN, "2026-03-29T05:00+02:00"),
    "none": ((), "2026-01-05T22:00+00:00", UTC_ZONE, None),
}


@pytest.mark.parametrize(("windows", "now", "zone", "end"), CASES.values(), ids=CASES)
def test_quiet_until(windows, now, zone, end):
    assert quiet_until(windows, datetime.fromisoformat(now), zone) == (datetime.fromisoformat(end) if end else None)


@given(st.integers(0, 366 * 24 * 60), st.integers(0, 1439), st.integers(0, 1439))
def test_quiet_hours_always_end_within_a_day_and_are_over_then(minutes, begin, end):
    window = f"{begin // 60:02}:{begin % 60:02}-{end // 60:02}:{end % 60:02}"
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    over = quiet_until((window,), now, BERLIN) if begin != end else None
    if over is not None:
        assert now < over <= now + timedelta(hours=25)
        assert quiet_until((window,), over, BERLIN) is None
