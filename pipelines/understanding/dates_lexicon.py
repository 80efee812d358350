"""The words and forms of dates in one language: from CLDR through Babel, and from `config/data/dates/`."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from babel import Locale, UnknownLocaleError

from pipelines.understanding.amounts_lexicon import Part, lexicon
from pipelines.understanding.text import fold
from pipelines.understanding.trie import trie_pattern

_PIECE = re.compile(r"\\.|\{\w+\}|[^\\{]+|\{")
_UNITS = {"day": "d", "week": "w", "month": "m", "year": "y"}
_LETTER_BEFORE, _LETTER_AFTER = r"(?<![^\W\d_])", r"(?![^\W\d_])"
_ORDERS = {
    "dmy": ("{d}/{m}/{y}", r"{d}\.{m}\.{y}", "{d}-{m}-{y}"),
    "mdy": ("{m}/{d}/{y}", r"{d}\.{m}\.{y}", "{m}-{d}-{y}"),
    "ymd": ("{d}/{m}/{y}", r"{d}\.{m}\.{y}"),
}
_ISO = ("{y}-{m}-{d}", "{y}/{m}/{d}", r"{y}\. ?{m}\. ?{d}")
_MAX_COUNT = 60
_MIN_MONTH = 2
"""Letters that an abbreviated month must have more of."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class DateWords:
    """`starts` finds where a date may begin; `forms` matches one there, its groups named by meaning and form number.

    `months`, `weekdays`, `relative`, `quarters`, `counts` give the meaning of a matched word.  `lists`: see the data.
    """

    starts: re.Pattern[str]
    forms: re.Pattern[str]
    units: Mapping[str, str]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    relative: Mapping[str, str]
    quarters: Mapping[str, int]
    counts: Mapping[str, int]
    lists: Mapping[str, tuple[str, ...]]
    unspaced: bool
    buddhist: bool
    weekday_capital: bool
    bare_year: bool


def key(word: str) -> str:
    """The form under which a word is looked up."""
    return re.sub(r"[\s-]+", " ", flat(word)).strip()


def flat(text: str) -> str:
    """Folded, digits of all scripts as 0–9, no Turkish dotless i.  Keeps every position."""
    folded = fold(text).replace("ı", "i")
    return folded if folded.isascii() else _DIGIT.sub(lambda match: str(int(match.group())), folded)


_DIGIT = re.compile(r"[^\x00-\x7f\D]")


@cache
def _table(lang: str) -> Mapping[str, Any]:
    file = files("config").joinpath(f"data/dates/{lang}.toml")
    return tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}


@lru_cache(maxsize=64)
def date_words(lang: str) -> DateWords:
    """The words of `lang` (ISO 639-1).  A language without a file has what CLDR says; an unknown one, English."""
    try:
        locale = Locale.parse(lang)
    except (UnknownLocaleError, ValueError):
        return date_words("en")
    own = _table(lang)
    names = _Names(locale, own, lang)
    forms, units = _forms(locale, own, names)
    return DateWords(
        starts=re.compile(names.starts(forms)),
        forms=re.compile("|".join(forms)),
        units=MappingProxyType(units),
        months=names.months,
        weekdays=names.weekdays,
        relative=names.relative,
        quarters=names.quarters,
        counts=names.counts,
        lists=MappingProxyType(
            {name: tuple(map(key, value)) for name, value in own.items() if isinstance(value, list)}
        ),
        unspaced=bool(own.get("unspaced")),
        buddhist=bool(own.get("buddhist")),
        weekday_capital=bool(own.get("weekday_capital")),
        bare_year=bool(own.get("bare_year")),
    )


class _Names:
    """The name tables of one language, and the patterns that read them."""

    def __init__(self, locale: Locale, own: Mapping[str, Any], lang: str) -> None:
        self.own = own
        months, days = locale.months, locale.days
        self.months = {key(name): number for number, name in months["format"]["wide"].items()}
        self.months |= {
            key(name): number
            for number, name in months["format"]["abbreviated"].items()
            if own and len(name) > _MIN_MONTH
        }
        if own.get("standalone"):
            self.months |= {key(name): number for number, name in months["stand-alone"]["wide"].items()}
        self.months |= {key(name): number for name, number in own.get("months", {}).items()}
        self.weekdays = {key(name): number for number, name in days["format"]["wide"].items()}
        self.weekdays |= {key(name): number for name, number in own.get("weekdays", {}).items()}
        self.relative = {key(word): value for word, value in own.get("relative", {}).items()}
        self.quarters = {key(word): value for word, value in own.get("quarters", {}).items()}
        self.counts = dict(_counts(lang))
        self.unspaced = bool(own.get("unspaced"))

    def pattern(self, placeholder: str, number: int) -> str:
        """The expression of a placeholder, as a group of its own."""
        years = {word for word, value in self.relative.items() if value.endswith("y")}
        after = "" if self.unspaced else _LETTER_AFTER
        year = r"(?:19[5-9]|20[0-4]|25[4-9])\d" if self.own.get("buddhist") else r"(?:19[5-9]|20[0-4])\d"
        bodies = {
            "d": r"(?:3[01]|[12]\d|0?[1-9])(?!\d)",
            "m": r"(?:1[0-2]|0?[1-9])(?!\d)",
            "y": rf"{year}(?!\d)",
            "s": r"[0-4]\d(?!\d)",
            "q": r"[1-4](?!\d)",
            "n": rf"(?:\d{{1,2}}(?!\d)|{trie_pattern(self.counts) or '(?!)'})",
            "M": (trie_pattern(self.months) or "(?!)") + after,
            "w": (trie_pattern(self.weekdays) or "(?!)") + after,
            "R": (trie_pattern(self.relative) or "(?!)") + after,
            "Y": (trie_pattern(years) or "(?!)") + after,
            "Q": (trie_pattern(self.quarters) or "(?!)") + after,
        }
        return f"(?P<{placeholder}{number}>{bodies[placeholder]})"

    def starts(self, forms: list[str]) -> str:
        """A date begins with a digit, a name, or a word with which one of the forms begins."""
        leads = {key(word) for word in self.own.get("leads", ())}
        leads |= {key(lead) for lead in _ago_leads(forms)}
        words = {*self.months, *self.weekdays, *self.relative, *self.counts, *leads} - {"("}
        opening = "" if self.unspaced else r"\((?=\d)|"
        return rf"\d+|{opening}" + ("" if self.unspaced else _LETTER_BEFORE) + f"(?:{trie_pattern(words)})"


def _ago_leads(forms: list[str]) -> Iterator[str]:
    for form in forms:
        match = re.match(r"\(\?P<form\d+>([^\W\d_][^(]*?)(?:\\s[^(]*)?\(\?P<n\d+>", form)
        if match:
            yield match.group(1)


def _counts(lang: str) -> Iterator[tuple[str, int]]:
    """Number words that may count days or years."""
    for word, meaning in lexicon(lang).words.items():
        if (
            meaning.part is Part.NUMBER
            and meaning.value in range(1, _MAX_COUNT)
            and meaning.value == int(meaning.value)
        ):
            yield word, int(meaning.value)


def _forms(locale: Locale, own: Mapping[str, Any], names: _Names) -> tuple[list[str], dict[str, str]]:
    """All forms as expressions with a name each, and the unit of those that count back."""
    written = [(form, "") for form in own.get("forms", ())]
    ago = list(_ago(locale, own))
    order = [(form, "") for form in (*_ISO, *_ORDERS[_order(locale)])]
    tail = [("{R}", ""), ("{M} {y}", ""), ("{d} {M} {y}", ""), ("{w}", ""), ("{M}", ""), ("{y}", "")]
    forms: list[str] = []
    units: dict[str, str] = {}
    for number, (form, unit) in enumerate([*order, *ago, *written, *tail]):
        forms.append(f"(?P<form{number}>{_expression(form, number, names)}{'' if names.unspaced else _LETTER_AFTER})")
        if unit:
            units[f"form{number}"] = unit
    return forms, units


def _expression(form: str, number: int, names: _Names) -> str:
    blank = r"\s?" if names.unspaced else r"\s{1,2}"
    out: list[str] = []
    used: set[str] = set()
    for piece in _PIECE.findall(form):
        if piece.startswith("{") and len(piece) > 1:
            letter = piece[1:-1]
            out.append(names.pattern(letter, number) if letter not in used else names.pattern(letter, number + 900))
            used.add(letter)
        else:
            out.append(piece if piece.startswith("\\") else flat(piece).replace(" ?", r"\s?").replace(" ", blank))
    return "".join(out)


def _ago(locale: Locale, own: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Forms like "vor {n} Jahren", from CLDR's patterns for the past."""
    fields = locale._data["date_fields"]  # noqa: SLF001  # Babel shows these patterns only through formatted deltas
    for field, unit in _UNITS.items():
        for pattern in sorted(set(fields[field]["past"].values())):
            if "{0}" in pattern:
                yield re.escape(pattern).replace(r"\{0\}", "{n}").replace(r"\ ", " "), unit
    for pattern, unit in own.get("ago", {}).items():
        yield pattern.replace("{0}", "{n}"), unit


def _order(locale: Locale) -> str:
    short = re.sub("[^dmy]", "", locale.date_formats["short"].pattern.lower())
    order = "".join(dict.fromkeys(short))
    return order if order in _ORDERS else "dmy"
