"""When a cron expression fires next, on the clocks of a zone: days, summer time."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from config.cron import next_time, parse_cron

BERLIN, SAIGON, NEW_YORK, HOWE = (
    ZoneInfo(name) for name in ("Europe/Berlin", "Asia/Ho_Chi_Minh", "America/New_York", "Australia/Lord_Howe")
)

CASES = {
    "tomorrow": ("0 8 * * *", "2026-01-05T09:00+01:00", BERLIN, "2026-01-06T08:00+01:00"),
    "today": ("0 8 * * *", "2026-01-05T07:59+01:00", BERLIN, "2026-01-05T08:00+01:00"),
    "not at the moment itself": ("0 8 * * *", "2026-01-05T08:00+01:00", BERLIN, "2026-01-06T08:00+01:00"),
    "another zone's morning": ("0 8 * * *", "2026-01-05T00:00+00:00", SAIGON, "2026-01-05T01:00+00:00"),
    "working days": ("0 8 * * mon-fri", "2026-01-09T12:00+01:00", BERLIN, "2026-01-12T08:00+01:00"),
    "the night in which summer time begins": ("0 8 * * *", "2026-03-28T12:00+01:00", BERLIN, "2026-03-29T08:00+02:00"),
    "a time that is leapt over": ("30 2 * * *", "2026-03-29T00:00+01:00", BERLIN, "2026-03-29T03:30+02:00"),
    "after the leap": ("30 2 * * *", "2026-03-29T03:30+02:00", BERLIN, "2026-03-30T02:30+02:00"),
    "a time that comes twice": ("30 2 * * *", "2026-10-25T00:00+02:00", BERLIN, "2026-10-25T02:30+02:00"),
    "it fires once": ("30 2 * * *", "2026-10-25T02:30+02:00", BERLIN, "2026-10-26T02:30+01:00"),
    "between the two": ("30 2 * * *", "2026-10-25T02:10+01:00", BERLIN, "2026-10-26T02:30+01:00"),
    "after the hour that comes twice": ("0 3 * * *", "2026-10-25T02:59+02:00", BERLIN, "2026-10-25T03:00+01:00"),
    "half an hour of summer": ("15 2 * * *", "2026-10-04T00:00+10:30", HOWE, "2026-10-04T02:45+11:00"),
    "the new year": ("0 0 1 1 *", "2026-06-01T00:00+00:00", NEW_YORK, "2027-01-01T00:00-05:00"),
}


@pytest.mark.parametrize(("cron", "after", "zone", "then"), CASES.values(), ids=CASES)
def test_next_time(cron, after, zone, then):
    assert next_time(parse_cron(cron), datetime.fromisoformat(after), zone) == datetime.fromisoformat(then)


def test_a_day_that_never_comes():
    assert next_time(parse_cron("0 0 30 2 *"), datetime(2026, 1, 1, tzinfo=UTC), BERLIN) is None
