"""Class names and ids as words: `relatedArticles__item-2` is "related articles item 2"."""

import re
from dataclasses import dataclass
from functools import lru_cache

from crawler.extract.document import Element

CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
PARTS = re.compile(r"[\W_]+")
LONGEST = 200
REMEMBERED = 4_096
"""Class attributes of which the words are remembered: a site repeats its own."""


@dataclass(frozen=True, slots=True)
class ClassWords:
    """The words with a blank at both ends: ` related articles item `."""

    text: str

    def has(self, words: tuple[str, ...]) -> bool:
        """Does one of `words` (each one or more words) stand there as a whole?"""
        return bool(self.text) and bool(_those(self.text, words))

    def those(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Which of `words` stand there."""
        return _those(self.text, words) if self.text else ()


@lru_cache(maxsize=REMEMBERED)
def _those(text: str, words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if f" {word} " in text)


@lru_cache(maxsize=REMEMBERED)
def _split(text: str) -> str:
    return f" {PARTS.sub(' ', CAMEL.sub(' ', text)).strip().lower()} "


def class_words(element: Element) -> ClassWords:
    """The words of an element's class and id."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if "-" in element.tag:  # a custom element is named for what it is
        names = f"{element.tag} {names}"
    return ClassWords("" if names == " " else _split(names[:LONGEST]))
