"""The words of amounts in one language: from CLDR through Babel, and what CLDR lacks from `config/data/numbers/`."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from pipelines.understanding.text import fold

_SPACES = "\u00a0\u202f\u2009 "
_PATTERN_ZEROS = re.compile(r"0+")
_MIN_SHORT = 2
_UNSPACED = "\u2e80"
"""Letters of a short scale from CLDR: single ones (`B`, `T`) mean other things in the news than in CLDR."""


class Part(Enum):
    NUMBER = "number"
    SCALE = "scale"
    HALF = "half"
    CURRENCY = "currency"


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """What a word means.  `value` for numbers and scales, `currency` (ISO 4217) for currencies.

    `alone`: a scale that means one of it without a number ("миллиард").  `sign`: a symbol or code, which may stand before
    its number.  `careful`: has other meanings, counts only after a scale word or a grouped number.
    """

    part: Part
    value: Decimal = Decimal(0)
    currency: str = ""
    alone: bool = False
    sign: bool = False
    code: bool = False
    careful: bool = False


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Lexicon:
    """`words` by folded form; `stems` match with any ending.  `around`: lists of words around an amount, by use."""

    lang: str
    words: Mapping[str, Word]
    stems: Mapping[str, Word]
    signs: Mapping[str, Word]
    around: Mapping[str, tuple[str, ...]]
    decimal: str
    space_groups: bool
    three_digits_group: bool
    tight: bool = field(default=False)
    """Han and Hangul numerals: written without spaces, and part of other words."""


def base_language(lang: str) -> str:
    """`zh-TW` → `zh`."""
    return re.split(r"[-_]", lang.lower(), maxsplit=1)[0] or "en"


def plain(word: str) -> str:
    """The form under which a word is looked up: folded, single spaces, no hyphens, no Turkish dotless i."""
    return re.sub(r"[\s-]+", " ", fold(word)).replace("ı", "i").strip()


@cache
def _table(name: str) -> Mapping[str, Any]:
    file = files("config").joinpath(f"data/numbers/{name}.toml")
    return tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}


@lru_cache(maxsize=64)
def lexicon(lang: str) -> Lexicon:
    """The lexicon of `lang` (ISO 639-1).  A language without a file of its own has what CLDR says; an unknown one, English."""
    try:
        locales = [Locale.parse(lang), *([Locale.parse("zh_Hant")] if lang == "zh" else [])]
    except (UnknownLocaleError, ValueError):
        return lexicon("en")
    own, universal = _table(lang), _table("universal")
    words: dict[str, Word] = {}
    words |= _numbers(own)
    words |= _scales(locales, own, universal)
    words |= _currencies(locales, own)
    words |= {plain(half): Word(part=Part.HALF) for half in own.get("halves", ())}
    words |= _articles(own, words)
    stems = {word[:-1]: meaning for word, meaning in words.items() if word.endswith("*")}
    symbols = locales[0].number_symbols["latn"]
    return Lexicon(
        lang=lang,
        words=MappingProxyType({word: meaning for word, meaning in words.items() if not word.endswith("*")}),
        stems=MappingProxyType(stems),
        signs=MappingProxyType(_signs(own, universal)),
        around=MappingProxyType(
            {key: tuple(map(plain, value)) for key, value in own.items() if isinstance(value, list)}
        ),
        decimal=symbols["decimal"],
        space_groups=symbols["group"] in _SPACES or bool(own.get("space_groups")),
        three_digits_group=own.get("three_digits") == "group",
        tight=bool(own.get("han") or own.get("hangul")),
    )


def _numbers(own: Mapping[str, Any]) -> dict[str, Word]:
    values = {word: Decimal(value) for word, value in own.get("words", {}).items()}
    joiner = own.get("joiner", "")
    units = {word: value for word, value in values.items() if value in range(2, 10)}
    tens = {word: value for word, value in values.items() if value in range(20, 100, 10)}
    if joiner:
        values |= {unit + joiner + ten: units[unit] + tens[ten] for unit in units for ten in tens}
    if hundred := own.get("hundred", ""):
        values |= {unit + hundred: units[unit] * 100 for unit in units}
    if own.get("compounds"):
        values |= _compounds(values, str(own["thousands"]))
    return {plain(word): Word(part=Part.NUMBER, value=value) for word, value in values.items()}


def _compounds(values: Mapping[str, Decimal], thousands: str) -> dict[str, Decimal]:
    """Numbers up to 999,000 where a language writes them as one word: "ventotto", "trecentoquaranta", "settecentomila"."""
    small = {word: value for word, value in values.items() if value < 10}  # noqa: PLR2004  # the units
    found = dict(values)
    for ten in [word for word, value in values.items() if value in range(20, 100, 10)]:
        found |= {(ten[:-1] if unit[0] in "uo" else ten) + unit: values[ten] + small[unit] for unit in small}
    below = dict(found)
    for hundred in [word for word, value in values.items() if value in range(100, 1000, 100)]:
        found |= {hundred + word: values[hundred] + value for word, value in below.items() if value < 100}  # noqa: PLR2004  # hundreds
    return found | {word + thousands: value * 1000 for word, value in found.items() if value > 1}


def _scales(locales: list[Locale], own: Mapping[str, Any], universal: Mapping[str, Any]) -> dict[str, Word]:
    values: dict[str, Decimal] = {plain(word): Decimal(value) for word, value in universal["scales"].items()}
    if own.get("english_scales"):
        values |= {plain(word): Decimal(value) for word, value in universal["english"].items()}
    for locale in locales:
        values |= dict(_cldr_scales(locale))
    values |= {plain(word): Decimal(value) for word, value in own.get("scales", {}).items()}
    alone = {plain(word) for word in own.get("alone", ())}
    return {word: Word(part=Part.SCALE, value=value, alone=word in alone) for word, value in values.items()}


def _cldr_scales(locale: Locale) -> Iterator[tuple[str, Decimal]]:
    """Scale words out of patterns like "0 Milliarden" (for 10⁹), "00万" (for 10⁵)."""
    for length, plurals in locale.compact_decimal_formats.items():
        for forms in plurals.values():
            for power, form in forms.items():
                pattern = form.pattern.replace("'", "")
                zeros = _PATTERN_ZEROS.search(pattern)
                word = plain(_PATTERN_ZEROS.sub("", pattern))
                if zeros and word and (len(word) >= _MIN_SHORT or length != "short" or word > _UNSPACED):
                    yield word, Decimal(power) / 10 ** (len(zeros.group()) - 1)


def _currencies(locales: list[Locale], own: Mapping[str, Any]) -> dict[str, Word]:
    names: dict[str, str] = {}
    for locale in locales:
        names |= dict(_cldr_currencies(locale))
    names |= {plain(word): code for word, code in own.get("currencies", {}).items()}
    careful = {plain(word) for word in own.get("careful", ())}
    return {word: Word(part=Part.CURRENCY, currency=code, careful=word in careful) for word, code in names.items()}


def _cldr_currencies(locale: Locale) -> Iterator[tuple[str, str]]:
    plurals = locale._data.get("currency_names_plural", {})  # noqa: SLF001  # Babel shows plural names only one at a time
    for code in _tender():
        names = [locale.currencies.get(code, ""), *plurals.get(code, {}).values()]
        yield from ((plain(name), code) for name in names if name and name != code)


@cache
def _tender() -> tuple[str, ...]:
    """Currencies that are legal tender somewhere today."""
    codes = {
        code
        for entries in get_global("territory_currencies").values()
        for code, _start, end, tender in entries
        if end is None and tender
    }
    return tuple(sorted(codes))


def _articles(own: Mapping[str, Any], words: Mapping[str, Word]) -> dict[str, Word]:
    """As in "a billion", "half a million": the article counts only before a scale."""
    return {
        f"{plain(article)} {word}": Word(part=Part.NUMBER, value=Decimal(share) * meaning.value)
        for article, share in own.get("articles", {}).items()
        for word, meaning in words.items()
        if meaning.part is Part.SCALE and len(word) > _MIN_SHORT
    }


def _signs(own: Mapping[str, Any], universal: Mapping[str, Any]) -> dict[str, Word]:
    """Symbols and ISO codes by folded form."""
    symbols = {fold(sign): code for sign, code in universal["symbols"].items()}
    if yen := own.get("yen"):
        symbols |= {"¥": yen, fold("￥"): yen}
    signs = {sign: Word(part=Part.CURRENCY, currency=code, sign=True) for sign, code in symbols.items()}
    same, shy = universal["same"], universal["shy"]
    for code in universal["codes"]:
        signs[code.lower()] = Word(
            part=Part.CURRENCY, currency=same.get(code, code), sign=True, code=True, careful=code.lower() in shy
        )
    return signs
