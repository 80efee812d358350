"""The words around an amount that say how exact it is, and whether it is one at all."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pipelines.understanding.amounts_lexicon import Lexicon

Bound = Literal["exact", "at_least", "up_to", "range"]
_BEFORE = 34
_AFTER = 24
_UNSPACED = "\u0e00"
"""From Thai on scripts write words without blanks."""
_MAX_WORDS = 3
"""So many of these words are read in a row: "có thể lên tới gần", "up to about"."""
_TRIM = " \u00a0\u202f\u200b\u200e\u200f\t\"'(["


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    bound: Bound = "exact"
    approximate: bool = False
    vague: bool = False
    per_unit: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class _Words:
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    use_before: dict[str, str]
    use_after: dict[str, str]


_USES = ("about", "at_least", "up_to")
_USES_AFTER = ("about_after", "at_least_after", "up_to_after", "per")


@lru_cache(maxsize=64)
def _words(lex: Lexicon) -> _Words:
    use_before = {word: use for use in _USES for word in lex.around.get(use, ())}
    use_after = {word: use.removesuffix("_after") for use in _USES_AFTER for word in lex.around.get(use, ())}
    return _Words(
        before=_either(use_before, r"(?:^|(?<![^\W\d_]))(?:[وبل](?=\w))?", "$"),
        after=_either(use_after, "", r"(?![^\W\d_])"),
        use_before=use_before,
        use_after=use_after,
    )


def _spaced(word: str) -> bool:
    return word[0] < _UNSPACED or not word[0].isalpha()


def _either(words: Iterable[str], before: str, after: str) -> re.Pattern[str] | None:
    """One of the words; those in scripts without blanks have no border."""
    ordered = sorted(words, key=len, reverse=True)
    spaced = [re.escape(word) for word in ordered if _spaced(word)]
    free = [re.escape(word) for word in ordered if not _spaced(word)]
    branches = [f"{before}({'|'.join(spaced)}){after}"] if spaced else []
    hangul = "(?<![\uac00-\ud7af])" if before else ""
    branches += [f"{hangul}({'|'.join(free)}){'$' if after == '$' else ''}"] if free else []
    return re.compile("|".join(branches)) if branches else None


def around(text: str, start: int, end: int, lex: Lexicon) -> Around:
    """What stands before and after `text[start:end]` (folded text) says of it."""
    words = _words(lex)
    uses = [*_uses_before(text, start, words), *_uses_after(text, end, words)]
    bound: Bound = "exact"
    if "at_least" in uses:
        bound = "at_least"
    elif "up_to" in uses:
        bound = "up_to"
    return Around(bound=bound, approximate="about" in uses, vague=_vague(text, start, end, lex), per_unit="per" in uses)


def _vague(text: str, start: int, end: int, lex: Lexicon) -> bool:
    """A word like "several" stands before a number in words; 数 and 수 also glued to digits (数10億)."""
    words = lex.around.get("vague", ())
    glued = next((word for word in words if not _spaced(word) and text.endswith(word, 0, start)), "")
    if glued and not (_hangul(glued) and _hangul(text[max(0, start - len(glued) - 1) : start - len(glued)])):
        return True
    if any(map(str.isdecimal, text[start:end])):
        return False
    before = text[max(0, start - _BEFORE) : start].rstrip(_TRIM)
    spelled = (*words, *lex.around.get("vague_spelled", ()))
    return any(_ends_with(before, word) for word in spelled if _spaced(word) or word not in words)


def _ends_with(before: str, word: str) -> bool:
    if not before.endswith(word):
        return False
    rest = before[: -len(word)]
    return not (rest and rest[-1].isalpha() and _spaced(word))


def _hangul(text: str) -> bool:
    return "\uac00" <= text[:1] <= "\ud7af"


def _uses_before(text: str, start: int, words: _Words) -> list[str]:
    found: list[str] = []
    before = text[max(0, start - _BEFORE) : start].rstrip(_TRIM)
    while words.before and len(found) < _MAX_WORDS and (match := words.before.search(before)):
        found.append(words.use_before[match[match.lastindex or 0]])
        before = before[: match.start()].rstrip(_TRIM)
    return found


def _uses_after(text: str, end: int, words: _Words) -> list[str]:
    found: list[str] = []
    after = text[end : end + _AFTER].lstrip(" \u00a0\u202f-)")
    while words.after and len(found) < _MAX_WORDS and (match := words.after.match(after)):
        found.append(words.use_after[match[match.lastindex or 0]])
        after = after[match.end() :].lstrip()
    return found
