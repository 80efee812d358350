"""Section pages of vietnamnet.vn into entries.

Titles stand in two families of blocks, `horizontalPost` and `verticalPost`, each with a title, a lead and a section
label.  Class attributes carry stray blanks, so single classes are matched.  Where a page has few such blocks, every
link of an article's form counts.  Listings show no times.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit, urlunsplit

from lxml import etree, html

from crawler.decode import decode
from crawler.entries import Draft
from crawler.plain_text import plain_text
from pipelines.errors import PollError

_ARTICLE = re.compile(r"^/(?:en/)?[a-z0-9]+(?:-[a-z0-9]+)*-(?P<id>\d{5,9})\.html$")
_PAGE = re.compile(r"-page\d+$")
_FAMILIES = ("horizontalPost", "verticalPost")
_FEW = 3
"""Blocks below which the page is taken for one of another make, and all its links are looked at."""
_SHORTEST_TITLE = 12
"""Characters: shorter words around a link are a label, a number or "more"."""


def article_id(url: str) -> int | None:
    """The number at the end of an article's address; None for tags, authors, events and everything else."""
    match = _ARTICLE.match(urlsplit(url).path)
    return int(match["id"]) if match else None


def page_url(url: str, number: int) -> str:
    """Page `number` of a section, counted from 0 as the site does."""
    parts = urlsplit(url)
    path = _PAGE.sub("", parts.path.rstrip("/"))
    return urlunsplit((parts.scheme, parts.netloc, f"{path}-page{number}" if number else path or "/", "", ""))


def read_listing(body: bytes, content_type: str, url: str) -> list[Draft]:
    """The articles that a section page at `url` lists, newest first: their numbers rise with time.

    Raises PollError `no_articles` where it lists none, as error pages and bot walls do.
    """
    try:
        parser = html.HTMLParser(encoding="utf-8", remove_comments=True)
        tree = html.document_fromstring(decode(body, content_type).encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise PollError("empty", "the section page has no content") from error
    drafts = _by_link(_blocks(tree), url)
    if len(drafts) < _FEW:
        drafts = _by_link(_loose_links(tree), url) | drafts
    if not drafts:
        raise PollError(
            "no_articles", f"no link of an article's form: {plain_text(tree.findtext('.//title') or '', 80)}"
        )
    return sorted(drafts.values(), key=lambda draft: article_id(draft.link) or 0, reverse=True)


def _by_link(drafts: Iterable[Draft], url: str) -> dict[str, Draft]:
    """Articles of the site itself by address; of several links to one the fullest counts."""
    found: dict[str, Draft] = {}
    for draft in drafts:
        link = _own_article(draft.link, url)
        if not link:
            continue
        known = found.get(link)
        if known is None or _fullness(draft) > _fullness(known):
            found[link] = Draft(link=link, title=draft.title, summary=draft.summary)
    return found


def _own_article(href: str, url: str) -> str:
    """Sister sites have numbers of their own: their articles are none of this listing."""
    try:
        link = urlsplit(urljoin(url, href.strip()))
    except ValueError:
        return ""
    if _site(link.netloc) != _site(urlsplit(url).netloc) or not _ARTICLE.match(link.path):
        return ""
    return urlunsplit((link.scheme, link.netloc, link.path, "", ""))


def _site(netloc: str) -> str:
    return netloc.lower().removeprefix("www.")


def _fullness(draft: Draft) -> tuple[bool, int]:
    return bool(draft.summary), len(draft.title)


def _blocks(tree: html.HtmlElement) -> Iterator[Draft]:
    for family in _FAMILIES:
        for heading in tree.xpath(f"//*[{_has(family + '__main-title')}]"):
            for link in heading.xpath("descendant-or-self::a[@href]"):
                yield Draft(link=link.get("href"), title=_title(link), summary=_lead(heading, family))


def _lead(heading: html.HtmlElement, family: str) -> str:
    block = next(iter(heading.xpath(f"ancestor::*[{_has(family)}][1]")), None)
    leads = block.xpath(f"descendant::*[{_has(family + '__main-desc')}]") if block is not None else []
    return " ".join(leads[0].text_content().split()) if leads else ""


def _loose_links(tree: html.HtmlElement) -> Iterator[Draft]:
    for link in tree.xpath("//a[@href][not(ancestor::nav) and not(ancestor::footer)]"):
        title = _title(link)
        if len(title) >= _SHORTEST_TITLE:
            yield Draft(link=link.get("href"), title=title)


def _title(link: html.HtmlElement) -> str:
    """The words of the link; the `title` attribute where it has none, as around pictures."""
    return " ".join(link.text_content().split()) or " ".join((link.get("title") or "").split())


def _has(name: str) -> str:
    """XPath for "has the single class"."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"
