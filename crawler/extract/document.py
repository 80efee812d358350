"""A page's tree, parsed once and shared by every reader."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from types import MappingProxyType
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree, html
from lxml.cssselect import CSSSelector
from w3lib.encoding import html_to_unicode

from config.sites import SiteRule, rule_for
from pipelines.errors import BadInput
from pipelines.model.page import Page

LONGEST_PAGE = 4_000_000
"""Bytes of HTML that are read; the rest is cut off."""
LONGEST_URL = 2_000
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

Element = Any
"""An lxml element: lxml ships no types."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A parsed page.  `meta` maps a meta tag's name, property or itemprop (lower case) to its contents in order."""

    url: str
    host: str
    tree: Element
    rule: SiteRule
    meta: Mapping[str, tuple[str, ...]]

    def meta_first(self, *names: str) -> str:
        """The first content that is not empty, in the order of `names`."""
        return next((value for name in names for value in self.meta.get(name, ())), "")


def parse(page: Page) -> Document:
    """Parse `page`.  Raises BadInput where nothing of it is HTML."""
    tree = _tree(_text(page))
    host = (urlsplit(page.url).hostname or "").lower()
    return Document(url=page.url, host=host, tree=tree, rule=rule_for(host), meta=_meta(tree))


def _text(page: Page) -> str:
    header = f"text/html; charset={page.charset}" if page.charset else None
    _, text = html_to_unicode(header, page.html[:LONGEST_PAGE], default_encoding="utf-8")
    return UNWANTED.sub(" ", DECLARATION.sub("", text, count=1))


def _tree(text: str) -> Element:
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise BadInput(f"the page cannot be parsed: {error}") from error
    return tree


def _meta(tree: Element) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for tag in tree.iter("meta"):
        content = squeeze(tag.get("content") or "")
        for key in ("name", "property", "itemprop", "http-equiv"):
            if content and (name := tag.get(key)):
                found.setdefault(name.strip().lower(), []).append(content)
    return MappingProxyType({name: tuple(values) for name, values in found.items()})


_selectors: dict[str, CSSSelector] = {}


def select(tree: Element, selector: str) -> list[Element]:
    """The elements that a CSS selector finds, in document order; a selector is compiled once."""
    compiled = _selectors.get(selector)
    if compiled is None:
        compiled = _selectors[selector] = CSSSelector(selector, translator="html")
    return list(compiled(tree))


def pick(tree: Element, selectors: tuple[str, ...]) -> Iterator[str]:
    """The texts (or attributes, `selector@attribute`) that `selectors` find: all of the first selector, then the next."""
    for selector in selectors:
        path, _, attribute = selector.partition("@")
        for element in select(tree, path):
            text = squeeze(element.get(attribute) or "") if attribute else text_of(element)
            if text:
                yield text


def squeeze(text: str) -> str:
    """White space folded, entities that survived parsing decoded, also those that were escaped twice."""
    if "&" in text:
        text = unescape(unescape(text))
    return " ".join(text.split())


def text_of(element: Element) -> str:
    """An element's whole text on one line."""
    return squeeze("".join(element.itertext()))


def absolute(url: str, base: str) -> str | None:
    """`url` against `base`; None where it is no web address."""
    try:
        joined = urljoin(base, url.strip())
        parts = urlsplit(joined)
    except ValueError:
        return None
    return joined if parts.scheme in {"http", "https"} and parts.hostname and len(joined) <= LONGEST_URL else None
