"""From what a date's words say to the day, month, quarter or year they mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from pipelines.understanding.dates_lexicon import DateWords, key

Precision = Literal["day", "month", "year", "quarter"]
_BUDDHIST_ERA = 543
_AHEAD = 45
"""Days ahead of publication that a date without a year may lie."""
_SATURDAY = 5
_LAST_YEAR = 2100
_CENTURY = 2000


@dataclass(frozen=True, kw_only=True, slots=True)
class Meant:
    """`date` is the period's first day.  `relative`: its words are relative to the day of publication."""

    date: date
    precision: Precision
    relative: bool


def resolve(groups: Mapping[str, str], unit: str, words: DateWords, published: date | None) -> Meant | None:
    """None where the words name no real day, or only one relative to an unknown day of publication."""
    try:
        if "n" in groups:
            return _ago(groups["n"], unit, words, published)
        read = next(read for letters, read in _READERS if groups.keys() & letters)
        return read(groups, words, published)
    except (ValueError, OverflowError):
        return None


def _year_alone(groups: Mapping[str, str], words: DateWords, _published: date | None) -> Meant:
    return Meant(date=date(_year(groups["y"], words), 1, 1), precision="year", relative=False)


def _year(found: str, words: DateWords) -> int:
    year = int(found)
    return year - _BUDDHIST_ERA if words.buddhist and year > _LAST_YEAR else year


def _ago(count: str, unit: str, words: DateWords, published: date | None) -> Meant | None:
    if published is None:
        return None
    number = int(count) if count.isdecimal() else words.counts[key(count)]
    return _shift(published, -number, unit)


def _shift(day: date, number: int, unit: str) -> Meant:
    if unit == "y":
        return Meant(date=date(day.year + number, 1, 1), precision="year", relative=True)
    if unit == "m":
        return Meant(date=_month(day, number), precision="month", relative=True)
    if unit == "q":
        return Meant(date=_month(_quarter_start(day), 3 * number), precision="quarter", relative=True)
    if unit == "e":
        back = (day.weekday() - _SATURDAY) % 7 or 7
        return Meant(date=day - timedelta(days=back), precision="day", relative=True)
    return Meant(date=day + timedelta(days=number * (7 if unit == "w" else 1)), precision="day", relative=True)


def _month(day: date, number: int) -> date:
    months = day.year * 12 + day.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)


def _quarter_start(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _relative(groups: Mapping[str, str], words: DateWords, published: date | None) -> Meant | None:
    """Values like `-1w0` (Monday of last week) or `-1y`."""
    if published is None:
        return None
    value = words.relative[key(groups.get("R") or groups["Y"])]
    if value[-1].isdecimal():
        monday = published - timedelta(days=published.weekday())
        number, weekday = value.split("w")
        return Meant(date=monday + timedelta(days=7 * int(number) + int(weekday)), precision="day", relative=True)
    return _shift(published, int(value[:-1]), value[-1])


def _weekday(groups: Mapping[str, str], words: DateWords, published: date | None) -> Meant | None:
    """The most recent such day not after publication; with "last week" or "this week", that week's."""
    if published is None:
        return None
    weekday = words.weekdays[key(groups["w"])]
    value = words.relative[key(groups["R"])] if "R" in groups else ""
    if value.endswith("w"):
        monday = published - timedelta(days=published.weekday())
        day = monday + timedelta(days=7 * int(value[:-1]) + weekday)
    else:
        day = published - timedelta(days=(published.weekday() - weekday) % 7)
    return Meant(date=day, precision="day", relative=True)


def _quarter(groups: Mapping[str, str], words: DateWords, published: date | None) -> Meant | None:
    number = int(groups["q"]) if "q" in groups else words.quarters[key(groups["Q"])]
    year = _named_year(groups, words, published)
    month = 3 * number - 2
    if year is None:
        if published is None:
            return None
        year = published.year if month <= published.month else published.year - 1
    return Meant(date=date(year, month, 1), precision="quarter", relative="y" not in groups)


def _named_year(groups: Mapping[str, str], words: DateWords, published: date | None) -> int | None:
    if "y" in groups:
        return _year(groups["y"], words)
    if "s" in groups:
        return _CENTURY + int(groups["s"])
    if "Y" in groups and published is not None:
        return published.year + int(words.relative[key(groups["Y"])][:-1])
    return None


def _calendar(groups: Mapping[str, str], words: DateWords, published: date | None) -> Meant | None:
    year = _named_year(groups, words, published)
    month = int(groups["m"]) if "m" in groups else words.months[key(groups["M"])] if "M" in groups else None
    day = int(groups["d"]) if "d" in groups else None
    relative = year is None or "Y" in groups
    if month is None:
        return None if published is None or day is None else _day_of_month(day, published)
    if year is None:
        if published is None:
            return None
        year = _likely_year(month, day or 1, published)
    return Meant(date=date(year, month, day or 1), precision="day" if day else "month", relative=relative)


def _likely_year(month: int, day: int, published: date) -> int:
    """The year that puts the date at most a little ahead of publication: news speak of what was."""
    limit = published + timedelta(days=_AHEAD)
    for year in (published.year + 1, published.year):
        if date(year, month, min(day, 28)) <= limit:
            return year
    return published.year - 1


def _day_of_month(day: int, published: date) -> Meant | None:
    """3日: of this month, or of the last if that is still to come by more than some days."""
    for back in (0, -1, -2):
        start = _month(published, back)
        found = start.replace(day=day) if _has_day(start, day) else None
        if found and found <= published + timedelta(days=7):
            return Meant(date=found, precision="day", relative=True)
    return None


def _has_day(start: date, day: int) -> bool:
    return day <= (_month(start, 1) - start).days


def past_days(meant: Meant, published: date | None) -> int | None:
    """Days from the end of the period to publication: 0 within it, negative ahead of it."""
    if published is None:
        return None
    months = {"month": 1, "quarter": 3, "year": 12}.get(meant.precision)
    last = meant.date if months is None else _month(meant.date, months) - timedelta(days=1)
    if meant.date <= published <= last:
        return 0
    return (published - (last if last < published else meant.date)).days


_READERS = (
    (frozenset("qQ"), _quarter),
    (frozenset("dmM"), _calendar),
    (frozenset("w"), _weekday),
    (frozenset("RY"), _relative),
    (frozenset("y"), _year_alone),
)
