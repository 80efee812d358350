"""Where on a page the article stands: weights of prose, what class names say, and the element that holds it."""

from collections import Counter
from collections.abc import Sequence

from config.sites import SiteRule, page_words
from crawler.extract.blocks import Block
from crawler.extract.document import Element, select
from crawler.extract.words import body_words, junk_words

WRAPS = 0.5
"""An element that holds more than this share of the page's prose is no junk, whatever its name."""
TRUST = 0.25
"""A suspicious word is not trusted where its other elements together hold more than this share."""
PILLARS = frozenset(("html", "body", "main", "article"))
NAMED = 0.5
"""The least share of the prose that an element with a telling name must hold."""
KEEP = 0.8
"""The way down to the article's element ends where no child holds this share of the prose."""


class Outline:
    """A page's blocks, and how much prose each element holds."""

    def __init__(self, found: Sequence[Block], rule: SiteRule, tree: Element) -> None:
        self._removed = {element for selector in rule.remove for element in select(tree, selector)}
        self._kept = {element for selector in rule.keep for element in select(tree, selector)}
        self._verdicts: dict[Element, bool] = {}
        self.weights = _weigh(found)
        self._total = sum(block.weight for block in found if block.prose)
        self._heavy = {element for element, weight in self.weights.items() if weight > WRAPS * self._total}
        self._distrusted = self._find_distrusted()
        self.weights = _weigh([block for block in found if not self.junk(block.element)])

    def _find_distrusted(self) -> frozenset[str]:
        """The suspicious words that stand on so much of the page's prose that they would remove the article."""
        sums: Counter[str] = Counter()
        for element, weight in self.weights.items():
            words = self._suspicious(element)
            for word in words.difference(*map(self._suspicious, element.iterancestors())) if words else ():
                sums[word] += weight
        much = {word for word, weight in sums.items() if weight > TRUST * self._total}
        return frozenset(much.difference(page_words().always))

    def _suspicious(self, element: Element) -> frozenset[str]:
        return frozenset() if element in self._heavy else junk_words().find(element)

    def junk(self, element: Element) -> bool:
        """Is `element`, or an element around it, by its class or the site's rule no part of an article?"""
        verdict = self._verdicts.get(element)
        if verdict is None:
            parent = element.getparent()
            verdict = self._alone(element)
            if verdict is None:
                verdict = parent is not None and self.junk(parent)
            self._verdicts[element] = verdict
        return verdict

    def _alone(self, element: Element) -> bool | None:
        """The verdict on the element itself, None where those around it decide."""
        if element in self._kept:
            return False
        if element in self._removed:
            return True
        if element in self._heavy or element.tag in PILLARS:
            return None
        return True if _hidden(element) or junk_words().find(element) - self._distrusted else None

    def article(self, body: Element) -> Element:
        """The smallest element that holds nearly all of the prose under `body`."""
        named = self._named(body)
        node = body if named is None else named
        while True:
            inner = max(node, key=lambda child: self.weights.get(child, 0), default=None)
            if inner is None or inner.tag == "p" or self.weights.get(inner, 0) < KEEP * self.weights.get(node, 1):
                return node
            node = inner

    def _named(self, body: Element) -> Element | None:
        """The element that calls itself the article's body, where it holds half of the prose: the innermost of them."""
        least = NAMED * self.weights.get(body, 0)
        heavy = (element for element, weight in self.weights.items() if weight >= least)
        named = [e for e in heavy if e.get("itemprop") == "articleBody" or body_words().find(e)]
        return max(named, key=lambda e: (self.weights[e], sum(1 for _ in e.iterancestors())), default=None)


def _weigh(found: Sequence[Block]) -> dict[Element, int]:
    """The weight of the prose in each element that has some."""
    weights: dict[Element, int] = {}
    for block in found:
        if block.prose:
            weight = block.weight
            for element in (block.element, *block.element.iterancestors()):
                weights[element] = weights.get(element, 0) + weight
    return weights


def _hidden(element: Element) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = element.get("style")
    return bool(style) and "display:none" in style.replace(" ", "").lower()
