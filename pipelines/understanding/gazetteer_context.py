"""Whether the surroundings of an ambiguous name speak for it: "Figure" the robot maker, or a figure."""

import re
from collections.abc import Iterable
from functools import lru_cache

from pipelines.understanding.gazetteer_data import Alias, shared
from pipelines.understanding.text import fold

_WORD = re.compile(r"[^\W_]+")
_UNSPACED = "\u0e00"


class Surroundings:
    """A text's words, made only when an ambiguous name asks for them."""

    def __init__(self, text: str, folded: str) -> None:
        self._text = text
        self._folded = folded
        self._words: frozenset[str] | None = None

    def have(self, wanted: Iterable[str]) -> bool:
        """One of `wanted` occurs.  Capitals in it count ("AI"); `robot*` is any word that so begins."""
        return any(self._has(word) for word in wanted)

    def _has(self, word: str) -> bool:
        if self._words is None:
            self._words = frozenset(_WORD.findall(self._folded)) | frozenset(_WORD.findall(self._text))
        if word.endswith("*"):
            return any(known.startswith(word[:-1]) for known in self._words)
        if " " in word or word[0] >= _UNSPACED or not word.isalnum():
            return word in self._folded
        return word in self._words


@lru_cache(maxsize=8192)
def context_words(alias: Alias) -> tuple[str, ...]:
    """The words that speak for an ambiguous alias: its entity's own, and those of its field."""
    general = shared("context")[alias.entity.ai]
    own = alias.entity.context
    return tuple(word if any(map(str.isupper, word)) and word.isascii() else fold(word) for word in (*own, *general))
