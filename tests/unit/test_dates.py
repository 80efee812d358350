"""Dates: a table of cases in all languages, and properties that hold for any text and any day."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.understanding.dates import MAX_TEXT, DateSpan, find_dates

PUBLISHED = datetime(2025, 2, 12, 9, 0, tzinfo=timezone(timedelta(hours=7)))
LANGUAGES = ("en", "vi", "zh", "ar", "ja", "ko", "de", "fr", "es", "pt", "ru", "id", "it", "tr", "hi", "th", "pl", "nl")


def _cases():
    lines = Path(__file__).with_name("date_cases.tsv").read_text("utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]


def _written(span: DateSpan) -> str:
    day = span.date
    forms = {
        "day": day.isoformat(),
        "month": f"{day:%Y-%m}",
        "year": f"{day:%Y}",
        "quarter": f"{day:%Y}-Q{(day.month + 2) // 3}",
    }
    return "*" * span.relative + forms[span.precision]


def _wrong(lang, text, expected):
    """What is read otherwise than it should be, for the report; "" where all is well."""
    wanted = [] if expected == "-" else expected.split(" | ")
    read = [_written(span) for span in find_dates(text, lang, PUBLISHED)]
    return f"{text!a}: {read}, not {wanted}" if read != wanted else ""


@pytest.mark.parametrize("lang", sorted({case[0] for case in _cases()}))
def test_dates_are_read(lang):
    assert [wrong for case in _cases() if case[0] == lang and (wrong := _wrong(*case))] == []


@pytest.mark.parametrize(
    ("lang", "text", "days"),
    [
        ("en", "today", 0),
        ("en", "tomorrow", -1),
        ("en", "on Monday", 2),
        ("en", "in August 2024", 165),
        ("en", "this year", 0),
        ("en", "last year", 43),
        ("en", "in 2022", 774),
        ("en", "third quarter of 2024", 135),
        ("en", "next year", -323),
    ],
)
def test_past_days_count_from_the_end_of_the_period(lang, text, days):
    (span,) = find_dates(text, lang, PUBLISHED)
    assert span.past_days == days


def test_without_a_day_of_publication_only_full_dates_are_read():
    spans = find_dates("On Monday, 10 February, and on 3 March 2024, as in 2022, two years ago", "en", None)
    assert [(span.date, span.past_days) for span in spans] == [(date(2024, 3, 3), None), (date(2022, 1, 1), None)]


def test_the_day_is_that_of_the_publishers_zone():
    late = datetime(2025, 2, 11, 23, 0, tzinfo=UTC)
    assert find_dates("today", "en", late)[0].date == date(2025, 2, 11)
    assert find_dates("hôm nay", "vi", late.astimezone(timezone(timedelta(hours=7))))[0].date == date(2025, 2, 12)


@pytest.mark.parametrize("lang", LANGUAGES)
@given(day=st.dates(min_value=date(1990, 1, 1), max_value=date(2035, 12, 31)))
@settings(max_examples=15, deadline=None)
def test_a_date_formatted_by_cldr_is_read_back(lang, day):
    text = (
        format_date(day, "long", locale=lang)
        if lang != "th"
        else f"{day.day} {format_date(day, 'MMMM', locale='th')} {day.year}"
    )
    assert [span.date for span in find_dates(text, lang, PUBLISHED)] == [day]


@pytest.mark.parametrize("lang", LANGUAGES)
@given(
    day=st.dates(min_value=date(2000, 1, 1), max_value=date(2030, 12, 31)), back=st.integers(min_value=0, max_value=6)
)
@settings(max_examples=10, deadline=None)
def test_a_weekday_is_the_last_such_day(lang, day, back):
    name = format_date(day - timedelta(days=back), "EEEE", locale=lang)
    lead = {"vi": "hôm ", "ar": "يوم "}.get(lang, "")
    published = datetime(day.year, day.month, day.day, tzinfo=UTC)
    found = find_dates(lead + (name if lang != "vi" else name.replace("Thứ", "thứ")), lang, published)
    assert [span.past_days for span in found] == [back]


_PIECES = st.sampled_from(
    [
        "10",
        "/",
        "2",
        "2025",
        "-",
        "月",
        "日",
        "thứ Hai",
        "Monday",
        "last ",
        "(",
        ")",
        "tháng 8",
        "ago",
        "\u200b",
        "\ud800",
        "فبراير",
    ]
)


@pytest.mark.parametrize("lang", LANGUAGES)
@given(text=st.lists(_PIECES | st.text(max_size=4), max_size=40).map("".join))
@settings(max_examples=15, deadline=None)
def test_no_text_raises_and_spans_are_in_order(lang, text):
    found = find_dates(text, lang, PUBLISHED)
    assert all(0 <= span.start < span.end <= len(text) for span in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize("piece", ["10/", "last ", "2025", "on Monday ", "月", "(1"])
def test_hostile_text_past_the_limit_is_not_read(piece):
    found = find_dates(piece * (1_000_000 // len(piece)), "en", PUBLISHED)
    assert all(span.end <= MAX_TEXT for span in found)
    assert find_dates(" " * MAX_TEXT + "yesterday", "en", PUBLISHED) == ()
