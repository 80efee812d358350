"""Class names and ids as words: `relatedArticles__item-2` is "related articles item 2"."""

import re
from dataclasses import dataclass
from functools import lru_cache

from crawler.extract.document import Element

CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
PARTS = re.compile(r"[\W_]+")
LONGEST = 300


@dataclass(frozen=True, slots=True)
class ClassWords:
    """` related articles item ` with a blank at both ends."""

    text: str

    def has(self, words: tuple[str, ...]) -> bool:
        """Does one of `words` (each one or more words) stand there as a whole?"""
        return _matches(self.text, words)


@lru_cache(maxsize=20_000)
def _matches(text: str, words: tuple[str, ...]) -> bool:
    return any(f" {word} " in text for word in words)


@lru_cache(maxsize=20_000)
def _split(text: str) -> str:
    return f" {PARTS.sub(' ', CAMEL.sub(' ', text)).strip().lower()} "


def class_words(element: Element) -> ClassWords:
    """The words of an element's class and id."""
    return ClassWords(_split(f"{element.get('class') or ''} {element.get('id') or ''}"[:LONGEST]))
