"""The headline: not the site's name, not the section, without the publisher behind it."""

import re
from collections.abc import Sequence

from crawler.extract.document import Document, pick, squeeze, text_of
from crawler.extract.fold import fold
from crawler.extract.structured import Node, text

LONGEST = 1_000
SUFFIX = re.compile(r"\s*(?:\s[-–—|•·»:]\s|\s*[|｜_]\s*|\s*--\s*)(?=[^|｜]*$)")
ELLIPSIS = ("…", "...")
CUT = 90
"""Length from which a headline may have been cut without an ellipsis: JSON-LD allows 110 characters."""
SHORTEST_HEAD = 12
"""Characters of a headline that remain when an unknown suffix is taken off."""


def title(document: Document, node: Node) -> str:
    """The page's headline, empty where there is none."""
    if by_rule := next(pick(document.tree, document.rule.title), ""):
        return by_rule[:LONGEST]
    headings = [found for h1 in document.tree.iter("h1") if (found := text_of(h1))][:10]
    headline = text(node, "headline") or text(node, "name")
    repeated = (
        bool(headline) and headline in {text(node, "name"), text(node, "alternativeHeadline")} and "headline" in node
    )
    shared = document.meta_first("og:title", "twitter:title")
    whole = next((text_of(element) for element in document.tree.iter("title")), "")
    sites = site_names(document, node)
    given = [found for found in (headline, shared, whole, *headings) if found]
    headline, shared, whole = (_without_suffix(squeeze(one), sites, given) for one in (headline, shared, whole))
    headings = [heading for heading in headings if fold(heading) not in sites]
    if headline and not repeated and shared and fold(shared) in {fold(heading) for heading in headings[:1]}:
        headline = ""
    return choose(headline, shared, whole, headings)[:LONGEST]


def choose(headline: str, shared: str, whole: str, headings: Sequence[str]) -> str:
    """Of JSON-LD's headline, the shared title, the window's title and the `h1`s the surest.

    JSON-LD's headline is what the newsroom calls the article; the others are as often written for search engines and
    networks, also where they agree with each other.  The window's title comes last.
    """
    candidates = [one for one in (headline, shared, *headings, whole) if one]
    if headline:
        return _longer(headline, candidates)
    if shared and (not headings or fold(shared) in {fold(heading) for heading in headings}):
        return _longer(shared, candidates)
    matching = [heading for heading in headings if fold(heading) == fold(whole)]
    return _longer((matching or [*headings, shared, whole, ""])[0], candidates)


def _longer(chosen: str, candidates: Sequence[str]) -> str:
    """A headline that was cut short is replaced by the whole one."""
    cut = fold(chosen)
    if len(cut) < SHORTEST_HEAD or not (chosen.endswith(ELLIPSIS) or len(chosen) >= CUT):
        return chosen
    return next((one for one in candidates if len(fold(one)) > len(cut) and fold(one).startswith(cut)), chosen)


def site_names(document: Document, node: Node) -> set[str]:
    """The names under which the publisher may stand behind a title, folded."""
    publisher = node.get("publisher")
    names = [document.meta_first("og:site_name", "application-name", "apple-mobile-web-app-title")]
    if isinstance(publisher, dict):
        names.append(text(publisher, "name"))
    labels = document.host.removeprefix("www.").split(".")
    names += [document.host, document.host.removeprefix("www."), *(label for label in labels[:-1] if len(label) > 2)]  # noqa: PLR2004 "co", "m"
    return {folded for name in names if (folded := fold(name))}


def _without_suffix(title: str, sites: set[str], given: list[str]) -> str:
    """Take off what follows the last separator where it is the site, or where the rest is another of the page's titles."""
    others = {fold(one) for one in given if one != title}
    for _ in range(3):
        parts = SUFFIX.split(title)
        if len(parts) < 2:  # noqa: PLR2004 head and tail
            return title
        tail = parts[-1]
        head = title[: title.rindex(tail)].rstrip(" -–—|｜•·»:_") if tail else title.rstrip(" -–—|｜•·»:_")
        if fold(head) in others or not tail or (_is_site(tail, sites) and len(head) >= SHORTEST_HEAD):
            title = head
        else:
            return title
    return title


def _is_site(tail: str, sites: set[str]) -> bool:
    folded = fold(tail)
    return bool(folded) and any(
        folded == site or (len(site) > 3 and folded.startswith(site)) or (len(folded) > 3 and site.startswith(folded))
        for site in sites
    )  # noqa: PLR2004 short names only whole
