"""A text's near-duplicate signature: MinHash over shingles of words, or of characters where words are not parted.

Two texts that share the part J of their shingles agree in about the part J of their hashes.  One hash a shingle, its
highest bits choose the place, the least one there counts (one-permutation hashing); empty places borrow from the next.
"""

import math
import re
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from pipelines.model.settlement import Signature
from pipelines.model.story import Story

PLACES = 64
BANDS = 16
"""Look-up keys of four hashes each: texts with J 0.7 share one with probability 0.99, with 0.4 in 0.34, with 0.2 in 0.03."""
SHINGLE = 3
"""Tokens of one shingle."""
FEWEST = 8
"""Shingles below which a text is too short to be compared: its signature is empty."""
FEWEST_WORDS, FEWEST_LETTERS = 5, 12
"""Words (characters in Chinese, Japanese and Thai) and letters of a title that tells an article."""
LONGEST = 20_000
"""Characters that are read."""
BITS = 26
BORROWED = 1 << BITS
"""Hashes from here on are borrowed: the higher bits say from how far."""
FACTORS = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9)
MASK = (1 << 64) - 1
_WHOLE = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
TOKEN = re.compile(rf"[{_WHOLE}]|[^\W_{_WHOLE}]+(?:[.,]\d+)*")


def signature(story: Story) -> Signature:
    """The signature of title, summary and body, with one more look-up key for a long enough title.

    Its hashes are empty for texts that are too short to compare.
    """
    sig = sign(tokens(f"{story.title}\n{story.summary}\n{story.body}"))
    key = title_key(story.title)
    return replace(sig, bands=(*sig.bands, f"t:{zlib.crc32(key.encode()):08x}")) if key else sig


def title_key(title: str) -> str:
    """What two equal titles have in common; empty for titles that are too short to tell an article."""
    words = tokens(title)
    return " ".join(words) if len(words) >= FEWEST_WORDS and sum(map(len, words)) >= FEWEST_LETTERS else ""


def tokens(text: str) -> list[str]:
    """Words in folded form; single characters in scripts that do not part words."""
    return TOKEN.findall(unicodedata.normalize("NFKC", text[:LONGEST]).casefold())


def sign(found: Sequence[str]) -> Signature:
    """MinHash over the shingles of a list of tokens."""
    if len(found) < FEWEST + SHINGLE - 1:
        return Signature()
    hashes = _filled(_least([_code(token) for token in found]))
    rows = PLACES // BANDS
    bands = (hashes[start : start + rows] for start in range(0, PLACES, rows))
    return Signature(hashes=tuple(hashes), bands=tuple(f"{n}:{_digest(band):08x}" for n, band in enumerate(bands)))


def _least(codes: list[int]) -> list[int]:
    """The least hash in each place, BORROWED where there is none."""
    least = [BORROWED] * PLACES
    for a, b, c in zip(codes, codes[1:], codes[2:], strict=False):
        mixed = a + 3 * b + 5 * c & MASK
        place = mixed >> 58
        value = mixed >> 32 & BORROWED - 1
        if value < least[place]:  # noqa: PLR1730 — the innermost loop: min() costs as much as all the rest
            least[place] = value
    return least


def _filled(least: list[int]) -> list[int]:
    """Empty places take the hash of the next one that has its own, marked with the distance."""
    filled = list(least)
    for place, value in enumerate(least):
        if value == BORROWED:
            distance = next(d for d in range(1, PLACES) if least[(place + d) % PLACES] != BORROWED)
            filled[place] = least[(place + distance) % PLACES] + distance * BORROWED
    return filled


@lru_cache(maxsize=50_000)
def _code(token: str) -> int:
    """64 bits, the same for the same word in every process and on every day: not `hash`."""
    mixed = zlib.crc32(token.encode("utf-8", "replace")) * FACTORS[0] & MASK
    return (mixed ^ mixed >> 29) * FACTORS[1] & MASK


def _digest(band: Sequence[int]) -> int:
    return zlib.crc32(repr(band).encode())


def similarity(one: Signature, other: Signature) -> float:
    """The part of the hashes that agree: an estimate of the texts' Jaccard similarity, 0 where one is empty."""
    if not one.hashes or len(one.hashes) != len(other.hashes):
        return 0.0
    return sum(a == b for a, b in zip(one.hashes, other.hashes, strict=True)) / len(one.hashes)


def shingle_count(sig: Signature) -> float:
    """About how many different shingles the text had."""
    if not sig.hashes:
        return 0.0
    own = [value for value in sig.hashes if value < BORROWED]
    if len(own) < PLACES:
        return -PLACES * math.log(1 - len(own) / PLACES)
    return PLACES * (len(own) * BORROWED / (sum(own) + 1) - 1)
