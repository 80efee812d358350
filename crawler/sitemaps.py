"""News sitemaps: recent articles with title and time."""

import re
from collections.abc import Iterator

from lxml import etree

from crawler.decode import decode
from crawler.entries import Draft
from crawler.xml_guard import guard_xml
from pipelines.errors import PollError

_ROOT = re.compile(r"<(?:[\w.-]+:)?(urlset|sitemapindex)\b", re.IGNORECASE)
_LOOK_AT = 4_000


def is_sitemap(text: str) -> bool:
    return bool(_ROOT.search(text[:_LOOK_AT]))


def read_sitemap(body: bytes, content_type: str) -> list[Draft]:
    """The articles of a news sitemap in its order.  Raises PollError: `not_a_feed`, `malformed`, `xml_entities`."""
    text = decode(body, content_type)
    root = _ROOT.search(text[:_LOOK_AT])
    if root is None or root[1].lower() == "sitemapindex":
        raise PollError("not_a_feed", "no news sitemap" if root is None else "a list of sitemaps, not of articles")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        tree = etree.fromstring(guard_xml(text).encode("utf-8", "replace"), parser=parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise PollError("malformed", str(error)[:200]) from error
    if tree is None:
        raise PollError("malformed", "not readable as XML")
    return list(_drafts(tree))


def _drafts(tree: etree._Element) -> Iterator[Draft]:
    for item in tree.iter("{*}url"):
        link = _text(item, "{*}loc")
        if link:
            yield Draft(
                link=link,
                title=_text(item, "{*}news/{*}title"),
                published=_text(item, "{*}news/{*}publication_date") or _text(item, "{*}lastmod"),
                lang=_text(item, "{*}news/{*}publication/{*}language")[:2].lower() or None,
            )


def _text(item: etree._Element, path: str) -> str:
    found: str | None = item.findtext(path)
    return (found or "").strip()
