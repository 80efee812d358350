"""Amounts of money in running text, in words and digits, with their currency."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipelines.model.money import Money
from pipelines.understanding.amounts_bounds import Bound, around
from pipelines.understanding.amounts_lexicon import Lexicon, Part, base_language, lexicon
from pipelines.understanding.amounts_quantities import Quantity, read_quantity
from pipelines.understanding.amounts_ranges import read_range
from pipelines.understanding.amounts_tokens import Token, tokens
from pipelines.understanding.text import fold

MAX_TEXT = 50_000
"""Characters that are read; what stands after them is not."""
_MAX_TOKENS = 3_000
"""Numbers, scales and currencies that are read: no text that anybody wrote has as many."""
_MAX_AMOUNT = Decimal(10) ** 17
_MILLION = 1_000_000
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|[。！？؟\n।]")
_GLUED = re.compile(r"\d[bmk]$")
"""A size rather than a sum: the "9B" of a model's name."""
_WORD_AFTER = re.compile(r"\s*([^\W\d_](?:[^\W\d_]|[\u0900-\u0903\u093a-\u094f\u0e31-\u0e4e])*|[^\s\w])?")
_THAI = re.compile("[\u0e00-\u0e7f]")
_NEAR_TOKENS = 24
_SENTENCE = 300
"""Tokens and characters within which a sentence lends its currency."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AmountSpan:
    """An amount at `text[start:end]`.  Of a range, `money` is its upper end and `low` its lower one.

    `approximate`: "nearly", "khoảng".  `implied`: the amount names no currency itself, its sentence or story does.
    `per_unit`: a price or rate ("$20 a month", "$54.20 per share"), not a sum.
    """

    start: int
    end: int
    money: Money
    text: str
    approximate: bool = False
    bound: Bound = "exact"
    low: Decimal | None = None
    implied: bool = False
    per_unit: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class _Scan:
    text: str
    folded: str
    found: list[Token]
    lex: Lexicon
    currency: str


def find_amounts(text: str, lang: str, currency: str = "") -> tuple[AmountSpan, ...]:
    """All amounts of `text` in order.  `lang` is ISO 639-1; linear in the text, which is read up to `MAX_TEXT`.

    `currency`: that of the story, for sums whose sentence names none ("raises 38 million").
    """
    text = text[:MAX_TEXT]
    folded = fold(text).replace("ı", "i")
    base = base_language(lang)
    found = tokens(text, folded, base, limit=_MAX_TOKENS)
    if not currency and not any(token.word.part is Part.CURRENCY for token in found):
        return ()
    return tuple(_amounts(_Scan(text=text, folded=folded, found=found, lex=lexicon(base), currency=currency)))


def currency_of(texts: Iterable[str], lang: str) -> str:
    """The currency of a story: the first that one of its sentences counts in or names; else its language's own, if any."""
    base = base_language(lang)
    named = ""
    for text in texts:
        first = next(iter(find_amounts(text, lang)), None)
        if first:
            return first.money.currency
        if not named:
            words = [token.word for token in tokens(text, fold(text).replace("ı", "i"), base, limit=_MAX_TOKENS)]
            named = next((w.currency for w in words if w.part is Part.CURRENCY and not w.careful and not w.code), "")
    return named or "".join(lexicon(base).around.get("home", ())).upper()


def _amounts(scan: _Scan) -> Iterator[AmountSpan]:
    at = 0
    while at < len(scan.found):
        quantity = read_quantity(scan.found, at, scan.folded, scan.lex)
        if quantity is None:
            at += 1
            continue
        ranged = read_range(quantity, scan.found, scan.folded, scan.lex)
        low, whole = ranged or (None, quantity)
        span = _span(scan, whole, low)
        if span is not None:
            yield span
        at = whole.next if span or not ranged else quantity.next


def _span(scan: _Scan, quantity: Quantity, low: Decimal | None) -> AmountSpan | None:
    currency = quantity.currency or _implied(scan, quantity)
    if not currency or not 0 < quantity.value <= _MAX_AMOUNT or _odd(quantity):
        return None
    words = around(scan.folded, quantity.start, quantity.end, scan.lex)
    if words.vague:
        return None
    return AmountSpan(
        start=quantity.start,
        end=quantity.end,
        money=Money(amount=_tidy(quantity.value), currency=currency),
        text=scan.text[quantity.start : quantity.end],
        approximate=words.approximate,
        bound="range" if low is not None else "at_least" if quantity.over else words.bound,
        low=None if low is None else _tidy(low),
        implied=not quantity.currency,
        per_unit=words.per_unit,
    )


def _odd(quantity: Quantity) -> bool:
    """A share without a scale ("half dollars") is no amount."""
    return quantity.value < 1 and quantity.scale == 1 and not quantity.lead


def _tidy(value: Decimal) -> Decimal:
    return Decimal(int(value)) if value == int(value) else value.normalize()


def _implied(scan: _Scan, quantity: Quantity) -> str:
    """The nearest currency of the same sentence, else the story's, where the language drops it and nothing else is counted."""
    allowed = scan.lex.around.get("implied_after")
    if allowed is None or quantity.scale < _MILLION or _GLUED.search(scan.folded, quantity.start, quantity.end):
        return ""
    match = _WORD_AFTER.match(scan.folded, quantity.end)
    after = (match.group(1) if match else None) or ""
    if after in {"%", "-"} or (after[:1].isalpha() and not _may_follow(after, allowed)):
        return ""
    near = scan.found[max(0, quantity.next - _NEAR_TOKENS) : quantity.next + _NEAR_TOKENS]
    names = [token for token in near if token.word.part is Part.CURRENCY and not token.word.careful]
    names.sort(key=lambda token: abs(token.start - quantity.start))
    beside = (token.word.currency for token in names if _same_sentence(scan.folded, quantity, token))
    return next(beside, scan.currency)


def _may_follow(word: str, allowed: Sequence[str]) -> bool:
    """Whether a sum may end before this word; Thai writes no blank behind it."""
    return word in allowed or (_THAI.match(word) is not None and word.startswith(tuple(allowed)))


def _same_sentence(folded: str, quantity: Quantity, token: Token) -> bool:
    start, end = sorted((quantity.start, token.start))
    return end - start <= _SENTENCE and _SENTENCE_END.search(folded, start, end) is None
