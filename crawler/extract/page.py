"""From a fetched page to what it says of its article."""

import re

from trafilatura import bare_extraction

from crawler.extract.authors import authors
from crawler.extract.document import Document, absolute, parse, pick
from crawler.extract.published import published
from crawler.extract.structured import Node, article, text
from crawler.extract.title import fold, title
from pipelines.model.entry import Entry
from pipelines.model.page import Extracted, Page

LANGUAGE = re.compile(r"^([a-z]{2,3})(?:[-_]|$)", re.IGNORECASE)


def extract_page(page: Page, entry: Entry | None = None) -> Extracted:
    """Read an article page; where it is silent, `entry` (what the feed said) speaks.

    Pure and bounded: runs in a worker process.  A page without text gives an empty body.  Raises BadInput where the
    page cannot be parsed at all.
    """
    document = parse(page)
    node = article(document)
    headline = title(document, node) or (entry.title if entry else "")
    return Extracted(
        title=headline,
        lead=next(pick(document.tree, document.rule.lead), ""),
        body=body(document, headline),
        authors=authors(document, node) or (entry.authors if entry else ()),
        published=published(document, node) or (entry.published if entry else None),
        lang=language(document, node) or (entry.lang if entry else None),
        canonical_url=canonical(document),
        section=next(pick(document.tree, document.rule.section), "")
        or document.meta_first("article:section")
        or text(node, "articleSection"),
    )


def body(document: Document, headline: str) -> str:
    found = bare_extraction(document.tree, url=document.url, fast=True, include_comments=False)
    lines = (found.text or "").split("\n") if found else []
    return "\n".join(line for line in lines if fold(line) != fold(headline))


def language(document: Document, node: Node) -> str | None:
    """ISO 639-1 code as the page declares it."""
    root = document.tree.getroottree().getroot()
    declared = (
        root.get("lang") or "",
        document.meta_first("content-language"),
        document.meta_first("og:locale"),
        text(node, "inLanguage"),
    )
    return next((match[1].lower() for value in declared if (match := LANGUAGE.match(value.strip()))), None)


def canonical(document: Document) -> str | None:
    for link in document.tree.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and link.get("href"):
            return absolute(link.get("href"), document.url)
    return None
