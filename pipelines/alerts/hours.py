"""Quiet hours on the clocks of a zone.  Pure.

A window belongs to the day on which it begins, and is the time between two moments: on the days on which the clocks
change it is an hour shorter or longer, and its end is never met twice.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from config.hours import split_hours

_DAY = timedelta(days=1)


def quiet_until(windows: Sequence[str], now: datetime, zone: tzinfo) -> datetime | None:
    """When the quiet hours that `now` lies in are over; None outside of them.  Windows that touch are one."""
    end = _end(windows, now, zone)
    for _ in windows:
        further = _end(windows, end, zone) if end else None
        if further is None:
            break
        end = further
    return end


def _end(windows: Sequence[str], now: datetime, zone: tzinfo) -> datetime | None:
    ends = (end for window in windows for begin, end in _around(window, now, zone) if begin <= now < end)
    return max(ends, default=None)


def _around(window: str, now: datetime, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
    """The window as it lies on the days around `now`."""
    begin, end = split_hours(window)
    today = now.astimezone(zone).date()
    for day in (today - _DAY, today):
        yield _moment(day, begin, zone), _moment(day if end > begin else day + _DAY, end, zone)


def _moment(day: date, clock: time, zone: tzinfo) -> datetime:
    """A time that the clocks leap over is the moment after the leap as many minutes on; of two the first."""
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)
