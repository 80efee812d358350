"""Quantities: a number with its currency, wherever the currency stands."""

import re
from dataclasses import dataclass
from decimal import Decimal

from pipelines.understanding.amounts_lexicon import Lexicon, Part
from pipelines.understanding.amounts_numerals import blank, gap_word, read_numeral
from pipelines.understanding.amounts_tokens import Token

_THOUSAND = 1_000
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity:
    """`start`, `end` in characters; `next` is the index of the first token after it; `currency` empty where it has none.

    `scale`: its largest scale word, 1 without.  `lead`: the currency stands before the number.  `over`: its own words say that it is more (30多亿).
    """

    start: int
    end: int
    next: int
    value: Decimal
    scale: Decimal
    currency: str
    lead: bool
    over: bool


def read_quantity(found: list[Token], index: int, text: str, lex: Lexicon) -> Quantity | None:
    """The quantity that begins with token `index`, its leading currency sign included."""
    lead = _leading(found, index, text)
    first = index + 1 if lead else index
    glued = lead is not None and lead.end == found[first].start
    numeral = read_numeral(found, first, text, lex, glued=glued) if first < len(found) else None
    if numeral is None:
        return None
    sure = numeral.scale >= _THOUSAND or numeral.grouped
    if lead and lead.word.careful and not sure:
        lead = None
    tail = _trailing(found, numeral.end, text, lex, sure=sure)
    if tail and lead and tail.word.sign and not tail.word.code:
        tail = None
    last = tail or found[numeral.end - 1]
    # A name before the number says more than a mere 元 or 달러 after it: 新台幣50億元.
    named = lead if lead and not lead.word.sign else tail or lead
    return Quantity(
        start=lead.start if lead else found[first].start,
        end=last.end,
        next=numeral.end + bool(tail),
        value=numeral.value,
        scale=numeral.scale,
        currency=named.word.currency if named else "",
        lead=lead is not None,
        over=numeral.over,
    )


def _leading(found: list[Token], index: int, text: str) -> Token | None:
    """A symbol or code before its number; in Chinese, Japanese and Korean a name as well (人民币10亿)."""
    token = found[index]
    if token.word.part is not Part.CURRENCY or index + 1 >= len(found):
        return None
    if not (token.word.sign or _UNSPACED.match(token.text)):
        return None
    after = found[index + 1]
    if token.word.sign and after.spelled:
        return None
    return token if blank(text, token.end, after.start) else None


def _trailing(found: list[Token], at: int, text: str, lex: Lexicon, *, sure: bool) -> Token | None:
    """The currency after the number: "dollars", "de dólares", "€"."""
    if at >= len(found):
        return None
    token, before = found[at], found[at - 1]
    if token.word.part is not Part.CURRENCY or (token.word.careful and not sure):
        return None
    if not blank(text, before.end, token.start) and gap_word(text, before.end, token.start) not in lex.around.get(
        "of", ()
    ):
        return None
    if any(text.startswith(other, token.start) for other in lex.around.get("not_before", ())):
        return None
    return None if _belongs_to_next(found, at, text) else token


def _belongs_to_next(found: list[Token], at: int, text: str) -> bool:
    """As in "in 2024 $5 billion": the sign is glued to the number after it, not to the one before."""
    token = found[at]
    if not token.word.sign or at + 1 >= len(found):
        return False
    if found[at + 1].word.part is not Part.NUMBER or found[at + 1].spelled:
        return False
    before = found[at - 1]
    glued_after = token.end == found[at + 1].start
    return (
        before.end != token.start and (glued_after or token.word.code) and blank(text, token.end, found[at + 1].start)
    )
