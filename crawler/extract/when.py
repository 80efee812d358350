"""Times as pages write them: ISO and its broken cousins, RFC 822, and local dates in words and digits."""

import re
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime

from crawler.extract.months import months
from crawler.extract.zones import offset, zone_in

LONGEST = 200
"""Characters read of a text that should hold a time."""
EARLIEST, LATEST = 1990, 2100
BUDDHIST = 543
"""Years that the Thai calendar is ahead."""
ISO = re.compile(
    r"\b(\d{4})(?:[-/]|\.\s?)(\d{1,2})(?:[-/]|\.\s?)(\d{1,2})(?!\d)\.?"
    r"(?:[T\s,]+(?P<clock>\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?[AP]M\b)?)\s*(?P<zone>Z\b|UTC|GMT|(?:GMT|UTC)?\s?[+-]\d{1,2}:?\d{0,2})?)?",
    re.IGNORECASE,
)
COMPACT = re.compile(r"\b(20\d{2})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(Z)?\b")
EAST_ASIAN = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
DIGITS = re.compile(r"\b(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{4}|\d{2})\b")
VIETNAMESE = re.compile(r"\b(\d{1,2})\s+tháng\s+(\d{1,2})(?:,|\s+năm)?\s+(\d{4})", re.IGNORECASE)
DAY_MONTH = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th|er)?\.?\s+(?:de\s+)?([^\s\d,|()/]+),?\s+(?:de\s+)?(\d{4})\b")
MONTH_DAY = re.compile(r"(?<!\S)([^\s\d,|()/]+)\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
JAVA = re.compile(r"\b[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d{2}:\d{2}:\d{2}) ([A-Z]{3,4}) (\d{4})\b")
CLOCK = re.compile(
    r"\b(\d{1,2})\s?(?::|h|giờ|시|時|时|点)\s?(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*([ap]\.?m\b)?", re.IGNORECASE
)
DOTTED_CLOCK = re.compile(r"(?:^|[\s,|])([01]?\d|2[0-3])\.([0-5]\d)(?=\s|$|[,|])(?!\.)")
AFTERNOON = re.compile(r"下午|晚上|午後|오후|\bCH\b|مساءً|หลังเที่ยง")


def parse_when(text: str, zone: tzinfo = UTC, *, month_first: bool = False) -> datetime | None:
    """The moment that `text` names, aware; `zone` where it names none.  None where there is no full date.

    A date without a time of day is midnight.  05/10/2026 is 5 October, 10 May with `month_first`.
    """
    text = " ".join(text[:LONGEST].split())
    try:
        found = (
            _epoch(text)
            or _iso(text, zone)
            or _java(text)
            or _rfc822(text, zone)
            or _local(text, zone, month_first=month_first)
        )
    except (ValueError, OverflowError):
        return None
    return found if found and EARLIEST <= found.year <= LATEST else None


def _epoch(text: str) -> datetime | None:
    if not re.fullmatch(r"1\d{9}(\d{3})?(\.\d+)?", text):
        return None
    return datetime.fromtimestamp(int(text[:10]), UTC)


def _iso(text: str, zone: tzinfo) -> datetime | None:
    if match := ISO.search(text):
        year, month, day = (int(g) for g in match.group(1, 2, 3))
        named = offset(match["zone"]) if match["zone"] else None
        if match["clock"] is None:
            return _join((year, month, day), _clock(text[: match.start()] + text[match.end() :]), zone)
        return _join((year, month, day), _clock(match["clock"]), named or zone_in(text[match.end() :]) or zone)
    if match := COMPACT.search(text):
        year, month, day, hour, minute, second = (int(group or 0) for group in match.groups()[:6])
        return _join((year, month, day), (hour, minute, second), UTC if match[7] else zone)
    return None


def _java(text: str) -> datetime | None:
    if match := JAVA.search(text):
        month, day, clock, name, year = match.groups()
        return _join((int(year), months()[month.casefold()], int(day)), _clock(clock), zone_in(name) or UTC)
    return None


def _rfc822(text: str, zone: tzinfo) -> datetime | None:
    if not re.match(r"(?:\w{3,9},\s+)?\d{1,2} [A-Z][a-z]{2} \d{2,4} \d{1,2}:", text):
        return None
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _local(text: str, zone: tzinfo, *, month_first: bool) -> datetime | None:
    found = _date(text, month_first=month_first)
    if found is None:
        return None
    date, start, end = found
    rest = f"{text[:start]} | {text[end:]}"
    return _join(date, _clock(rest), zone_in(rest) or zone)


def _date(text: str, *, month_first: bool) -> tuple[tuple[int, int, int], int, int] | None:
    """Year, month, day, and where they stand."""
    if match := EAST_ASIAN.search(text):
        return (int(match[1]), int(match[2]), int(match[3])), match.start(), match.end()
    if match := VIETNAMESE.search(text) or DIGITS.search(text):
        day, month, year = (int(g) for g in match.groups())
        if month > 12 or (month_first and day <= 12):  # noqa: PLR2004 months of a year
            day, month = month, day
        return (year if year > 99 else 2000 + year, month, day), match.start(), match.end()  # noqa: PLR2004 two digits
    for pattern, day_at, month_at in ((DAY_MONTH, 1, 2), (MONTH_DAY, 2, 1)):
        for match in pattern.finditer(text):
            if number := months().get(match[month_at].casefold().rstrip(".")):
                return (int(match[3]), number, int(match[day_at])), match.start(), match.end()
    return None


def _clock(text: str) -> tuple[int, int, int]:
    """Hour, minute, second; zeros where none is written."""
    match = CLOCK.search(text)
    if match is None:
        dotted = DOTTED_CLOCK.search(text)
        return (int(dotted[1]), int(dotted[2]), 0) if dotted else (0, 0, 0)
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    half = (match[4] or "").casefold()[:1]
    if half == "p" or AFTERNOON.search(text[: match.start()]):
        hour += 12 if hour < 12 else 0  # noqa: PLR2004 16:16 PM is 16:16
    elif half == "a" and hour == 12:  # noqa: PLR2004 12 AM is midnight
        hour = 0
    return hour, minute, second


def _join(date: tuple[int, int, int], clock: tuple[int, int, int], zone: tzinfo) -> datetime:
    year, month, day = date
    return datetime(year - BUDDHIST if year > LATEST else year, month, day, *clock, tzinfo=zone)
