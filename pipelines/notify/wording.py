"""Values in the reader's words: amounts, names, times, what changed.  Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime, format_timedelta
from babel.lists import format_list
from babel.numbers import format_compact_decimal, format_decimal

from config.errors import ConfigError
from config.phrases import Phrases, phrases
from config.schema import AlertSettings
from pipelines.model.alert import Alert, Change
from pipelines.model.money import Money
from pipelines.notify.escape import line
from pipelines.notify.sentence import Value

MAX_NAME = 80
MAX_NAMES = 3
"""Parties named in the headline; the others are counted."""
ARROW = " → "
_PEOPLE = re.compile(r"[a-zà-ÿ-]{2,}(?: [a-zà-ÿ-]+)*s")
"""People without a name of their own, of whom there are several: "book publishers" sue, "auteurs"."""
_WORTH_A_WORD = 1_000_000
"""Amounts from here on are told in words (97.4 billion), smaller ones in digits."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """The reader's words and clock."""

    words: Phrases
    zone: ZoneInfo


def frame_from(settings: AlertSettings) -> Frame:
    """Raises ConfigError for a file of the user's own words that cannot be used."""
    words = phrases(settings.language, settings.phrases)
    try:
        Locale.parse(words.locale)
    except (UnknownLocaleError, ValueError):
        raise ConfigError((f"{settings.phrases}: locale: there is no locale {words.locale}",)) from None
    return Frame(words=words, zone=ZoneInfo(settings.timezone))


def amount(money: Money, words: Phrases) -> str:
    """97.4 billion USD, in the reader's way to write numbers."""
    if abs(money.amount) >= _WORTH_A_WORD:
        figure = _in_words(money.amount, words.locale)
    else:
        figure = format_decimal(money.amount, locale=words.locale)
    return f"{figure} {money.currency}"


def _in_words(figure: Decimal, locale: str) -> str:
    """Some locales have one way only to shorten a number, and call it the short one."""
    forms = Locale.parse(locale).compact_decimal_formats
    form: Literal["long", "short"] = "long" if "long" in forms else "short"
    if form not in forms:
        return str(format_decimal(figure, locale=locale))
    return str(format_compact_decimal(figure, format_type=form, locale=locale, fraction_digits=3))


def names(given: Sequence[str], words: Phrases, room: int = MAX_NAME) -> Value:
    """A list of names in the reader's language, each of at most `room` characters; a long list is cut and counted."""
    shown = [line(name, room) for name in given]
    if len(shown) > MAX_NAMES + 1:
        shown = [*shown[:MAX_NAMES], words.others.format(count=len(shown) - MAX_NAMES)]
    people = len(given) == 1 and _PEOPLE.fullmatch(given[0]) is not None
    return Value(text=format_list(shown, locale=words.locale), count=2 if people else len(shown), words=people)


def stage(name: str, words: Phrases) -> str:
    return words.stages.get(name, name)


def moment(when: datetime, frame: Frame) -> str:
    return str(format_datetime(when, frame.words.time, tzinfo=frame.zone, locale=frame.words.locale))


def duration(length: timedelta, words: Phrases) -> str:
    """A length of time, roughly: 2 hours."""
    return str(format_timedelta(length, threshold=2, locale=words.locale))


def moved(alert: Alert, words: Phrases) -> str:
    """What changed, in short: `offered → rejected`; empty where nothing that is told did."""
    changes = alert.changes or _from_text(alert.change)
    told = [change for change in changes if change.before != change.after and change.what != "event"]
    return ", ".join(_arrow(change, words) for change in told)


def unmoved(alert: Alert, words: Phrases) -> str:
    """What an update left as it was: `97.4 billion USD unchanged`; empty where nothing is told of that."""
    same = [change for change in alert.changes if change.before == change.after and change.what == "amount"]
    return ", ".join(words.frame["unchanged"].format(value=_value(change.what, change.after, words)) for change in same)


def _from_text(change: str) -> tuple[Change, ...]:
    """The change of an alert that was written down before changes were told one by one."""
    before, arrow, after = change.partition(ARROW)
    return (Change(what="stage", before=before, after=after),) if arrow else ()


def _arrow(change: Change, words: Phrases) -> str:
    return ARROW.join(_value(change.what, side, words) for side in (change.before, change.after) if side)


def _value(what: str, value: str, words: Phrases) -> str:
    match what:
        case "amount":
            return _amount(value, words)
        case "status":
            return words.statuses.get(value, line(value, MAX_NAME))
        case _:
            return line(stage(value, words), MAX_NAME)


def _amount(text: str, words: Phrases) -> str:
    """`97400000000 USD` in words; any other text as it is."""
    figure, _, currency = text.partition(" ")
    try:
        return amount(Money(amount=Decimal(figure), currency=line(currency, MAX_NAME)), words)
    except InvalidOperation:
        return line(text, MAX_NAME)
