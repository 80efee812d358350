"""Dates in running text, absolute and relative to the day of publication."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice

from pipelines.understanding.amounts_lexicon import base_language
from pipelines.understanding.dates_lexicon import DateWords, date_words, flat
from pipelines.understanding.dates_resolve import Meant, Precision, past_days, resolve

MAX_TEXT = 50_000
"""Characters that are read; what stands after them is not."""
_MAX_STARTS = 1_500
"""Numbers and names that may begin a date and are tried: no text that anybody wrote has as many."""
_NEAR = 28
_RECENT = "1995"
"""An older year in brackets is when somebody was born."""
_BESIDE = re.compile(r"[\s,(،、]{1,3}(?:de[mn]? )?")
_UNSPACED = "\u2e80"
"""From here on scripts write words without blanks."""
_GLUED_BEFORE = re.compile(r"(?:[a-zà-ɏа-я]-?|[$€£¥₫₩₹#@]\s?|\d[.,/:-]?|[–−]\d*)$")
_GLUED_AFTER = re.compile(r"\s?%|[.,:/-]\d|\d|[a-zà-ɏ]")
_OLD_YEAR = re.compile(r"\s\d{4}(?!\d)")
_WORD_AFTER = re.compile(r"[\s-]*([^\W\d_]+|%)")
_HINTS = {"year": "year_after", "month": "month_after", "weekday": "weekday_after"}


@dataclass(frozen=True, kw_only=True, slots=True)
class DateSpan:
    """A date at `text[start:end]`; `date` is the first day of the period that `precision` names.

    `relative`: its words ("yesterday", "on Monday", "10 February" without year) were read against `published`.
    `past_days`: days from the period's end to `published`; 0 within it, negative ahead, None where it is unknown.
    """

    start: int
    end: int
    date: date
    precision: Precision
    relative: bool
    past_days: int | None


def find_dates(text: str, lang: str, published: datetime | None) -> tuple[DateSpan, ...]:
    """All dates of `text` in order.  `lang` is ISO 639-1; the day of publication is that of `published`'s own zone.

    Linear in the text, which is read up to `MAX_TEXT`.  Without `published`, only dates that name their year.
    """
    text = text[:MAX_TEXT]
    words = date_words(base_language(lang))
    day = published.date() if published else None
    folded = flat(text)
    return tuple(_merged(_dates(text, folded, words, day), folded))


def _merged(found: Iterable[tuple[DateSpan, bool]], folded: str) -> list[DateSpan]:
    """As in "Monday, 10 February": a weekday beside a day of the calendar only says the same again."""
    out: list[DateSpan] = []
    alone = False
    for span, weekday in found:
        last = out[-1] if out else None
        beside = last and last.precision == span.precision == "day" and _BESIDE.fullmatch(folded, last.end, span.start)
        if last and beside and alone != weekday:
            out[-1] = replace(span if alone else last, start=last.start, end=span.end)
            alone = False
            continue
        out.append(span)
        alone = weekday
    return out


def _dates(text: str, folded: str, words: DateWords, published: date | None) -> Iterator[tuple[DateSpan, bool]]:
    """All dates, each with whether it is a weekday alone."""
    at = 0
    for start in islice(words.starts.finditer(folded), _MAX_STARTS):
        if start.start() < at:
            continue
        match = words.forms.match(folded, start.start())
        if match is None or not _stands_alone(text, folded, match, words):
            continue
        meant = _meaning(match, words, published)
        if meant is None:
            continue
        at = match.end()
        span = DateSpan(
            start=match.start(),
            end=match.end(),
            date=meant.date,
            precision=meant.precision,
            relative=meant.relative,
            past_days=past_days(meant, published),
        )
        yield span, _groups(match).keys() == {"w"}


def _groups(match: re.Match[str]) -> dict[str, str]:
    return {name[0]: value for name, value in match.groupdict().items() if value is not None and name[0] != "f"}


def _meaning(match: re.Match[str], words: DateWords, published: date | None) -> Meant | None:
    return resolve(_groups(match), words.units.get(match.lastgroup or "", ""), words, published)


def _stands_alone(text: str, folded: str, match: re.Match[str], words: DateWords) -> bool:
    """It is no piece of a version, a price, a model's name or a longer word; and has the context that its form needs."""
    start, end = match.span()
    before = folded[max(0, start - 3) : start]
    if folded[start].isdecimal() and _GLUED_BEFORE.search(before):
        return False
    if folded[end - 1].isdecimal() and _GLUED_AFTER.match(folded, end):
        return False
    if _OLD_YEAR.match(folded, end) and folded[end - 1].isalpha():
        return False
    after = _WORD_AFTER.match(folded, end)
    if after and after.group(1) in words.lists.get("not_before", ()):
        return False
    if _counted(folded, start, match, words):
        return False
    return _has_context(text, folded, match, words)


def _counted(folded: str, start: int, match: re.Match[str], words: DateWords) -> bool:
    """Whether it is a span of time ("6 tháng qua") or another name ("Black Friday") that its words belong to."""
    if folded[max(0, start - 2) : start].strip().isdecimal() and _groups(match).keys() <= {"R", "w"}:
        return True
    return _follows(folded, start, words.lists.get("not_after", ()))


def _has_context(text: str, folded: str, match: re.Match[str], words: DateWords) -> bool:
    """A year, a month's name or a weekday alone is a date only in certain company."""
    groups = _groups(match)
    bare = {"y": "year", "M": "month", "w": "weekday"}.get("".join(groups)) if len(groups) == 1 else None
    if bare is None or match.group() != next(iter(groups.values())):
        return True
    start, end = match.span()
    if bare == "weekday":
        return _weekday_stands(text, folded, match, words)
    if bare == "year" and (
        words.bare_year
        or (folded[start - 1 : start] == "(" and folded[end : end + 1] == ")" and match.group() >= _RECENT)
    ):
        return True
    hints = words.lists.get(_HINTS[bare])
    if hints is None:
        return bare == "month"
    return _follows(folded, start, hints) or (
        bare == "month" and _precedes(folded, end, words.lists.get("month_before", ()))
    )


def _weekday_stands(text: str, folded: str, match: re.Match[str], words: DateWords) -> bool:
    hints = words.lists.get("weekday_after")
    if hints is not None and _follows(folded, match.start(), hints):
        return True
    if words.weekday_capital:
        return text[match.start() : match.end()].rsplit(maxsplit=1)[-1][:1].isupper()
    return hints is None


def _follows(folded: str, start: int, hints: tuple[str, ...]) -> bool:
    before = " " + " ".join(folded[max(0, start - _NEAR) : start].replace("(", " ").split())
    return any(before.endswith((f" {hint}", f"-{hint}") if hint[:1] < _UNSPACED else hint) for hint in hints)


def _precedes(folded: str, end: int, hints: tuple[str, ...]) -> bool:
    after = _WORD_AFTER.match(folded, end)
    return after is not None and any(folded[after.start(1) :].startswith(hint) for hint in hints)
