"""The article's text: its paragraphs in order, one a line."""

from collections.abc import Sequence

from crawler.extract.blocks import Block, Outline, blocks, is_prose
from crawler.extract.document import Document, Element, select
from crawler.extract.title import fold

LONGEST = 200_000


def body_blocks(document: Document, title: str) -> list[Block]:
    outline = Outline(document.tree, document.rule)
    root = by_rule(document)
    if root is None:
        root = outline.article()
    found = [block for block in blocks(root, outline)]
    return tidy(found, title)


def by_rule(document: Document) -> Element | None:
    for selector in document.rule.body:
        if found := select(document.tree, selector):
            return found[0]
    return None


def tidy(found: Sequence[Block], title: str) -> list[Block]:
    """Take away teasers, the headline, headings over nothing, and what stands before and after the prose."""
    kept = [block for block in found if block.linked < 0.6 and fold(block.text) != fold(title) and block.tag != "h1"]
    prose = [
        i
        for i, block in enumerate(kept)
        if not block.heading and block.tag != "li" and is_prose(block.text, block.linked)
    ]
    if not prose:
        return kept
    kept = kept[prose[0] : prose[-1] + 1]
    return [b for i, b in enumerate(kept) if not (b.heading and (i + 1 == len(kept) or kept[i + 1].heading))]
