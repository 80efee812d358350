"""The run of blocks in which the most prose stands together."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median_low

from crawler.extract.blocks import Block
from crawler.extract.document import Element

# Tuned on the pages of half of the development publishers; from 10 to 25 they hardly differ.
STEP = 20
"""What each step of the way through the tree costs, beyond the usual way from one paragraph to the next."""
LABEL, LINK, HEADING = 15, 40, 20
"""What a block costs that is no prose: a label, the links in it at most, a heading."""
OTHER_ARTICLE = 500
"""What it costs to go on into another `article` element or past another `h1`."""


def densest(found: Sequence[Block]) -> Sequence[Block]:
    """The consecutive blocks with the highest sum of gains (prose) and losses (labels, links, leaps through the tree)."""
    ways = Ways()
    leaps = [ways.between(one.element, other.element) for one, other in pairwise(found)]
    usual = _usual(found, leaps)
    best, total, start, stop, begun = 0.0, 0.0, 0, 0, 0
    for number, block in enumerate(found):
        if number:
            total -= STEP * max(0, leaps[number - 1] - usual)
            total -= OTHER_ARTICLE * (ways.article(found[number - 1].element) is not ways.article(block.element))
        if total <= 0:
            total, begun = 0.0, number
        total += gain(block)
        if total > best:
            best, start, stop = total, begun, number + 1
    return _with_siblings(found, start, stop)


def _with_siblings(found: Sequence[Block], start: int, stop: int) -> Sequence[Block]:
    """The run, prolonged to the paragraphs beyond a list of links or a box that stand beside its own paragraphs."""
    parents = {block.element.getparent() for block in found[start:stop] if block.prose and block.tag == "p"}
    beside = [
        n for n, block in enumerate(found) if block.prose and block.tag == "p" and block.element.getparent() in parents
    ]
    return found[min(start, *beside, start) : max(stop, *(n + 1 for n in beside), stop)]


def gain(block: Block) -> float:
    """What a block adds to its run."""
    if block.prose:
        return block.weight
    if block.tag == "h1":
        return -OTHER_ARTICLE
    return -HEADING if block.heading else -LABEL - block.linked * min(len(block.text), LINK)


def _usual(found: Sequence[Block], leaps: Sequence[int]) -> int:
    between = [leap for leap, (one, other) in zip(leaps, pairwise(found), strict=True) if one.prose and other.prose]
    return max(2, median_low(between)) if between else 2


class Ways:
    """Distances between elements, in steps up and down the tree."""

    def __init__(self) -> None:
        self._paths: dict[Element, tuple[Element, ...]] = {}

    def path(self, element: Element) -> tuple[Element, ...]:
        """From the root down to `element`."""
        known = self._paths.get(element)
        if known is None:
            known = self._paths[element] = (*reversed(list(element.iterancestors())), element)
        return known

    def between(self, one: Element, other: Element) -> int:
        """0 for the same element, 2 for siblings."""
        if one is other:
            return 0
        first, second = self.path(one), self.path(other)
        shared = next(
            (level for level, (a, b) in enumerate(zip(first, second, strict=False)) if a is not b),
            min(len(first), len(second)),
        )
        return len(first) + len(second) - 2 * shared

    def article(self, element: Element) -> Element | None:
        """The nearest `article` around `element`."""
        return next((above for above in reversed(self.path(element)) if above.tag == "article"), None)
