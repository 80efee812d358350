"""Keys under which two addresses of one article meet: the mobile and AMP forms fold, translations share theirs."""

import re
from urllib.parse import urlsplit

from config.sites import rule_for
from pipelines.steps.urls import clean_url

SAME_SITE = re.compile(r"^(?:www\d?|m|mobile|amp|touch|wap)\.(?=[^.]+\.)")
AMP_PATH = re.compile(r"(?:/amp/?|\.amp)(?=$|\.html?$)")
AMP_QUERY = re.compile(r"(?:^|&)(?:amp|outputType=amp|output=amp|mode=amp)(?:=(?:1|true))?(?=&|$)")
SHORTEST_PATH = 8
"""Characters of a path and query below which an address is a front page or a section, no article."""
PUBLIC_SECOND = frozenset(("co", "com", "org", "net", "gov", "edu", "ac", "or", "ne", "go", "gob", "nom", "info"))
"""Second-level labels under which countries register names: news.co.uk is one site, not co.uk."""


def url_key(url: str) -> str:
    """The key of an address: no scheme, no `www.`/`m.`/`amp.`, no AMP mark; "" where it can be no article's."""
    cleaned = clean_url(url)
    if not cleaned:
        return ""
    parts = urlsplit(cleaned)
    host = (parts.hostname or "").lower()
    rule = rule_for(host)
    if rule.shared_slug and (match := re.search(rule.shared_slug, parts.path)):
        return f"{site_of(host)}/*/{match[1]}"
    path = AMP_PATH.sub("", parts.path)
    query = AMP_QUERY.sub("", parts.query).strip("&")
    tail = f"{path}?{query}" if query else path
    return f"{SAME_SITE.sub('', host)}{tail}" if len(tail) >= SHORTEST_PATH else ""


def site_of(host: str) -> str:
    """The registered domain, near enough to tell one publisher's hosts from another's."""
    labels = host.lower().rstrip(".").split(".")
    depth = 3 if len(labels) > 2 and labels[-2] in PUBLIC_SECOND else 2  # noqa: PLR2004 name, co, uk
    return ".".join(labels[-depth:])


def same_site(one: str, other: str) -> bool:
    """Do two addresses belong to one publisher?"""
    return site_of(urlsplit(one).hostname or "") == site_of(urlsplit(other).hostname or "")
