"""Dates as feeds and listings write them (`crawler.dates`)."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.dates import home_zone, parse_date

HANOI = timezone(timedelta(hours=7))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Sun, 28 Jan 2024 11:30:00 +0700", datetime(2024, 1, 28, 11, 30, tzinfo=HANOI)),
        ("Sun, 28 Jan 2024 11:30:00 GMT", datetime(2024, 1, 28, 11, 30, tzinfo=UTC)),
        ("Sun, 28 Jan 2024 11:30 EST", datetime(2024, 1, 28, 16, 30, tzinfo=UTC)),
        ("28 Jan 24 11:30:00 +0700", datetime(2024, 1, 28, 11, 30, tzinfo=HANOI)),
        ("Sun,28 Jan 2024 11:30:00 +07:00", datetime(2024, 1, 28, 11, 30, tzinfo=HANOI)),
        ("Mon, 05 Oct 26 15:42:00 +0700", datetime(2026, 10, 5, 15, 42, tzinfo=HANOI)),
        ("2026-07-30T15:11:00.000 +07:00", datetime(2026, 7, 30, 15, 11, tzinfo=HANOI)),
        ("2026-07-30T15:11:00+07:00", datetime(2026, 7, 30, 15, 11, tzinfo=HANOI)),
        ("2026-07-30T15:11:00+0700", datetime(2026, 7, 30, 15, 11, tzinfo=HANOI)),
        ("2026-07-30T15:11:00+07", datetime(2026, 7, 30, 15, 11, tzinfo=HANOI)),
        ("2026-07-30T15:11:00Z", datetime(2026, 7, 30, 15, 11, tzinfo=UTC)),
        ("2026-07-30T15:11:00.123456Z", datetime(2026, 7, 30, 15, 11, tzinfo=UTC)),
        ("2026-07-30t15:11z", datetime(2026, 7, 30, 15, 11, tzinfo=UTC)),
        ("2026-07-30 15:11:00", datetime(2026, 7, 30, 15, 11, tzinfo=UTC)),
        ("2026-07-30", datetime(2026, 7, 30, tzinfo=UTC)),
        ("20260730T151100Z", datetime(2026, 7, 30, 15, 11, tzinfo=UTC)),
        ("2026-07-30T24:00:00Z", datetime(2026, 7, 31, tzinfo=UTC)),
        ("10/5/2026 3:42:00 PM", datetime(2026, 10, 5, 15, 42, tzinfo=UTC)),
        ("10/5/2026 12:05:00 AM", datetime(2026, 10, 5, 0, 5, tzinfo=UTC)),
        ("10/5/2026 12:05 PM", datetime(2026, 10, 5, 12, 5, tzinfo=UTC)),
        ("05/10/2026 15:42 GMT+7", datetime(2026, 10, 5, 15, 42, tzinfo=HANOI)),
        ("05/10/2026 15:42", datetime(2026, 10, 5, 15, 42, tzinfo=UTC)),
        ("10/25/2026 15:42", datetime(2026, 10, 25, 15, 42, tzinfo=UTC)),
        ("29-12-2025 - 16:16 PM", datetime(2025, 12, 29, 16, 16, tzinfo=UTC)),
        ("06.04.2025", datetime(2025, 4, 6, tzinfo=UTC)),
        ("  Sun, 28 Jan 2024\n 11:30:00 +0700 ", datetime(2024, 1, 28, 11, 30, tzinfo=HANOI)),
    ],
)
def test_reads(raw, expected):
    found = parse_date(raw)

    assert found == expected
    assert found.utcoffset() is not None


@pytest.mark.parametrize(
    "raw",
    ["", "yesterday", "13/13/2026 10:00", "2026-02-30", "0001-01-01T00:00:00Z", "1970-01-01", "99999999999", "a" * 500],
)
def test_what_is_no_date_gives_none(raw):
    assert parse_date(raw) is None


def test_a_time_without_zone_is_of_the_given_zone():
    hanoi = ZoneInfo("Asia/Ho_Chi_Minh")

    assert parse_date("10/5/2026 3:42:00 PM", hanoi) == datetime(2026, 10, 5, 8, 42, tzinfo=UTC)
    assert parse_date("2026-10-05T15:42:00", hanoi) == datetime(2026, 10, 5, 8, 42, tzinfo=UTC)
    assert parse_date("Mon, 05 Oct 2026 15:42:00", hanoi) == datetime(2026, 10, 5, 8, 42, tzinfo=UTC)
    assert parse_date("Mon, 05 Oct 2026 15:42:00 +0000", hanoi) == datetime(2026, 10, 5, 15, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://tuoitre.vn/rss/tin-moi-nhat.rss", "Asia/Ho_Chi_Minh"),
        ("https://news.example.jp/f", "Asia/Tokyo"),
        ("https://example.com/f", "UTC"),
        ("http://[", "UTC"),
    ],
)
def test_a_site_writes_in_its_countrys_zone(url, name):
    assert str(home_zone(url)) == name


@given(st.text(max_size=120))
def test_never_raises(raw):
    found = parse_date(raw)

    assert found is None or found.utcoffset() is not None


@given(st.integers(631_238_400, 4_102_444_800), st.integers(-12, 14))
def test_reads_back_what_it_is_given(moment, hours):
    aware = datetime.fromtimestamp(moment, timezone(timedelta(hours=hours)))

    assert parse_date(aware.isoformat()) == aware
    assert parse_date(aware.strftime("%a, %d %b %Y %H:%M:%S %z")) == aware
    assert parse_date(aware.isoformat().replace("T", " ").replace("+", " +")) == aware
