"""The lead, where it stands apart from the body."""

from collections.abc import Container, Iterator, Sequence

from crawler.extract.blocks import LINKED, Block
from crawler.extract.document import Document, Element, select, squeeze
from crawler.extract.fold import fold
from crawler.extract.words import lead_words

SHORTEST = 40
"""Weight of a lead."""
SAME = 40
"""Folded characters at their start by which two texts are taken for one."""
TELLING = 15
"""Folded characters that a page's description needs to be recognised by."""


def find_lead(found: Sequence[Block], body: Sequence[Block], descriptions: Sequence[str], title: str) -> str:
    """The block before the body that repeats the page's description, else the nearest one whose class says "lead".
    The body's first block is the lead where its own class says so.

    `found` are all blocks of the page, `body` those of the article.  Empty where there is none.
    """
    before = list(_before(found, body, title))
    starts = [start for text in descriptions if len(start := fold(text)[:SAME]) >= TELLING]
    if body and lead_words().find(body[0].element):
        return body[0].text
    if body and any(fold(body[0].text).startswith(start) for start in starts):
        return ""
    inside = {fold(block.text)[:SAME] for block in body}
    apart = [block for block in before if fold(block.text)[:SAME] not in inside]
    described = (block for block in apart if any(fold(block.text).startswith(start) for start in starts))
    named = (block for block in reversed(apart) if _says_lead(block))
    chosen = next(described, None) or next(named, None)
    return chosen.text if chosen else ""


def _before(found: Sequence[Block], body: Sequence[Block], title: str) -> Iterator[Block]:
    headline = fold(title)
    for block in found:
        if body and block is body[0]:
            return
        if block.weight >= SHORTEST and block.linked < LINKED and block.tag != "h1" and fold(block.text) != headline:
            yield block


def _says_lead(block: Block) -> bool:
    parent = block.element.getparent()
    return bool(lead_words().find(block.element) or (parent is not None and lead_words().find(parent)))


def ruled_lead(document: Document) -> str:
    """The lead where the site's rule says it is, without what the rule removes (a place name glued to it)."""
    unwanted = {element for path in document.rule.remove for element in select(document.tree, path)}
    leads = (element for path in document.rule.lead for element in select(document.tree, path))
    return next((lead for element in leads if (lead := squeeze("".join(_parts(element, unwanted))))), "")


def _parts(element: Element, unwanted: Container[Element]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child not in unwanted:
            yield from _parts(child, unwanted)
        yield child.tail or ""
