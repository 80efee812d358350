"""From a fetched page to what it says of its article."""

import re

from crawler.extract.authors import authors
from crawler.extract.body import read_text
from crawler.extract.document import Document, parse, pick
from crawler.extract.origin import canonical, find_origin
from crawler.extract.published import published
from crawler.extract.structured import Node, article, text
from crawler.extract.title import title
from pipelines.model.entry import Entry
from pipelines.model.page import Extracted, Page
from pipelines.steps.origin import split_origin

LANGUAGE = re.compile(r"^([a-z]{2,3})(?:[-_]|$)", re.IGNORECASE)


def extract_page(page: Page, entry: Entry | None = None) -> Extracted:
    """Read an article page; where it is silent, `entry` (what the feed said) speaks.

    Pure and bounded: runs in a worker process.  A page without text gives an empty body.  Raises BadInput where the
    page cannot be parsed at all.
    """
    document = parse(page)
    node = article(document)
    headline = title(document, node) or (entry.title if entry else "")
    found = read_text(document, node, headline)
    body, stated_origin, stated_source = split_origin("\n".join(found.paragraphs), page.url)
    address = canonical(document)
    origin, source = find_origin(document, node, found.tail, address)
    return Extracted(
        title=headline,
        lead=found.lead,
        body=body,
        authors=authors(document, node, found) or (entry.authors if entry else ()),
        published=published(document, node, found.head, entry.published if entry else None),
        lang=language(document, node) or (entry.lang if entry else None),
        canonical_url=address,
        origin_url=stated_origin or origin,
        section=section(document, node),
        source_line=stated_source or source,
    )


def language(document: Document, node: Node) -> str | None:
    """The ISO 639-1 code that the page declares."""
    root = document.tree.getroottree().getroot()
    declared = (
        root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "",
        document.meta_first("content-language"),
        document.meta_first("og:locale"),
        text(node, "inLanguage"),
    )
    return next((match[1].lower() for value in declared if (match := LANGUAGE.match(value.strip()))), None)


def section(document: Document, node: Node) -> str:
    """The section's name: of the site's breadcrumb the deepest, else what the page's data say."""
    crumbs = list(pick(document.tree, document.rule.section))
    return (crumbs[-1] if crumbs else document.meta_first("article:section") or text(node, "articleSection"))[:200]
