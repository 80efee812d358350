"""Whether the surroundings of an ambiguous name speak for it: "Figure" the robot maker, or a figure."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from pipelines.understanding.gazetteer_data import Alias, shared
from pipelines.understanding.text import fold

_WORD = re.compile(r"[^\W_]+")
_BIG_WORD = re.compile(r"[^\W\d_]{4,}")
_UNSPACED = "\u0e00"
_TITLE_SHARE = 0.7
_TITLE_WORDS = 3
_BESIDE = 24
_NEXT_WORD = re.compile(r" [A-ZÀ-ÞĀ-Ž][a-zß-ÿā-ž]")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;|\"“\n—–]\s*|[-•]\s)$")


class Surroundings:
    """A text and the document around it, looked at only when an ambiguous name asks."""

    def __init__(self, text: str, folded: str, around: str = "") -> None:
        self._text = text
        self._folded = folded
        self._around = around
        self._words: frozenset[str] | None = None
        self._all = folded
        self._seen: dict[str, bool] = {}
        self._titles: dict[int, bool] = {}

    def have(self, wanted: Iterable[str]) -> bool:
        """One of `wanted` occurs.  Capitals in it count ("AI"); `robot*` is any word that so begins."""
        return any(self._seen[word] if word in self._seen else self._look_up(word) for word in wanted)

    def _look_up(self, word: str) -> bool:
        self._seen[word] = self._has(word)
        return self._seen[word]

    def _has(self, word: str) -> bool:
        words = self._known_words()
        if word.endswith("*"):
            return any(known.startswith(word[:-1]) for known in words)
        if " " in word or word[0] >= _UNSPACED or not word.isalnum():
            return word in self._all
        return word in words

    def _known_words(self) -> frozenset[str]:
        if self._words is None:
            if self._around:
                self._all = f"{self._folded}\n{fold(self._around)}"
            written = _WORD.findall(f"{self._text}\n{self._around}")
            self._words = frozenset(_WORD.findall(self._all)) | frozenset(written)
        return self._words

    def capital_means_nothing(self, start: int) -> bool:
        """At a sentence's beginning, or in a line With Capitals Throughout, any word has a capital."""
        if _SENTENCE_START.search(self._text, max(0, start - 4), start):
            return True
        line = self._text.rfind("\n", 0, start) + 1
        if line not in self._titles:
            self._titles[line] = _is_title(self._text[line:].partition("\n")[0])
        return self._titles[line]

    def goes_on(self, end: int) -> bool:
        """Another word with a capital follows: a longer name ("Devin Kim"), unless capitals mean nothing here."""
        match = _NEXT_WORD.match(self._text, end)
        return match is not None and not self.capital_means_nothing(end)

    def party(self, start: int, end: int) -> bool:
        """A word of business stands right beside it: "Figure raises", "startup Figure"."""
        after, before = _beside()
        if after.match(self._folded, end, end + _BESIDE):
            return True
        return before.search(self._folded[max(0, start - _BESIDE) : start]) is not None


def _is_title(line: str) -> bool:
    words = _BIG_WORD.findall(line)
    capitals = sum(word[0].isupper() for word in words)
    return len(words) >= _TITLE_WORDS and capitals >= _TITLE_SHARE * len(words)


@cache
def _beside() -> tuple[re.Pattern[str], re.Pattern[str]]:
    after = "|".join(map(_pattern, shared("context")["after"]))
    before = "|".join(map(_pattern, shared("context")["before"]))
    return re.compile(rf"(?:'s)?[\s\"')]*(?:{after})"), re.compile(rf"(?:{before})[\s\"'(]*$")


def _pattern(word: str) -> str:
    folded = fold(word)
    body = re.escape(folded.rstrip("*")) + (r"\w*" if folded.endswith("*") else "")
    return body if folded[0] >= _UNSPACED else rf"\b{body}\b"


@lru_cache(maxsize=8192)
def own_words(alias: Alias) -> tuple[str, ...]:
    """The words that speak for this entity alone."""
    return tuple(map(_wanted, alias.entity.context))


@cache
def general_words(level: str) -> tuple[str, ...]:
    """The words of the field: AI, or technology at large."""
    return tuple(map(_wanted, shared("context")[level]))


def _wanted(word: str) -> str:
    single = word.isascii() and word.isalnum()
    return word if single and any(map(str.isupper, word)) else fold(word)
