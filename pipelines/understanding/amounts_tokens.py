"""A text as the tokens that amounts are made of: numbers, scales, halves, currencies.  Everything else is gap."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from pipelines.understanding.amounts_lexicon import Lexicon, Part, Word, lexicon, plain
from pipelines.understanding.trie import trie_pattern

_LETTER_BEFORE = r"(?<![^\W\d_])"
_LETTER_AFTER = r"(?![^\W\d_])"
_LATIN_BEFORE = r"(?<![a-zà-ɏ])"
_LATIN_AFTER = r"(?![a-zà-ɏ])"
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ARABIC_CLITICS = ("وال", "بال", "لل", "ال", "و", "ب", "ل", "ف", "ك")
_FRACTIONS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_HAN_DECIMAL = "[一二三四五六七八九十两]{1,3}[点點][〇零一二三四五六七八九]{1,4}"
_HAN_DIGITS = {digit: str(value) for value, digit in enumerate("零一二三四五六七八九")} | {"〇": "0", "两": "2"}
_MAX_GROUP = 3
_THOUSAND = 1_000


class Token(NamedTuple):
    """`text` is the folded text.  `spelled`: a number in words.  `grouped`: written with a separator of thousands."""

    start: int
    end: int
    text: str
    word: Word
    spelled: bool
    grouped: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Grammar:
    lexicon: Lexicon
    regex: re.Pattern[str]


@lru_cache(maxsize=64)
def grammar(lang: str) -> Grammar:
    """The token pattern of a language: one alternation, each branch bounded."""
    lex = lexicon(lang)
    spaced = {word for word in lex.words if not _UNSPACED.match(word)}
    before = _LETTER_BEFORE + (f"(?:{'|'.join(_ARABIC_CLITICS)})?" if lang == "ar" else "")
    branches = [
        ("digits", _digits(space_groups=lex.space_groups)),
        ("sign", _signs(lex.signs)),
        ("word", f"{before}(?:{trie_pattern(spaced)}){_LETTER_AFTER}"),
    ]
    if lex.tight:
        branches.insert(0, ("han", _HAN_DECIMAL))
    if lex.stems:
        branches.append(("stem", rf"{_LETTER_BEFORE}(?P<root>{trie_pattern(lex.stems)})[^\W\d_]{{0,8}}"))
    if free := set(lex.words) - spaced:
        branches.append(("free", trie_pattern(free)))
    return Grammar(lexicon=lex, regex=re.compile("|".join(f"(?P<{name}>{body})" for name, body in branches if body)))


def _digits(*, space_groups: bool) -> str:
    spaces = "[\u00a0\u202f\u2009'" + (" " if space_groups else "") + "]"
    by_spaces = rf"\d{{1,3}}(?:{spaces}\d{{3}}){{1,5}}(?!\d)(?:[.,]\d{{1,6}}(?!\d))?"
    return rf"(?<!\d)(?:{by_spaces}|\d{{1,18}}(?:[.,٫٬]\d{{1,9}}){{0,6}})(?!\d)[½¼¾]?|[½¼¾]"


def _signs(signs: Iterable[str]) -> str:
    lettered = sorted((sign for sign in signs if sign[0].isascii() and sign[0].isalpha()), key=len, reverse=True)
    others = sorted((sign for sign in signs if sign not in lettered), key=len, reverse=True)
    return (
        f"{_LATIN_BEFORE}(?:{'|'.join(map(re.escape, lettered))}){_LATIN_AFTER}|(?:{'|'.join(map(re.escape, others))})"
    )


def tokens(text: str, folded: str, lang: str, *, limit: int) -> list[Token]:
    """The first `limit` tokens of `folded`, in order.  `text` is the same text before folding: codes must be capitals in it."""
    made = grammar(lang)
    return list(islice(_tokens(text, folded, made), limit))


def _tokens(text: str, folded: str, made: Grammar) -> Iterator[Token]:
    for match in made.regex.finditer(folded):
        token = _token(match, made.lexicon)
        if token is not None and (not token.word.code or text[token.start : token.end].isupper()):
            yield token


def _token(match: re.Match[str], lex: Lexicon) -> Token | None:
    kind, found = match.lastgroup, match.group()
    start, end = match.span()
    if kind == "digits":
        value = number(found, decimal=lex.decimal, three_digits_group=lex.three_digits_group)
        if value is None:
            return None
        word, grouped = Word(part=Part.NUMBER, value=value), value >= _THOUSAND and not found.isdecimal()
        return Token(start, end, found, word, spelled=False, grouped=grouped)
    if kind == "han":
        return Token(start, end, found, Word(part=Part.NUMBER, value=_han_decimal(found)), spelled=False, grouped=False)
    meaning = lex.stems.get(plain(match.group("root"))) if kind in {"stem", "root"} else _look_up(found, kind, lex)
    return Token(start, end, found, meaning, spelled=True, grouped=False) if meaning else None


def _look_up(found: str, kind: str | None, lex: Lexicon) -> Word | None:
    if kind == "sign":
        return lex.signs.get(found)
    key = plain(found)
    if key in lex.words:
        return lex.words[key]
    return next(
        (lex.words[key[len(c) :]] for c in _ARABIC_CLITICS if key.startswith(c) and key[len(c) :] in lex.words), None
    )


def _han_decimal(found: str) -> Decimal:
    """三点五 → 3.5, 十二点五 → 12.5."""
    whole, part = re.split("[点點]", found)
    tens, _, ones = whole.rpartition("十")
    value = (int(_HAN_DIGITS.get(tens, "1")) * 10 if "十" in whole else 0) + int(_HAN_DIGITS.get(ones, "0"))
    return Decimal(f"{value}.{''.join(_HAN_DIGITS[digit] for digit in part)}")


def number(found: str, *, decimal: str, three_digits_group: bool = False) -> Decimal | None:
    """The value of a number in digits.  None for what is none: a date, a version (1.2.3).

    `decimal`: the language's decimal separator.  `three_digits_group`: writers of the language use either separator
    for thousands (Spanish).
    """
    fraction = _FRACTIONS.get(found[-1], Decimal(0))
    digits = re.sub("[\u00a0\u202f\u2009 '½¼¾]", "", found).replace("٬", "'").replace("٫", "\u0001")
    if not digits:
        return fraction
    value = _value(digits, decimal=decimal, three_digits_group=three_digits_group)
    return None if value is None else value + fraction


def _value(digits: str, *, decimal: str, three_digits_group: bool) -> Decimal | None:
    digits = digits.replace("'", "")
    separators = re.findall("[.,\u0001]", digits)
    if not separators:
        return Decimal(digits)
    last = separators[-1]
    if len(set(separators)) > 1:
        whole, part = digits.rsplit(last, 1)
        return _grouped(whole, f".{part}") if separators.count(last) == 1 else None
    if len(separators) > 1:
        return _grouped(digits, "")
    whole, part = digits.split(last)
    if len(part) != _MAX_GROUP or last == "\u0001" or whole.startswith("0"):
        return Decimal(f"{whole}.{part}")
    if last == decimal and not (three_digits_group or (decimal == "," and part.endswith("0"))):
        return Decimal(f"{whole}.{part}")
    return _grouped(digits, "")


def _grouped(digits: str, fraction: str) -> Decimal | None:
    """Thousands in groups of three (or two, then three, in India); None where the groups are none."""
    first, *groups = re.split("[.,]", digits)
    if len(first) > _MAX_GROUP or not groups or len(groups[-1]) != _MAX_GROUP:
        return None
    if any(len(group) not in {2, 3} for group in groups):
        return None
    return Decimal(first + "".join(groups) + fraction)
