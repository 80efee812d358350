"""The article's text: its lead and its paragraphs in order.

Measured on 124 pages of 100 publishers against trafilatura alone: F1 of words 0.976 against 0.952, in less than half
the time.  trafilatura is asked where too little is found.
"""

import re
from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice

from trafilatura import bare_extraction
from trafilatura.settings import Document as Extraction

from crawler.extract.blocks import LINKED, Block, blocks
from crawler.extract.document import Document, Element, pick, select, squeeze
from crawler.extract.fold import fold
from crawler.extract.lead import find_lead
from crawler.extract.outline import Outline
from crawler.extract.segment import densest
from crawler.extract.structured import Node, text

LONGEST = 200_000
HEAD, ABOVE, TAIL = 30, 6, 6
"""Blocks that are looked at below the headline, above it, and at the article's end."""
SHORT = 40
"""Weight below which a block that is no sentence is a label."""
SHORTEST_LINE = 20
"""The same for paragraphs and list items."""
THIN = 200
"""Weight of a text that is too little for an article: other ways are tried."""
MOST_ELEMENTS = 20_000
"""Elements of a page that trafilatura is given; articles have 1,000 to 10,000."""
TWICE = 2
"""How often a text may stand on a page: some show an article twice, what stands there three times is no article."""
FULLER, RICHER = 2, 4
"""How many times longer JSON-LD's and trafilatura's text must be to be taken in place of what was found."""
CELLS = frozenset(("td", "th", "dt"))
CLOSED = frozenset(".!?。！？…؟؛:：»”\"’'）)」』।")
RIGHTS = re.compile(r"^(?:©|\(c\)|copyright\b)", re.IGNORECASE)
TAGS = re.compile(r"<[^<>]{1,500}>")
BREAKS = re.compile(r"<\s*(?:br|/p|/div|/h\d|/li)\b[^<>]*>", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """What was read of the text, and the blocks around it.

    `head` are the blocks before the first paragraph: there stand byline and time.  `tail` are the last ones of the
    article's element, kept or not: there stand signature, source and origin.
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
    lead = next(pick(document.tree, document.rule.lead), "") or find_lead(found, kept, descriptions, title)
    paragraphs = [block.text for block in kept]
    if sum(block.weight for block in kept) < THIN and not document.rule.body:
        paragraphs = _otherwise(document, paragraphs, title)
    paragraphs = _fuller(paragraphs, node.get("articleBody"))
    if not lead and not paragraphs:
        lead = next((found for found in descriptions if found), "")
    if lead and paragraphs and fold(paragraphs[0]) == fold(lead):
        del paragraphs[0]
    return Text(
        lead=lead,
        paragraphs=tuple(_bounded(paragraphs)),
        head=_head(found, kept),
        tail=tuple(inside[-TAIL:]),
    )


def _head(found: Sequence[Block], kept: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks between the headline and the first paragraph, and the few above the headline."""
    end = found.index(kept[0]) if kept else len(found)
    titles = [number for number, block in enumerate(found[:end]) if block.tag == "h1"]
    start = max(0, (titles[-1] if titles else end - HEAD) - ABOVE)
    return tuple(found[start : min(end, start + ABOVE + HEAD)])


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


def _otherwise(document: Document, paragraphs: list[str], title: str) -> list[str]:
    """What trafilatura finds, where that is more; huge pages are left alone, it would need seconds for them."""
    if next(islice(document.tree.iter(), MOST_ELEMENTS, None), None) is not None:
        return paragraphs
    # A copy: what is read after the text needs the tree as it was.
    found = bare_extraction(deepcopy(document.tree), fast=True, include_comments=False, include_tables=False)
    text = found.text if isinstance(found, Extraction) else None
    lines = [line.strip(" -") for line in (text or "").split("\n")]
    lines = [line for line in lines if line and fold(line) != fold(title)]
    return lines if sum(map(len, lines)) > RICHER * sum(map(len, paragraphs)) else paragraphs


def _fuller(paragraphs: list[str], given: object) -> list[str]:
    """JSON-LD's own text of the article, where the page shows only the beginning of it."""
    if not isinstance(given, str) or len(given) < THIN or len(given) < FULLER * sum(map(len, paragraphs)):
        return paragraphs
    return [line for part in BREAKS.sub("\n", given[:LONGEST]).split("\n") if (line := squeeze(TAGS.sub(" ", part)))]


def _bounded(paragraphs: Sequence[str]) -> list[str]:
    kept: list[str] = []
    size = 0
    for paragraph in paragraphs:
        if size >= LONGEST:
            break
        kept.append(paragraph[: LONGEST - size])
        size += len(paragraph) + 1
    return kept
