"""The pattern language of the word lists in `config/data/triggers/`.

    word        itself, lower case, as `text.fold` folds it; from word border to word border
    a b         a blank stands for one to three blanks or hyphens
    word*       with any ending; *word with any beginning
    (a|b)       either
    [a]         or nothing
    [a-k]       one letter or figure of the range
    ¶           the sentence's end; at a pattern's beginning the sentence's beginning
    ~word       at a pattern's beginning: the word may cling to what is before it, as a particle does to a name
    …           a gap: at most 40 characters of the same sentence (24 where words are written without blanks)

A pattern is read to a regular expression that is linear in the sentence's length (gaps and endings are bounded), and to
its anchors: strings of which one must occur, so that a whole word list is searched in one pass.  The expression is
compiled when a text first has one of them.
"""

import re
from dataclasses import dataclass
from functools import cache

from pipelines.understanding.text import fold

_SPECIAL = "()[]|*…¶ "
_RANGE = re.compile(r"\[\w-\w\]")
_ENDING = r"\w{0,24}"
_CLINGS = "~"
_BEGINS = r"(?:(?<![^\W\d])|(?=\W))"
_START = r"\A\W{0,3}"
_STOP = r"[\s.。！!]{0,2}\Z"


class PatternError(ValueError):
    """A pattern that cannot be read: the message names it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Script:
    """How a language writes words: where borders are asked for, what may cling to a word's beginning, the gap's width.

    `marks`: vowel signs that a border is not asked behind, though Python calls them no letters (Devanagari).
    `gap_border`: behind a gap begins a word, or a unit behind its figure ("40m"), so that "…a" is not the end of "Italia"
    and "…m" not that of "from"; not where words are compounds.
    """

    border_before: bool = True
    border_after: bool = True
    prefix: str = ""
    marks: str = ""
    gap: int = 40
    gap_border: bool = False


SPACED = Script()
APART = Script(gap_border=True)
UNSPACED = Script(border_before=False, border_after=False, gap=24)
KOREAN = Script(border_after=False, gap=24)
ARABIC = Script(prefix="[وفلب]?")
HINDI_SIGNS = "\u0900-\u0903\u093a-\u094f"
"""Vowel signs and marks inside Hindi words, which Python counts as no letters."""
DEVANAGARI = Script(marks=HINDI_SIGNS)
_SCRIPTS: dict[str, Script] = {
    **dict.fromkeys(("en", "es", "fr", "id", "it", "pt", "ru", "vi"), APART),
    "zh": UNSPACED,
    "ja": UNSPACED,
    "th": UNSPACED,
    "ko": KOREAN,
    "ar": ARABIC,
    "hi": DEVANAGARI,
}


def script_of(lang: str) -> Script:
    return _SCRIPTS.get(lang, SPACED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pattern:
    """`expression` has the groups `head` and `tail`: what stands before the first and after the last gap."""

    source: str
    expression: str
    anchors: frozenset[str]

    @property
    def regex(self) -> re.Pattern[str]:
        """Compiled when it is first asked for: a language has a thousand patterns, a process meets few of their words."""
        return _compiled(self.expression)


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


_BLANK = r"[\s\-]{1,3}"


class _Reader:
    """Recursive descent over one pattern: gives the expression and its anchors."""

    def __init__(self, source: str, script: Script) -> None:
        self.source = source
        self.text = fold(source.strip()).removeprefix(_CLINGS)
        self.script = script
        self.at = 0

    def fail(self, what: str) -> PatternError:
        return PatternError(f"pattern {self.source!r}: {what} at {self.at}")

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self, expected: str) -> None:
        if self.peek() != expected:
            raise self.fail(f"expected {expected!r}")
        self.at += 1

    @property
    def gap(self) -> str:
        return f".{{0,{self.script.gap}}}?" + (_BEGINS if self.script.gap_border else "")

    def parts(self) -> tuple[str, frozenset[str]]:
        """The whole pattern: parts with gaps between them, the first and the last one in groups."""
        pieces = [self.sequence(stop="…")]
        while self.peek() == "…":
            self.at += 1
            pieces.append(self.sequence(stop="…"))
        found = [anchors for _, anchors in pieces if anchors]
        best = max(found, key=lambda anchors: min(map(len, anchors)), default=frozenset())
        gap = self.gap
        if len(pieces) == 1:
            return f"(?P<head>(?P<tail>{pieces[0][0]}))", best
        first, *middle, last = (expression for expression, _ in pieces)
        return gap.join([f"(?P<head>{first})", *middle, f"(?P<tail>{last})"]), best

    def choice(self) -> tuple[str, frozenset[str]]:
        """Branches between bars.  Its anchors are those of all branches; none if one branch has none."""
        parts = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            parts.append(self.sequence())
        anchors = (
            frozenset[str]() if any(not part[1] for part in parts) else frozenset().union(*(part[1] for part in parts))
        )
        return "(?:" + "|".join(part[0] for part in parts) + ")", anchors

    def sequence(self, stop: str = "") -> tuple[str, frozenset[str]]:
        out: list[str] = []
        best: frozenset[str] = frozenset()
        while (char := self.peek()) and char not in ")]|" + stop:
            if char == "[" and not _RANGE.match(self.text, self.at):
                self.optional(out)
                continue
            expression, anchors = self.item(char)
            out.append(expression)
            if anchors and (not best or min(map(len, anchors)) > min(map(len, best))):
                best = anchors
        return "".join(out), best

    def optional(self, out: list[str]) -> None:
        """Words that may be missing, and with them one of the blanks around them: "has [already] sued" is "has sued" too."""
        self.take("[")
        expression, _ = self.choice()
        self.take("]")
        if self.peek() == " " and out[-1:] in ([], [_BLANK]):
            self.at += 1
            out.append(f"(?:{expression}{_BLANK})?")
        elif out[-1:] == [_BLANK] and self.peek() in {"", ")", "]", "|", "…"}:
            out[-1] = f"(?:{_BLANK}{expression})?"
        else:
            out.append(f"{expression}?")

    def item(self, char: str) -> tuple[str, frozenset[str]]:
        if char == "(":
            self.at += 1
            inside = self.choice()
            self.take(")")
            return inside
        if letters := _RANGE.match(self.text, self.at):
            first, last = letters.group()[1], letters.group()[3]
            if first > last:
                raise self.fail(f"expected [{last}-{first}]")
            self.at = letters.end()
            return letters.group(), frozenset()
        if char == "¶" and self.at == 0:
            self.at = 1
            return _START, frozenset()
        simple = {"*": _ENDING, "…": self.gap, " ": _BLANK, "¶": _STOP}
        if char in simple:
            self.at += 1
            return simple[char], frozenset()
        return self.word()

    def word(self) -> tuple[str, frozenset[str]]:
        start = self.at
        while (char := self.peek()) and char not in _SPECIAL:
            self.at += 1
        literal = self.text[start : self.at]
        return re.escape(literal), frozenset((literal,))


def compile_pattern(source: str, script: Script = SPACED) -> Pattern:
    """Read one pattern.  Raises `PatternError` where it cannot be read or has no word that must occur."""
    reader = _Reader(source, script)
    expression, anchors = reader.parts()
    if reader.at != len(reader.text):
        raise reader.fail("unexpected character")
    if not anchors:
        raise reader.fail("no word that must occur")
    before = (
        rf"(?<![\w{script.marks}])" if script.border_before and not source.strip().startswith(("*", _CLINGS)) else ""
    )
    # What ends in an apostrophe clings to the next word: "rachat d'Orrix".
    after = r"(?:(?<=')|(?!\w))" if script.border_after else ""
    return Pattern(source=source, expression=before + script.prefix + expression + after, anchors=anchors)
