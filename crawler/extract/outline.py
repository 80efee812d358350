"""Where on a page the article stands: weights of prose, what class names say, and the element that holds it."""

from collections import Counter
from collections.abc import Sequence

from config.sites import SiteRule, page_words
from crawler.extract.blocks import Block
from crawler.extract.document import Element, select
from crawler.extract.words import class_words

WRAPS = 0.5
"""An element that holds more than this share of the page's prose is no junk, whatever its name."""
TRUST = 0.25
"""A suspicious word is not trusted where its other elements together hold more than this share."""
NAMED = 0.5
"""The least share of the prose that an element with a telling name must hold."""
KEEP = 0.8
"""The way down to the article's element ends where no child holds this share of the prose."""


class Outline:
    """A page's blocks, and how much prose each element holds."""

    def __init__(self, found: Sequence[Block], rule: SiteRule, tree: Element) -> None:
        self.blocks = found
        self.removed = {element for selector in rule.remove for element in select(tree, selector)}
        self.kept = {element for selector in rule.keep for element in select(tree, selector)}
        self._verdicts: dict[Element, bool] = {}
        self.total = sum(block.weight for block in found if block.prose)
        self.weights = self._weigh(found)
        self._heavy = {element for element, weight in self.weights.items() if weight > WRAPS * self.total}
        self.trusted = self._trusted()
        self.weights = self._weigh([block for block in found if not self.junk(block.element)])

    def _weigh(self, found: Sequence[Block]) -> dict[Element, int]:
        weights: dict[Element, int] = {}
        for block in found:
            if block.prose:
                weight = block.weight
                weights[block.element] = weights.get(block.element, 0) + weight
                for ancestor in block.element.iterancestors():
                    weights[ancestor] = weights.get(ancestor, 0) + weight
        return weights

    def _trusted(self) -> tuple[str, ...]:
        """The suspicious words that do not stand on much of the page's prose: those would remove the article."""
        sums: Counter[str] = Counter()
        for element, weight in self.weights.items():
            if element not in self._heavy:
                for word in set(self._suspicious(element)).difference(*map(self._suspicious, element.iterancestors())):
                    sums[word] += weight
        words = page_words()
        return tuple(word for word in words.remove if word in words.always or sums[word] <= TRUST * self.total)

    def _suspicious(self, element: Element) -> tuple[str, ...]:
        return () if element in self._heavy else class_words(element).those(page_words().remove)

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
        if element in self.kept:
            return False
        if element in self.removed or _hidden(element):
            return True
        if element.tag in {"body", "html", "main", "article"} or element in self._heavy:
            return None
        return True if class_words(element).has(self.trusted) else None

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
        words = page_words().body
        heavy = (element for element, weight in self.weights.items() if weight >= least)
        named = [e for e in heavy if e.get("itemprop") == "articleBody" or class_words(e).has(words)]
        return max(named, key=lambda e: (self.weights[e], sum(1 for _ in e.iterancestors())), default=None)


def _hidden(element: Element) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = element.get("style")
    return bool(style) and "display:none" in style.replace(" ", "").lower()
