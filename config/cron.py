"""Cron expressions with five fields, as cron means them: `0` and `7` are Sunday, names may stand for days and months."""

from datetime import UTC, datetime, timedelta, tzinfo

from apscheduler.triggers.cron import CronTrigger

_FIELDS = 5
_REPEATED = timedelta(hours=3)
"""More than any zone turns its clocks back or forward."""
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_WEEK = len(_DAYS)


def parse_cron(text: str) -> str:
    """The expression with the days of the week by name.  Raises ValueError with what is wrong.

    APScheduler counts the days of the week from Monday, cron from Sunday; by name there is no doubt.  A day of the
    month together with a day of the week is refused: cron reads it as "or", APScheduler as "and".
    """
    fields = text.split()
    if len(fields) != _FIELDS:
        raise ValueError("the fields are minute, hour, day, month, day of week")
    minute, hour, day, month, weekday = fields
    days = _weekdays(weekday.lower())
    if days != "*" and day != "*":
        raise ValueError(
            "a day of the month and a day of the week together mean different things to different programs"
        )
    normal = f"{minute} {hour} {day} {month.lower()} {days}"
    try:
        CronTrigger.from_crontab(normal, timezone=UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(str(error).lower()) from error
    return normal


def next_time(cron: str, after: datetime, zone: tzinfo) -> datetime | None:
    """The first moment after `after` at which the expression fires on the clocks of `zone`; None where there is none.

    A time that the clocks leap over (summer time begins) fires as soon as they are past it; one that they show twice
    fires the first time.
    """
    trigger = CronTrigger.from_crontab(cron, timezone=UTC)
    local = after.astimezone(zone).replace(tzinfo=UTC, fold=0)
    # Asked in wall-clock time, as if it were UTC, from before a repeated hour: what comes out is put into the zone.
    wall = trigger.get_next_fire_time(None, local - _REPEATED)
    while wall is not None:
        moment: datetime = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
        if moment > after:
            return moment
        wall = trigger.get_next_fire_time(wall, wall + timedelta(seconds=1))
    return None


def _weekdays(field: str) -> str:
    days: set[int] = set()
    for part in field.split(","):
        days.update(_part(part))
    return "*" if len(days) == _WEEK else ",".join(_DAYS[day] for day in sorted(days))


def _part(part: str) -> list[int]:
    """One item of the field: `*`, `5`, `mon-fri`, `*/2`, `1-5/2`.  A range may run over the week's end."""
    span, _, step = part.partition("/")
    if step and not (step.isdecimal() and 0 < int(step) <= _WEEK):
        raise ValueError(f"not a step: {step}")
    first, dash, last = span.partition("-")
    if span in {"*", "0-7"}:
        start, length = 0, _WEEK
    elif dash:
        start = _day(first)
        length = (_day(last) - start) % _WEEK + 1
    else:
        start, length = _day(first), _WEEK if step else 1
    return [(start + offset) % _WEEK for offset in range(0, length, int(step or 1))]


def _day(text: str) -> int:
    if text in _DAYS:
        return _DAYS.index(text)
    if text.isascii() and text.isdecimal() and int(text) <= _WEEK:
        return int(text) % _WEEK
    raise ValueError(f"not a day of the week: {text}")
