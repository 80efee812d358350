"""What stands under a look-up key: a short list of ids, each with the second at which it was put there.  Pure.

Written `id@seconds id@seconds`, oldest first; seconds in hexadecimal.  The time tells what is too old, whatever keeps
the key itself alive.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

MOST_STORIES = 64
"""Stories compared with a new one.  Those under one of its addresses come first, then those with most bands in common."""

MOST_EVENTS = 24
"""Events compared with a mention's: those under its rarest keys, of these the newest.  A party that is always in
the news makes no finding dear."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shelf:
    """How one sort of look-up key is kept: `bound` ids for `seconds`.  `founder`: the first one keeps its place."""

    bound: int
    seconds: int
    founder: bool = False


def ids(value: bytes | None, since: float) -> list[str]:
    """The ids put there after `since`, oldest first."""
    return [name for name, when in _pairs(value) if when > since]


def extended(value: bytes | None, name: str, now: float, shelf: Shelf) -> bytes:
    """The value with `name` in the last place; one that was there stays where it was, with its new time."""
    pairs = {n: when for n, when in _pairs(value) if when > now - shelf.seconds}
    pairs[name] = int(now)
    kept = list(pairs.items())
    if len(kept) > shelf.bound:
        first = kept[:1] if shelf.founder else []
        kept = first + kept[len(kept) - shelf.bound + len(first) :]
    return " ".join(f"{n}@{when:x}" for n, when in kept).encode()


def candidates(by_url: Sequence[Sequence[str]], by_band: Sequence[Sequence[str]]) -> list[str]:
    """The stories to compare with, most promising first, no more than `MOST_STORIES`."""
    first = dict.fromkeys(name for group in by_url for name in group)
    shared = Counter(name for group in by_band for name in group)
    return list(dict.fromkeys((*first, *(name for name, _ in shared.most_common()))))[:MOST_STORIES]


def likeliest(by_key: Sequence[Sequence[str]]) -> list[str]:
    """The events to compare with, those under rare keys first; each group is oldest first."""
    weight: defaultdict[str, float] = defaultdict(float)
    for group in by_key:
        for name in group:
            weight[name] += 1 / len(group)
    newest = dict.fromkeys(name for group in by_key for name in reversed(group))
    return sorted(newest, key=lambda name: -weight[name])[: max(MOST_EVENTS, 3 * len(by_key))]


def _pairs(value: bytes | None) -> list[tuple[str, int]]:
    pairs = []
    for part in (value or b"").decode().split():
        name, _, when = part.rpartition("@")
        pairs.append((name, int(when, 16)))
    return pairs
