"""Class names and ids as words: `relatedArticles__item-2` is "related articles item 2"."""

import re
from functools import cache, lru_cache

from config.sites import page_words
from crawler.extract.document import Element

CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
PARTS = re.compile(r"[\W_]+")
LONGEST = 200
REMEMBERED = 4_096
"""Class attributes of which the words are remembered: a site repeats its own."""


class WordList:
    """Words, each one or more, that tell what a block is."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self._single = frozenset(word for word in words if " " not in word)
        self._several = tuple(word for word in words if " " in word)
        self._find = lru_cache(maxsize=REMEMBERED)(self._in_names)

    def find(self, element: Element) -> frozenset[str]:
        """Those of the words that stand in the element's class or id as whole words."""
        names = _names(element)
        return self._find(names) if names else frozenset()

    def _in_names(self, names: str) -> frozenset[str]:
        found = _split(names)
        spaced = f" {' '.join(found)} "
        return self._single.intersection(found) | {phrase for phrase in self._several if f" {phrase} " in spaced}


def _names(element: Element) -> str:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if "-" in element.tag:  # a custom element is named for what it is
        names = f"{element.tag} {names}"
    return "" if names == " " else names[:LONGEST]


def _split(names: str) -> list[str]:
    return PARTS.sub(" ", CAMEL.sub(" ", names)).lower().split()


@cache
def body_words() -> WordList:
    return WordList(page_words().body)


@cache
def lead_words() -> WordList:
    return WordList(page_words().lead)


@cache
def byline_words() -> WordList:
    return WordList(page_words().byline)


@cache
def junk_words() -> WordList:
    return WordList(page_words().remove)
