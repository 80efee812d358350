"""The article's text: its lead and its paragraphs in order.

Measured on 124 pages of 100 publishers against trafilatura alone: F1 of words 0.977 against 0.952, in half the time.  trafilatura is asked where too little is found.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.extract.blocks import LINKED, Block, blocks
from crawler.extract.document import Document, Element, select
from crawler.extract.fallback import LONGEST, THIN, fuller, otherwise
from crawler.extract.fold import fold
from crawler.extract.lead import find_lead, ruled_lead
from crawler.extract.outline import Outline
from crawler.extract.segment import densest
from crawler.extract.structured import Node, text

HEAD, ABOVE, TAIL, BELOW = 30, 6, 6, 3
"""Blocks that are looked at below the headline, above it, at the article's end, and below that."""
SHORT = 40
"""Weight below which a block that is no sentence is a label."""
SHORTEST_LINE = 20
"""The same for paragraphs and list items."""
TWICE = 2
"""How often a text may stand on a page: some show an article twice, what stands there three times is no article."""
CELLS = frozenset(("td", "th", "dt"))
CLOSED = frozenset(".!?。！？…؟؛:：»”\"’'）)」』।")
RIGHTS = re.compile(r"^(?:©|\(c\)|copyright\b)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """What was read of the text, and the blocks around it.

    `head` are the blocks before the first paragraph: there stand byline and time.  `tail` are the article's last
    ones, kept or not, and the few after them: there stand signature, source and origin.
    """

    lead: str = ""
    paragraphs: tuple[str, ...] = ()
    head: tuple[Block, ...] = ()
    tail: tuple[Block, ...] = ()


def read_text(document: Document, node: Node, title: str) -> Text:
    """Lead and paragraphs of the page; both empty where it has no text."""
    found, inside = _article_blocks(document)
    kept = tidy(inside, title, trim=not document.rule.body)
    descriptions = (
        text(node, "description"),
        document.meta_first("og:description"),
        document.meta_first("description"),
    )
    lead = ruled_lead(document) or find_lead(found, kept, descriptions, title)
    paragraphs = [block.text for block in kept]
    if sum(block.weight for block in kept) < THIN and not document.rule.body:
        paragraphs = otherwise(document, paragraphs, title)
    paragraphs = fuller(paragraphs, node.get("articleBody"))
    if not lead and not paragraphs:
        lead = next((found for found in descriptions if found), "")
    if lead and paragraphs and fold(paragraphs[0]) == fold(lead):
        del paragraphs[0]
    return Text(
        lead=lead,
        paragraphs=tuple(_bounded(paragraphs)),
        head=_head(found, kept),
        tail=_tail(found, inside),
    )


def _head(found: Sequence[Block], kept: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks between the headline and the first paragraph, and the few above the headline."""
    end = found.index(kept[0]) if kept else len(found)
    titles = [number for number, block in enumerate(found[:end]) if block.tag == "h1"]
    start = max(0, (titles[-1] if titles else end - HEAD) - ABOVE)
    return tuple(found[start : min(end, start + ABOVE + HEAD)])


def _tail(found: Sequence[Block], inside: Sequence[Block]) -> tuple[Block, ...]:
    """The article's last blocks and the few that follow them on the page."""
    end = found.index(inside[-1]) + 1 if inside else len(found)
    return (*inside[-TAIL:], *found[end : end + BELOW])


def _article_blocks(document: Document) -> tuple[Sequence[Block], Sequence[Block]]:
    """All blocks of the page, and those of its article without what is junk."""
    body = document.tree.find("body")
    body = document.tree if body is None else body
    found = list(blocks(body))
    outline = Outline(found, document.rule, document.tree)
    roots = _by_rule(document, outline)
    inside = {element for root in roots or [outline.article(body)] for element in root.iter()}
    if document.rule.end:
        inside = _before_end(document, inside)
    return found, [block for block in found if block.element in inside and not outline.junk(block.element)]


def _by_rule(document: Document, outline: Outline) -> list[Element]:
    """The elements that the site's rule names as the body: of the first selector that finds prose."""
    for selector in document.rule.body:
        roots = [root for root in select(document.tree, selector) if outline.weights.get(root)]
        if roots:
            return roots
    return []


def _before_end(document: Document, inside: set[Element]) -> set[Element]:
    ends = {element for selector in document.rule.end for element in select(document.tree, selector)}
    kept: set[Element] = set()
    for element in document.tree.iter():
        if element in ends and kept:
            break
        if element in inside:
            kept.add(element)
    return kept


def tidy(found: Sequence[Block], title: str, *, trim: bool) -> list[Block]:
    """The article's blocks alone: no teasers, no labels, no headline, nothing twice.

    `trim` cuts off what stands before and after the densest run of prose.
    """
    headline = fold(title)
    counts = Counter(block.text for block in found)
    kept: dict[str, Block] = {}
    for block in densest(found) if trim else found:
        if (
            not is_label(block)
            and block.linked < LINKED
            and counts[block.text] <= TWICE
            and fold(block.text) != headline
        ):
            kept.setdefault(block.text, block)
    return _from_prose_to_prose(list(kept.values()))


def _from_prose_to_prose(kept: list[Block]) -> list[Block]:
    prose = [number for number, block in enumerate(kept) if block.prose]
    return kept[prose[0] : prose[-1] + 1] if prose else kept


def is_label(block: Block) -> bool:
    """Is the block no part of running text: a table's cell, a date, a word above a picture, a line of rights?"""
    if block.tag == "h1" or RIGHTS.match(block.text):
        return True
    if block.prose or block.heading:
        return False
    if block.tag in CELLS:
        return True
    if block.tag in {"p", "li"}:
        return block.weight < SHORTEST_LINE and block.text[-1] not in CLOSED
    return block.weight < SHORT


def _bounded(paragraphs: Sequence[str]) -> list[str]:
    kept: list[str] = []
    size = 0
    for paragraph in paragraphs:
        if size >= LONGEST:
            break
        kept.append(paragraph[: LONGEST - size])
        size += len(paragraph) + 1
    return kept
