"""Numbers that take several tokens: "two and a half billion", "25 nghìn tỷ", 三千五百万, "1조 5천억", "mil quinientos"."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from pipelines.understanding.amounts_lexicon import Lexicon, Part
from pipelines.understanding.amounts_tokens import Token

GAP = re.compile(r"[\s\u200b-\u200f\u2060-\u2069\ufeff-]*")
"""What may stand inside an amount: blanks, hyphens, invisible characters."""
MAX_GAP = 6
_TEN, _HUNDRED, _THOUSAND, _MYRIAD = 10, 100, 1_000, 10_000
_MILLION = Decimal(1_000_000)
_HEBREW = "\u0590"
"""Up to here scripts (Latin, Greek, Cyrillic, Armenian) never glue a word to a number."""
_HAN = re.compile("[〇零一二三四五六七八九十百千万亿兆两半일이삼사오육칠팔구십백천만억조]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Numeral:
    """`scale`: the largest scale word in it (1 without).  `end`: the index of the token after it.  `over`: "and some" (30多亿)."""

    value: Decimal
    scale: Decimal
    end: int
    grouped: bool
    over: bool


@dataclass(kw_only=True, slots=True)
class _Sum:
    """Sections with the scale they were counted in, and the number that has no scale yet."""

    sections: list[tuple[Decimal, Decimal]] = field(default_factory=list)
    pending: Decimal | None = None
    scale: Decimal = Decimal(1)
    over: bool = False

    def multiply(self, scale: Decimal) -> None:
        total = self.pending or Decimal(0)
        while self.sections and self.sections[-1][1] <= scale:
            total += self.sections.pop()[0]
        self.sections.append(((total or Decimal(1)) * scale, scale))
        self.pending, self.scale = None, max(self.scale, scale)

    def add(self, value: Decimal) -> None:
        """A number word; one for a great number before it ("um bilhão" "e duzentos milhões") is a section of its own."""
        if self.pending is not None and self.pending >= _MILLION:
            self.sections.append((self.pending, self.pending))
            self.pending, self.scale = None, max(self.scale, _MILLION)
        self.pending = value if self.pending is None else self.pending + value

    def add_half(self) -> None:
        if self.pending is not None:
            self.pending = self.pending * Decimal("1.5") if self.pending >= _THOUSAND else self.pending + Decimal("0.5")
        elif self.sections:
            value, scale = self.sections.pop()
            self.sections.append((value + scale / 2, scale))

    @property
    def value(self) -> Decimal:
        return sum((value for value, _ in self.sections), self.pending or Decimal(0))


def blank(text: str, start: int, end: int) -> bool:
    """Nothing that separates stands between `start` and `end`."""
    return start == end or (end - start <= MAX_GAP and GAP.fullmatch(text, start, end) is not None)


def gap_word(text: str, start: int, end: int) -> str:
    """The words between two tokens, single blanks; empty if it is longer than a connector."""
    return " ".join(text[start:end].split()) if end - start <= 4 * MAX_GAP else ""


def read_numeral(found: list[Token], index: int, text: str, lex: Lexicon, *, glued: bool = False) -> Numeral | None:
    """The longest numeral that begins with token `index`; None where none begins there.

    `glued`: a currency stands right before it ("RM2 billion").
    """
    first = found[index]
    if first.word.part is Part.SCALE and not _may_begin(found, index, text, lex):
        return None
    if first.word.part not in {Part.NUMBER, Part.SCALE}:
        return None
    total, at = _Sum(), index
    while at < len(found) and (at == index or _continues(found, at, text, lex, total)):
        _take(total, found[at], after_half=at > index and found[at - 1].word.part is Part.HALF)
        at += 1
    if total.value <= 0 or not _whole(found[index:at], text, total, glued=glued):
        return None
    scale = max(total.scale, Decimal(1) if total.value < _MYRIAD or not first.spelled else _word_scale(first))
    grouped = any(token.grouped for token in found[index:at])
    return Numeral(value=total.value, scale=scale, end=at, grouped=grouped, over=total.over)


def _word_scale(first: Token) -> Decimal:
    """A single word for a great number ("полмиллиарда", "مليارين") counts as one with a scale."""
    return first.word.value if first.word.part is Part.NUMBER else Decimal(1)


def _take(total: _Sum, token: Token, *, after_half: bool) -> None:
    """Adds a token to the sum.  In "مليار ونصف المليار" the second scale only repeats the first."""
    word = token.word
    if word.part is Part.SCALE:
        if not (after_half and total.scale == word.value):
            total.multiply(word.value)
    elif word.part is Part.HALF:
        total.add_half()
    else:
        total.add(word.value)


def _may_begin(found: list[Token], index: int, text: str, lex: Lexicon) -> bool:
    """A scale without a number: "миллиард долларов", 千億円, 百亿; not 亿 alone, not "billions"."""
    word = found[index].word
    if word.alone:
        return True
    if not lex.tight or word.value > _THOUSAND or index + 1 >= len(found):
        return False
    after = found[index + 1]
    return after.word.part is Part.SCALE and blank(text, found[index].end, after.start)


def _continues(found: list[Token], at: int, text: str, lex: Lexicon, total: _Sum) -> bool:
    before, token = found[at - 1], found[at]
    part = token.word.part
    if part is Part.CURRENCY:
        return False
    joined = blank(text, before.end, token.start)
    between = "" if joined else gap_word(text, before.end, token.start)
    if part is Part.SCALE and len(token.text) == 1 and token.text.isascii() and before.word.part is not Part.NUMBER:
        return False
    if part is Part.SCALE or part is Part.HALF:
        total.over |= (over := between in lex.around.get("and_some", ()))
        return joined or over
    if not joined and between not in lex.around.get("and", ()):
        return False
    return _adds(before, token, total) if before.word.part is Part.NUMBER else _goes_on(found, at, text, lex)


def _adds(before: Token, token: Token, total: _Sum) -> bool:
    """As in "twenty" "five", "مئة" "وخمسين", "خمسة" "وعشرين"; two numbers in digits never add up."""
    if not (before.spelled and token.spelled):
        return False
    small, great = sorted((before.word.value, token.word.value))
    if token.word.value > before.word.value and not token.text.startswith("و"):
        return False
    held = total.pending or Decimal(0)
    return (
        held % _TEN == 0 and small < great if token.word.value < before.word.value else small < _TEN <= great < _HUNDRED
    )


def _goes_on(found: list[Token], at: int, text: str, lex: Lexicon) -> bool:
    """After a scale: a number in words ("hundred and five"), or one with a smaller scale ("2 tỷ 300 triệu")."""
    token, before = found[at], found[at - 1]
    if lex.tight and before.end == token.start and not (token.grouped or token.word.value >= before.word.value):
        return True
    if token.spelled and before.word.value <= _THOUSAND and token.word.value < before.word.value:
        return True
    after = found[at + 1] if at + 1 < len(found) else None
    if after is None or after.word.part is not Part.SCALE or not blank(text, token.end, after.start):
        return False
    return after.word.value < before.word.value


def _whole(used: list[Token], text: str, total: _Sum, *, glued: bool) -> bool:
    """Digits glued to a Latin word are no number ("M2"); Han and Hangul numerals need a myriad or a hundred."""
    first = used[0]
    before = text[first.start - 1] if first.start else " "
    if not first.spelled and not glued and before.isalpha() and before < _HEBREW:
        return False
    if not _HAN.match(first.text) or not first.spelled:
        return True
    hangul = "\uac00" <= first.text[0] <= "\ud7af"
    if hangul:
        return total.scale >= _MYRIAD and not ("\uac00" <= before <= "\ud7af")
    return total.value >= _HUNDRED
