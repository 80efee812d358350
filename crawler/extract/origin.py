"""Which article this one was taken from: by its canonical address, by syndication marks, by a link in its last lines."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from crawler.extract.blocks import Block
from crawler.extract.document import Document, absolute, pick, text_of
from crawler.extract.structured import Node, text
from pipelines.steps.origin import is_source_label, read_line, source_name
from pipelines.steps.url_key import same_site

MARKS = ("syndication-source", "original-source", "cxenseparse:original-url", "original-url")
BASED_ON = ("isBasedOn", "translationOfWork", "isBasedOnUrl")


def canonical(document: Document) -> str | None:
    """The page's own word for its address; a front page is nobody's."""
    addresses = [link.get("href") for link in document.tree.iter("link") if _is_canonical(link.get("rel"))]
    for address in [*addresses, document.meta_first("og:url")]:
        found = absolute(address, document.url) if address else None
        if found and (len(urlsplit(found).path) > 1 or urlsplit(found).query):
            return found
    return None


def _is_canonical(rel: str | None) -> bool:
    return "canonical" in (rel or "").lower().split()


def find_origin(document: Document, node: Node, tail: Sequence[Block], address: str | None) -> tuple[str | None, str]:
    """The origin's address and, where it has none, its name as the page writes it."""
    named = next(pick(document.tree, document.rule.source), "") or _named(tail)
    for candidate in _candidates(document, node, tail, address):
        found = absolute(candidate, document.url)
        if found and not same_site(found, document.url) and len(urlsplit(found).path) > 1:
            return found, named
    return None, named


def _candidates(document: Document, node: Node, tail: Sequence[Block], address: str | None) -> Iterator[str]:
    if address:
        yield address
    for name in MARKS:
        yield from document.meta.get(name, ())
    for key in BASED_ON:
        yield text(node, key)
    for block in reversed(tail):
        yield read_line(block.text, document.url)[0] or ""
        yield from _labelled_links(block)


def _labelled_links(block: Block) -> Iterator[str]:
    """The link of a short line that is a word for "source", a colon and that link."""
    links = [link for link in block.element.iter("a") if link.get("href")]
    if len(links) == 1 and is_source_label(block.text.removesuffix(text_of(links[0]))):
        yield links[0].get("href")


def _named(tail: Sequence[Block]) -> str:
    return next((name for block in reversed(tail) if (name := source_name(block.text))), "")
