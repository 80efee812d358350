"""A page as blocks of text: which element holds the article, and which of its blocks belong to it.

Trusts three things: prose stands in blocks with few links, an article's blocks share an ancestor, and class names say
what is not prose.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from config.sites import SiteRule, page_words
from crawler.extract.document import Element, select, squeeze
from crawler.extract.words import class_words

MOST_ELEMENTS = 60_000
"""Elements looked at; a page has 1,000 to 10,000."""
DEEPEST = 120

SKIPPED = frozenset(
    "script style noscript template iframe object embed svg math form button select textarea input nav footer aside figcaption audio video canvas map dialog menu head".split()
)
HEADINGS = frozenset("h2 h3 h4 h5 h6".split())
LEAVES = frozenset("p h1 h2 h3 h4 h5 h6 li blockquote pre dd dt td th".split())
INLINE = frozenset(
    "a abbr b bdi bdo big cite code data del dfn em font i ins kbd mark nobr q rp rt ruby s samp small span strike strong sub sup time tt u var wbr label".split()
)
PARTS = ("p", "div", "ul", "ol", "h2", "h3", "h4", "table", "section", "article", "blockquote", "figure", "li", "aside")
WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
SENTENCE_END = re.compile(r"[.!?。！？…।؟:»”\"')）」]\s*$")

PROSE = 40
"""Weight from which a block counts as prose by its length alone."""
LINKED = 0.6
"""Share of link text from which a block is a teaser."""
JUNK_SHARE = 0.3
"""A block with a suspicious class that holds more than this share of the page's prose is no junk after all."""


@dataclass(frozen=True, slots=True)
class Block:
    """`text` without line breaks; `linked` is the share of it that stands in links."""

    element: Element
    tag: str
    text: str
    linked: float

    @property
    def heading(self) -> bool:
        return self.tag in HEADINGS


def weight(text: str) -> int:
    """Length of a text, scripts with wide characters counted twice."""
    return len(text) + len(WIDE.findall(text))


def is_prose(text: str, linked: float) -> bool:
    """Is this a sentence of an article rather than a label or a teaser?"""
    heavy = weight(text)
    return linked < LINKED and (heavy >= 2 * PROSE or (heavy >= PROSE and SENTENCE_END.search(text) is not None))


class Outline:
    """Where a page's prose stands: the weight of each element, and which elements are junk."""

    def __init__(self, tree: Element, rule: SiteRule) -> None:
        self.tree = tree
        self.removed = {id(e): e for selector in rule.remove for e in select(tree, selector)}
        self.kept = {id(e): e for selector in rule.keep for e in select(tree, selector)}
        self.weights: dict[Element, int] = {}
        self.links: dict[Element, int] = {}
        self.total = 0
        self._weigh()

    def _weigh(self) -> None:
        for number, element in enumerate(self.tree.iter("p", "li", "blockquote", "td", "div", "a")):
            if number > MOST_ELEMENTS:
                break
            if element.tag == "a":
                self._add(self.links, element, len(element.text or ""))
                continue
            text = own_text(element)
            if text and not _in_link(element) and is_prose(text, 0.0):
                self.total += self._add(self.weights, element, weight(text))

    def _add(self, sums: dict[Element, int], element: Element, amount: int) -> int:
        chain = [element, *element.iterancestors()]
        if amount and not any(e.tag in SKIPPED or id(e) in self.removed for e in chain):
            for ancestor in chain:
                sums[ancestor] = sums.get(ancestor, 0) + amount
            return amount
        return 0

    def junk(self, element: Element) -> bool:
        """Is `element` by its tag, its class or the site's rule no part of an article?"""
        if id(element) in self.kept:
            return False
        if element.tag in SKIPPED or id(element) in self.removed:
            return True
        if _hidden(element):
            return True
        if not (element.get("class") or element.get("id")) or not class_words(element).has(page_words().remove):
            return False
        return self.weights.get(element, 0) <= JUNK_SHARE * self.total

    def article(self) -> Element:
        """The element that holds the article."""
        body = self.tree.find("body")
        node = body if body is not None else self.tree
        best, best_score = node, float("-inf")
        while True:
            score = self.weights.get(node, 0) - 0.5 * self.links.get(node, 0)
            if score >= best_score:
                best, best_score = node, score
            inner = max(
                (c for c in node if isinstance(c.tag, str) and not self.junk(c)),
                key=lambda c: self.weights.get(c, 0),
                default=None,
            )
            if inner is None or inner.tag in LEAVES or self.weights.get(inner, 0) < 0.5 * self.weights.get(node, 1):
                return best
            node = inner


def own_text(element: Element) -> str:
    """An element's text without that of nested blocks."""
    parts = [element.text or ""]
    for child in element:
        if child.tag in INLINE:
            parts.append("".join(child.itertext()))
        parts.append(child.tail or "")
    return squeeze("".join(parts))


def _in_link(element: Element) -> bool:
    return any(ancestor.tag == "a" for ancestor in element.iterancestors())


def _hidden(element: Element) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = element.get("style")
    return bool(style) and "display:none" in style.replace(" ", "").lower()


def blocks(root: Element, outline: Outline) -> Iterator[Block]:
    """The blocks of text under `root` in order, without junk."""
    yield from _visit(root, outline, 0)


def _visit(element: Element, outline: Outline, depth: int) -> Iterator[Block]:
    if depth > DEEPEST:
        return
    run: list[Element | str] = [element.text or ""]
    for child in element:
        if not isinstance(child.tag, str):
            run.append(child.tail or "")
            continue
        if child.tag == "br":
            yield from _flush(element, run)
        elif child.tag in INLINE and not _has_parts(child):
            if not outline.junk(child):
                run.append(child)
        else:
            yield from _flush(element, run)
            if not outline.junk(child):
                yield from _visit(child, outline, depth + 1)
        run.append(child.tail or "")
    yield from _flush(element, run)


def _has_parts(element: Element) -> bool:
    return len(element) > 0 and next(element.iter(*PARTS), None) is not None


def _flush(element: Element, run: list[Element | str]) -> Iterator[Block]:
    texts = [part if isinstance(part, str) else "".join(part.itertext()) for part in run]
    text = squeeze("".join(texts))
    if text:
        linked = sum(_link_length(part) for part in run if not isinstance(part, str))
        if element.tag == "a":
            linked = len(text)
        yield Block(element, element.tag, text, min(1.0, linked / len(text)))
    run.clear()


def _link_length(element: Element) -> int:
    if element.tag == "a":
        return len("".join(element.itertext()))
    return sum(len("".join(a.itertext())) for a in element.iter("a")) if len(element) else 0
