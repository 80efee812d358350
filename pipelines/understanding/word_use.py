"""How a document writes its words: what it writes small is no name where it has a capital for another reason."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.understanding.sentences import Sentence
from pipelines.understanding.text import fold

TOKEN = re.compile(r"[^\W_][\w&+./'’-]*")
_POSSESSIVE = re.compile(r"['’](?:s|S|[^\W\d_]{1,5})?$")
_WORD = re.compile(r"[^\W\d_]{3,}")
_TITLE_CASE_SHARE = 0.7
_MIN_TITLE_WORDS = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class WordUse:
    """Words that the document writes small, those with a capital inside a sentence, and those in several sentences."""

    small: frozenset[str]
    capital: frozenset[str]
    often: frozenset[str]


def word_use(sentences: Iterable[Sentence]) -> WordUse:
    small: set[str] = set()
    capital: set[str] = set()
    seen: set[str] = set()
    often: set[str] = set()
    read: dict[str, tuple[str, str]] = {}
    for sentence in sentences:
        tokens = TOKEN.findall(sentence.text)
        for token in tokens:
            if token not in read:
                read[token] = (plain := bare(token), fold(plain))
        words = {read[token][1] for token in tokens}
        often |= words & seen
        seen |= words
        if is_title_case(sentence.text):
            continue
        for index, token in enumerate(tokens):
            plain, low = read[token]
            if plain[:1].islower():
                small.add(low)
            elif index and plain[:1].isupper():
                capital.add(low)
    return WordUse(small=frozenset(small), capital=frozenset(capital), often=frozenset(often))


def is_title_case(text: str) -> bool:
    """Whether a line is written With Capitals Throughout."""
    words = [word for word in _WORD.findall(text) if word[0].isupper() or word[0].islower()]
    if len(words) < _MIN_TITLE_WORDS:
        return False
    return bool(sum(word[0].isupper() for word in words) >= _TITLE_CASE_SHARE * len(words))


def bare(token: str) -> str:
    """A token without trailing stops and without a possessive ending."""
    return _POSSESSIVE.sub("", token.rstrip(".,/-+")).rstrip(".'’")


def is_possessive(token: str) -> bool:
    return bool(_POSSESSIVE.search(token))
