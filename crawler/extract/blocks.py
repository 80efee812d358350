"""A page as a sequence of text blocks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from crawler.extract.document import Element, squeeze

DEEPEST = 150
"""Levels of nesting that are looked into."""
MOST_BLOCKS = 8_000
MOST_WRAPPERS = 100
MOST_PARAGRAPHS = 2_000

SKIPPED = frozenset(
    (
        *("script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "form", "button"),
        *(
            "select",
            "textarea",
            "input",
            "nav",
            "footer",
            "aside",
            "figure",
            "figcaption",
            "audio",
            "video",
            "canvas",
            "map",
        ),
        *("dialog", "menu", "head", "picture", "img", "source", "link", "meta"),
    )
)
WRAPPERS = frozenset(("form", "aside", "nav", "footer", "figure"))
"""Of the skipped ones those that a page may stand in as a whole."""
HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
INLINE = frozenset(
    (
        *("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd"),
        *("label", "mark", "nobr", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong"),
        *("sub", "sup", "time", "tt", "u", "var", "wbr"),
    )
)
PARTS = (
    *("p", "div", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "table", "section", "article", "blockquote", "figure"),
    *("li", "aside", "header", "footer", "dl", "pre", "br"),
)
WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
SENTENCE_END = re.compile(r"[.!?。！？…।؟»”\"’')）」』]\s*$")
PROSE = 40
"""Weight from which a block that ends like a sentence counts as prose; twice as much for one that does not."""
LONGEST_LINK = 600
"""Characters of a link; what is longer was never closed."""
LINKED = 0.5
"""Share of link text from which a block is a teaser."""


@dataclass(frozen=True, slots=True)
class Block:
    """`text` on one line, directly inside `element`; `linked` is the share of it that stands in links."""

    element: Element
    tag: str
    text: str
    linked: float

    @property
    def heading(self) -> bool:
        return self.tag in HEADINGS

    @property
    def weight(self) -> int:
        """Length of the text, characters of scripts that need few of them counted twice."""
        return len(self.text) + (0 if self.text.isascii() else len(WIDE.findall(self.text)))

    @property
    def prose(self) -> bool:
        """Is this a sentence of an article rather than a label or a teaser?"""
        if self.linked >= LINKED or self.heading or self.tag == "h1":
            return False
        weight = self.weight
        return weight >= 2 * PROSE or (weight >= PROSE and SENTENCE_END.search(self.text) is not None)


def blocks(root: Element) -> Iterator[Block]:
    """The blocks of text under `root` in order; navigation, forms, scripts and captions are passed over."""
    for number, block in enumerate(_visit(root, 0, _wrapping(root), linked=False)):
        if number >= MOST_BLOCKS:
            return
        yield block


def _visit(element: Element, depth: int, wrapping: set[Element], *, linked: bool) -> Iterator[Block]:
    if depth > DEEPEST:
        return
    linked = linked or (element.tag == "a" and len("".join(element.itertext())) <= LONGEST_LINK)
    run: list[Element | str] = [element.text] if element.text else []
    for child in element:
        tag = child.tag
        if not isinstance(tag, str):
            pass
        elif tag == "br":
            yield from _flush(element, run, linked=linked)
        elif tag in INLINE and not _has_parts(child):
            run.append(child)
        else:
            yield from _flush(element, run, linked=linked)
            if tag not in SKIPPED or child in wrapping:
                yield from _visit(child, depth + 1, wrapping, linked=linked)
        if child.tail:
            run.append(child.tail)
    yield from _flush(element, run, linked=linked)


def _wrapping(root: Element) -> set[Element]:
    """Forms and asides that hold half of the page's paragraphs: they wrap the page, or were never closed."""
    total = _paragraphs(root)
    return {element for element in islice(root.iter(*WRAPPERS), MOST_WRAPPERS) if 2 * _paragraphs(element) > total}


def _paragraphs(element: Element) -> int:
    return sum(1 for p in islice(element.iter("p"), MOST_PARAGRAPHS) if len(p.text or "") > PROSE)


def _has_parts(element: Element) -> bool:
    return len(element) > 0 and next(element.iter(*PARTS), None) is not None


def _flush(element: Element, run: list[Element | str], *, linked: bool) -> Iterator[Block]:
    """The block that the texts and inline elements of `run` make; empties `run`."""
    text = squeeze("".join(part if isinstance(part, str) else inline_text(part) for part in run))
    if text:
        in_links = len(text) if linked else sum(_link_length(part) for part in run if not isinstance(part, str))
        yield Block(element, element.tag, text, min(1.0, in_links / len(text)))
    run.clear()


def inline_text(element: Element) -> str:
    """The text of an inline element, without scripts and buttons inside it."""
    if len(element) == 0:
        return element.text or ""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in SKIPPED:
            parts.append(inline_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _link_length(element: Element) -> int:
    if element.tag == "a":
        return len(inline_text(element))
    return sum(len(inline_text(a)) for a in element.iter("a")) if len(element) else 0
