"""Dates as feeds and listing pages write them, into aware datetimes."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_tz
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

_HOME = {
    "vn": "Asia/Ho_Chi_Minh",
    "jp": "Asia/Tokyo",
    "kr": "Asia/Seoul",
    "cn": "Asia/Shanghai",
    "tw": "Asia/Taipei",
    "hk": "Asia/Hong_Kong",
    "sg": "Asia/Singapore",
    "th": "Asia/Bangkok",
    "id": "Asia/Jakarta",
    "in": "Asia/Kolkata",
    "ir": "Asia/Tehran",
    "sa": "Asia/Riyadh",
    "eg": "Africa/Cairo",
    "tr": "Europe/Istanbul",
    "ru": "Europe/Moscow",
    "de": "Europe/Berlin",
    "at": "Europe/Vienna",
    "fr": "Europe/Paris",
    "es": "Europe/Madrid",
    "it": "Europe/Rome",
    "nl": "Europe/Amsterdam",
    "pl": "Europe/Warsaw",
    "uk": "Europe/London",
    "br": "America/Sao_Paulo",
}
"""Where a time without zone was written, by the site's country.  Countries with several zones are left out."""

_ISO = re.compile(
    r"""^(?P<year>\d{4})-?(?P<month>\d{2})-?(?P<day>\d{2})
        (?:[T\s]\s*(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d+)?)?)?
        \s*(?P<zone>Z|UTC|GMT|[+-]\d{1,2}:?(?:\d{2})?)?$""",
    re.VERBOSE | re.IGNORECASE,
)
_SLASHED = re.compile(
    r"""^(?:\w+,\s*)?(?P<first>\d{1,2})[/.-](?P<second_part>\d{1,2})[/.-](?P<year>\d{4}|\d{2})
        (?:,?\s*(?:-\s*)?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*(?P<half>[AaPp]\.?[Mm]\.?)?)?
        \s*\(?(?P<zone>Z|UTC|GMT|(?:GMT|UTC)?\s*[+-]\d{1,2}:?(?:\d{2})?)?\)?$""",
    re.VERBOSE,
)
_FRACTION = re.compile(r"(?<=:\d\d)\.\d+")
_COLON_ZONE = re.compile(r"([+-]\d\d):(\d\d)(?!\d)")
_NAMED_ZONE = re.compile(r"\d:\d\d(?::\d\d)?\s*(?:[+-]\d{1,4}|[A-Za-z]{1,5})")
_LONGEST = 100
_NOON = 12
_CENTURY_TURN = 70
_OLDEST_YEAR = 1990


def home_zone(url: str) -> tzinfo:
    """The zone in which the site of `url` writes times that name none; UTC where its address does not tell."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return UTC
    name = _HOME.get(host.rpartition(".")[2])
    return ZoneInfo(name) if name else UTC


def parse_date(raw: str, zone: tzinfo = UTC) -> datetime | None:
    """The moment `raw` names, aware; `zone` holds where it names none.  None for what is no date from 1990 on."""
    text = " ".join(raw[:_LONGEST].split())
    if not text:
        return None
    try:
        found = _iso(text, zone) or _slashed(text, zone) or _rfc822(text, zone)
    except (ValueError, OverflowError):
        return None
    return found if found is not None and found.year >= _OLDEST_YEAR else None


def _iso(text: str, zone: tzinfo) -> datetime | None:
    match = _ISO.match(text)
    if match is None:
        return None
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    at = datetime(
        int(match["year"]),
        int(match["month"]),
        int(match["day"]),
        hour % 24,
        minute,
        min(second, 59),
        tzinfo=_zone(match["zone"], zone),
    )
    return at + timedelta(days=1) if hour == 24 else at  # noqa: PLR2004 - ISO writes midnight as 24:00


def _slashed(text: str, zone: tzinfo) -> datetime | None:
    """`10/5/2026 3:42:00 PM` has the month first, `05/10/2026 15:42` the day: a half of the day goes with American order."""
    match = _SLASHED.match(text)
    if match is None:
        return None
    first, second_part = int(match["first"]), int(match["second_part"])
    hour = int(match["hour"] or 0)
    half = (match["half"] or "").replace(".", "").lower()
    american = bool(half) and 1 <= hour <= _NOON
    month, day = (first, second_part) if american or second_part > _NOON else (second_part, first)
    if month > _NOON:
        month, day = day, month
    if american:
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    return datetime(
        _year(match["year"]),
        month,
        day,
        hour,
        int(match["minute"] or 0),
        int(match["second"] or 0),
        tzinfo=_zone(match["zone"], zone),
    )


def _rfc822(text: str, zone: tzinfo) -> datetime | None:
    tidy = _COLON_ZONE.sub(r"\1\2", _FRACTION.sub("", text))
    parsed = parsedate_tz(tidy)
    if parsed is None:
        return None
    year, month, day, hour, minute, second, *_, offset = parsed
    named = _NAMED_ZONE.search(tidy) is not None
    kept = timezone(timedelta(seconds=offset or 0)) if named else zone
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=kept)


def _zone(raw: str | None, zone: tzinfo) -> tzinfo:
    if not raw:
        return zone
    digits = re.sub(r"[^0-9]", "", raw)
    if not digits:
        return UTC
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)  # noqa: PLR2004 - hhmm or hh
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if "-" in raw else offset)


def _year(raw: str) -> int:
    year = int(raw)
    if len(raw) == 4:  # noqa: PLR2004 - written in full
        return year
    return year + (1900 if year >= _CENTURY_TURN else 2000)
