"""The headline: not the site's name, not the section, without the publisher behind it."""

import re
from collections.abc import Sequence
from itertools import islice

from crawler.extract.document import Document, pick, text_of
from crawler.extract.fold import fold
from crawler.extract.structured import Node, text

LONGEST = 1_000
MOST_HEADINGS = 10
SEPARATOR = re.compile(r"\s[-–—|•·»:]\s|\s?[|｜_：]\s?|\s?--\s?")
ELLIPSIS = ("…", "...")
CUT = range(105, 112)
"""Lengths at which a headline may have been cut without an ellipsis: JSON-LD allows 110 characters."""
LONG_NAME = 4
"""Folded characters from which a site's name is recognised by its beginning."""
SHORTEST_LABEL = 3
"""Characters of a host's label that may be the site's name: not "m", not "co"."""
SHORTEST_HEAD = 12
"""Characters of a headline that remain when an unknown suffix is taken off."""


def title(document: Document, node: Node) -> str:
    """The page's headline, empty where there is none."""
    if by_rule := next(pick(document.tree, document.rule.title), ""):
        return by_rule[:LONGEST]
    names = site_names(document, node)
    headings = [found for h1 in islice(document.tree.iter("h1"), MOST_HEADINGS) if (found := text_of(h1))]
    headline = text(node, "headline", "name")
    shared = document.meta_first("og:title", "twitter:title")
    whole = next((text_of(element) for element in document.tree.iter("title")), "")
    given = [found[:LONGEST] for found in (headline, shared, whole, *headings)]
    headline, shared, whole = (without_suffix(one, names, given) for one in given[:3])
    return choose(
        headline,
        shared,
        whole,
        [heading for heading in given[3:] if fold(heading) not in names],
        repeated="headline" in node and headline in {text(node, "name"), text(node, "alternativeHeadline")},
    )


def choose(headline: str, shared: str, whole: str, headings: Sequence[str], *, repeated: bool = False) -> str:
    """Of JSON-LD's headline, the shared title, the window's title and the `h1`s the surest.

    JSON-LD's headline is what the newsroom calls the article.  It gives way where the page is headed and shared under
    another title, unless JSON-LD says it twice (`repeated`).  The window's title is written for search engines: it
    comes last.  Tuned on half of the development publishers.
    """
    candidates = [one for one in (headline, shared, *headings, whole) if one]
    agreed = bool(shared) and fold(shared) in {fold(heading) for heading in headings}
    headed = bool(shared) and fold(shared) in {fold(heading) for heading in headings[:1]}
    if headline and (repeated or not headed):
        return _longer(headline, candidates)
    if shared and (agreed or not headings):
        return _longer(shared, candidates)
    matching = [heading for heading in headings if fold(heading) == fold(whole)]
    first = next(iter(one for one in (*matching, *headings, shared, whole) if one), "")
    return _longer(first, candidates)


def _longer(chosen: str, candidates: Sequence[str]) -> str:
    """A headline that was cut short is replaced by the whole one."""
    cut = fold(chosen)
    if len(cut) < SHORTEST_HEAD or not (chosen.endswith(ELLIPSIS) or len(chosen) in CUT):
        return chosen
    return next((one for one in candidates if len(fold(one)) > len(cut) and fold(one).startswith(cut)), chosen)


def site_names(document: Document, node: Node) -> set[str]:
    """The names under which the publisher may stand behind a title, folded."""
    publisher = node.get("publisher")
    names = [document.meta_first("og:site_name", "application-name", "apple-mobile-web-app-title")]
    if isinstance(publisher, dict):
        names.append(text(publisher, "name"))
    labels = document.host.removeprefix("www.").split(".")
    names += [
        document.host,
        document.host.removeprefix("www."),
        *(label for label in labels[:-1] if len(label) >= SHORTEST_LABEL),
    ]
    return {folded for name in names if (folded := fold(name))}


def without_suffix(title: str, sites: set[str], given: Sequence[str]) -> str:
    """Take off what follows the last separator where it is the site, or where the rest is another of the page's titles."""
    others = {fold(one) for one in given if one != title}
    while separators := list(SEPARATOR.finditer(title)):
        head, tail = title[: separators[-1].start()], title[separators[-1].end() :]
        if tail and fold(head) not in others and not (_is_site(tail, sites) and len(head) >= SHORTEST_HEAD):
            break
        title = head
    return title


def _is_site(tail: str, sites: set[str]) -> bool:
    """Is `tail` a name of the site, or one of them the beginning of the other?  Short names count only as a whole."""
    folded = fold(tail)
    if not folded or folded in sites:
        return bool(folded)
    long = [site for site in sites if len(site) >= LONG_NAME]
    return any(folded.startswith(site) or (len(folded) >= LONG_NAME and site.startswith(folded)) for site in long)
