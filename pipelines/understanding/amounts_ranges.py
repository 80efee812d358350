"""Ranges: two quantities with a dash, "to" or "and" between them."""

from dataclasses import replace
from decimal import Decimal

from pipelines.understanding.amounts_lexicon import Lexicon
from pipelines.understanding.amounts_numerals import MAX_GAP, gap_word
from pipelines.understanding.amounts_quantities import Quantity, read_quantity
from pipelines.understanding.amounts_tokens import Token

_BARE = 10_000
"""Below it, a number without a scale borrows that of the range's other end: "2 to 3 billion"."""
_BETWEEN = 40
_UNSPACED = "\u2e80"
"""From here on scripts write words without blanks."""
_DASHES = frozenset("-~〜～")


def read_range(low: Quantity, found: list[Token], folded: str, lex: Lexicon) -> tuple[Decimal, Quantity] | None:
    """The low end, and the quantity of the whole: "between 2 and 3 billion dollars", "$2-3bn", "20億から30億円".

    "From $40 billion to $44 billion" is a change, not a range: None.
    """
    if low.next >= len(found) or not _linked(low, found[low.next].start, folded, lex):
        return None
    high = read_quantity(found, low.next, folded, lex)
    if high is None or not (high.currency or low.currency):
        return None
    if low.currency and high.currency and _follows(folded, low.start, lex.around.get("from", ())):
        return None
    borrows = low.scale == 1 and low.value < _BARE and high.scale > 1
    value = low.value * high.scale if borrows else low.value
    if not 0 < value < high.value or (low.currency and high.currency not in {"", low.currency}):
        return None
    return value, replace(high, start=low.start, currency=high.currency or low.currency, lead=low.lead)


def _linked(low: Quantity, start: int, folded: str, lex: Lexicon) -> bool:
    if start - low.end > 4 * MAX_GAP:
        return False
    if folded[low.end : start].strip() in _DASHES:
        return True
    word = gap_word(folded, low.end, start)
    if word and word in lex.around.get("to", ()):
        return True
    joins = (*lex.around.get("between_and", ()), *lex.around.get("and", ()))
    return word in joins and _follows(folded, low.start, lex.around.get("between", ()))


def _follows(folded: str, start: int, words: tuple[str, ...]) -> bool:
    """One of `words` stands right before `start`."""
    before = " " + " ".join(folded[max(0, start - _BETWEEN) : start].split())
    return any(before.endswith(word if word[0] > _UNSPACED else f" {word}") for word in words)
