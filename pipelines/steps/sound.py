"""How a name sounds, whatever its script: "Тюнсмит", "تيونسميث" and "Tunesmith" leave the same consonants.

Scripts lose vowels and blur consonants (Arabic has no p, Japanese no l), so only classes of consonants are compared.
The romanisation is anyascii's.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from anyascii import anyascii

from pipelines.steps.parties import words

LEAST = 3
"""Consonants that two names must have in common: fewer are chance."""
_LETTER = re.compile(r"[^a-z]")
_SPELLING = (
    ("ght", "t"),
    ("sch", "s"),
    ("ck", "k"),
    ("kh", ""),
    ("x", "ks"),
    ("ce", "se"),
    ("ci", "si"),
    ("cy", "sy"),
    ("ts", "s"),
    ("tz", "s"),
    ("ng", "n"),
)
_CLASSES = str.maketrans(
    {**dict.fromkeys("pbfv", "p"), **dict.fromkeys("td", "t"), **dict.fromkeys("lr", "l")}
    | {**dict.fromkeys("kgqc", "k"), **dict.fromkeys("szj", "s")}
)
_VOWELS = re.compile(r"[aeiouhwy]")
_TWICE = re.compile(r"(.)\1+")


@lru_cache(maxsize=65_536)
def sounds(name: str) -> tuple[str, ...]:
    """The consonant classes of each word of a name; words without any are left out."""
    found = (_consonants(_LETTER.sub("", anyascii(word).lower())) for word in words(name))
    return tuple(each for each in found if each)


def sound_key(name: str) -> str:
    """The whole name as one run of consonant classes; "" where there are too few to tell names apart."""
    whole = "".join(sounds(name))
    return whole if len(whole) >= LEAST else ""


def sound_alike(ours: Iterable[str], theirs: Iterable[str]) -> bool:
    """Whether some name of `ours` may be a name of `theirs` in another script: a word of one is left out at most."""
    rest = tuple(theirs)
    return any(_alike(a, b) for a in ours for b in rest)


def _alike(a: str, b: str) -> bool:
    if _letters(a) == _letters(b) != "":
        return True
    x, y = frozenset(sounds(a)), frozenset(sounds(b))
    if sound_key(a) and sound_key(a) == sound_key(b):
        return True
    shorter = min((x, y), key=len)
    return (x <= y or y <= x) and sum(map(len, shorter)) >= LEAST


@lru_cache(maxsize=65_536)
def _letters(name: str) -> str:
    return _LETTER.sub("", anyascii(" ".join(words(name))).lower())


def _consonants(word: str) -> str:
    for spelling, sound in _SPELLING:
        word = word.replace(spelling, sound)
    return _VOWELS.sub("", _TWICE.sub(r"\1", word)).translate(_CLASSES)
