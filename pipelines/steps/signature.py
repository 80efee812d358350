"""A text's near-duplicate signature: MinHash over shingles of words, or of characters where words are not parted.

Two texts that share the part J of their shingles agree in about the part J of their hashes.
"""

import re
import unicodedata
import zlib

import numpy as np

from pipelines.model.settlement import Signature
from pipelines.model.story import Story

HASHES = 64
BANDS = 16
"""Bands of four hashes: texts with Jaccard 0.7 meet in a band with probability 0.99, with 0.4 in 0.34, with 0.2 in 0.03."""
SHINGLE = 3
"""Tokens of one shingle."""
FEWEST = 8
"""Shingles below which a text is too short to be compared: it has an empty signature."""
LONGEST = 20_000
"""Characters that are read."""
MIXER = np.uint64(0xD6E8FEB86659FD93)
RANGE = 1 << 32
TOKEN = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_]+(?:[.,]\d+)*")

_random = np.random.default_rng(20_250_210)
_FACTORS = _random.integers(1, 1 << 63, HASHES, dtype=np.uint64) | np.uint64(1)
_OFFSETS = _random.integers(0, 1 << 63, HASHES, dtype=np.uint64)


def signature(story: Story) -> Signature:
    """The signature of title, summary and body; empty for texts that are too short to compare."""
    found = tokens(f"{story.title}\n{story.summary}\n{story.body}")
    return sign(found)


def tokens(text: str) -> list[str]:
    """Words in folded form; single characters in scripts that do not part words."""
    return TOKEN.findall(unicodedata.normalize("NFKC", text[:LONGEST]).casefold())


def sign(found: list[str]) -> Signature:
    """MinHash over the shingles of a token list."""
    if len(found) < FEWEST + SHINGLE - 1:
        return Signature()
    codes = np.fromiter((zlib.crc32(token.encode("utf-8", "replace")) for token in found), np.uint64, len(found))
    shingles = np.unique((codes[:-2] * np.uint64(0x9E3779B1) ^ codes[1:-1]) * np.uint64(0x85EBCA77) ^ codes[2:])
    shingles = (shingles ^ (shingles >> np.uint64(29))) & np.uint64(0xFFFFFFFF)
    mixed = shingles[None, :] * _FACTORS[:, None] + _OFFSETS[:, None]
    mixed ^= mixed >> np.uint64(32)
    mixed *= MIXER
    least = mixed.min(axis=1) >> np.uint64(32)
    hashes = tuple(int(value) for value in least)
    rows = HASHES // BANDS
    bands = tuple(
        f"{band}:{zlib.crc32(repr(hashes[band * rows : (band + 1) * rows]).encode()):08x}" for band in range(BANDS)
    )
    return Signature(hashes=hashes, bands=bands)


def similarity(one: Signature, other: Signature) -> float:
    """The part of the hashes that agree: an estimate of the texts' Jaccard similarity, 0 where one is empty."""
    if not one.hashes or len(one.hashes) != len(other.hashes):
        return 0.0
    return sum(a == b for a, b in zip(one.hashes, other.hashes, strict=True)) / len(one.hashes)


def shingle_count(sig: Signature) -> float:
    """About how many shingles the text had: the more there are, the lower the least of them hashes."""
    return len(sig.hashes) * RANGE / (sum(sig.hashes) + 1) if sig.hashes else 0.0
