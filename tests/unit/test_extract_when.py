"""Times as pages write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.when import parse_when

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")

CASES = [
    ("2026-07-30T15:11:00.000 +07:00", "2026-07-30T15:11:00+07:00"),
    ("2026-07-30T15:11:00Z", "2026-07-30T15:11:00+00:00"),
    ("2026-07-30T15:11:00.123456Z", "2026-07-30T15:11:00+00:00"),
    ("2026-07-30T15:11:00+0700", "2026-07-30T15:11:00+07:00"),
    ("2026-07-30T15:11-04:00", "2026-07-30T15:11:00-04:00"),
    ("2026-07-30 15:11:00", "2026-07-30T15:11:00+07:00"),
    ("2026-07-30 15:11 UTC", "2026-07-30T15:11:00+00:00"),
    ("2026/07/30 15:11", "2026-07-30T15:11:00+07:00"),
    ("2026-07-30", "2026-07-30T00:00:00+07:00"),
    ("20260730T151100Z", "2026-07-30T15:11:00+00:00"),
    ("20260730", "2026-07-30T00:00:00+07:00"),
    ("1785399060", "2026-07-30T08:11:00+00:00"),
    ("1785399060000", "2026-07-30T08:11:00+00:00"),
    ("Thu, 30 Jul 2026 15:11:00 +0700", "2026-07-30T15:11:00+07:00"),
    ("Thu, 30 Jul 2026 08:11:00 GMT", "2026-07-30T08:11:00+00:00"),
    ("Thu Jul 30 10:11:00 CEST 2026", "2026-07-30T10:11:00+02:00"),
    ("Chủ Nhật, 06/04/2025 - 05:30", "2025-04-06T05:30:00+07:00"),
    ("Thứ Bảy, 20/06/2026 | 07:00", "2026-06-20T07:00:00+07:00"),
    ("Thứ tư, 22/10/2025, 19:25 (GMT+7)", "2025-10-22T19:25:00+07:00"),
    ("05/10/2026 15:42 GMT+7", "2026-10-05T15:42:00+07:00"),
    ("18:37 26/08/2020", "2020-08-26T18:37:00+07:00"),
    ("29-12-2025 - 16:16 PM", "2025-12-29T16:16:00+07:00"),
    ("29-12-2025 - 04:16 PM", "2025-12-29T16:16:00+07:00"),
    ("12:05 AM, 29/12/2025", "2025-12-29T00:05:00+07:00"),
    ("12h30 ngày 5 tháng 10, 2026", "2026-10-05T12:30:00+07:00"),
    ("ngày 5 tháng 10 năm 2026", "2026-10-05T00:00:00+07:00"),
    ("5/10/26 8:05", "2026-10-05T08:05:00+07:00"),
    ("12/31/2026 23:00", "2026-12-31T23:00:00+07:00"),
    ("2026年7月30日 15时11分", "2026-07-30T15:11:00+07:00"),
    ("2026年7月30日（木）15時11分", "2026-07-30T15:11:00+07:00"),
    ("2026년 7월 30일 오후 3:11", "2026-07-30T15:11:00+07:00"),
    ("2026. 7. 30. 오후 3:11", "2026-07-30T15:11:00+07:00"),
    ("30. Juli 2026, 15:11 Uhr", "2026-07-30T15:11:00+07:00"),
    ("30.07.2026, 15.11 Uhr", "2026-07-30T15:11:00+07:00"),
    ("Published July 30, 2026, 3:11 p.m. ET", "2026-07-30T15:11:00-05:00"),
    ("30th July 2026", "2026-07-30T00:00:00+07:00"),
    ("30 de julio de 2026 a las 15:11", "2026-07-30T15:11:00+07:00"),
    ("30 juillet 2026 à 15h11", "2026-07-30T15:11:00+07:00"),
    ("30 июля 2026, 15:11", "2026-07-30T15:11:00+07:00"),
    ("30 lipca 2026 15:11", "2026-07-30T15:11:00+07:00"),
    ("30 ก.ค. 2569 15:11", "2026-07-30T15:11:00+07:00"),
    ("30 يوليو 2026", "2026-07-30T00:00:00+07:00"),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_time_as_a_page_writes_it(text, expected):
    assert parse_when(text, HANOI).isoformat() == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "vor zwei Stunden",
        "2025-02-30",
        "45/45/2025",
        "1826-01-01",
        "3026-01-01",
        "5 min read",
        "12:30",
    ],
)
def test_no_full_date_is_none(text):
    assert parse_when(text, HANOI) is None


def test_month_first_where_a_site_writes_so():
    assert parse_when("10/5/2026 3:42:00 PM", HANOI, month_first=True).isoformat() == "2026-10-05T15:42:00+07:00"


@given(st.text(max_size=300))
def test_any_text_gives_an_aware_moment_or_none(text):
    found = parse_when(text)
    assert found is None or found.tzinfo is not None


@given(st.datetimes(datetime(1991, 1, 1), datetime(2090, 1, 1)).map(lambda t: t.replace(tzinfo=UTC, microsecond=0)))  # noqa: DTZ001 hypothesis wants naive bounds
def test_every_iso_time_is_read_back(moment):
    assert parse_when(moment.isoformat(), HANOI) == moment
    assert parse_when(moment.strftime("%a, %d %b %Y %H:%M:%S +0000"), HANOI) == moment
    assert parse_when(moment.strftime("%d/%m/%Y - %H:%M:%S UTC"), HANOI) == moment
