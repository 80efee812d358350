"""Who wrote it: names as the page gives them, without "By", posts, addresses and dates."""

import re
from collections.abc import Iterable

from config.sites import page_words
from crawler.extract.document import Document, pick, squeeze, text_of
from crawler.extract.structured import Node
from crawler.extract.words import class_words

MOST = 20
LONGEST = 80
BY = re.compile(
    r"^(?:(?:written|reporting|words|story|posted|text|photos?|foto|texto|texte)?\s*(?:by|von|par|por|przez|door|av|af|di|oleh|od|от|автор|autor(?:in)?|author|tác giả|bởi|bài|theo|作者|文|記者|记者|责编|編集|بقلم|كتب)\s*[:：]?\s+|[@|/•·,:：—–-]+\s*)",
    re.IGNORECASE,
)
JOINERS = re.compile(
    r"\s*(?:[;|•·/、，]|,(?!\s*(?:jr|sr|phd|md|ii|iii)\b)|\s(?:and|und|et|y|e|og|och|en|i|dan|và|с|и|&|\+)\s)\s*",
    re.IGNORECASE,
)
NOISE = re.compile(r"https?:|www\.|@\w+\.\w+|\d{3,}|[{}<>=\[\]]", re.IGNORECASE)
BRACKETS = re.compile(r"\s*[(（][^)）]*[)）]\s*$")


def authors(document: Document, node: Node) -> tuple[str, ...]:
    """The names in order, each once; the publisher's where the page names it as the author."""
    sources = (
        lambda: (
            list(pick(document.tree, document.rule.authors[:1])) or list(pick(document.tree, document.rule.authors))
        ),
        lambda: _structured(node.get("author")),
        lambda: _structured(node.get("creator")),
        lambda: _from_meta(document),
        lambda: _from_bylines(document),
    )
    for source in sources:
        if found := clean(source()):
            return found
    return ()


def _structured(value: object) -> list[str]:
    """Names of JSON-LD's authors: strings, objects, lists of both."""
    if isinstance(value, str):
        return [squeeze(value)]
    if isinstance(value, list):
        return [name for one in value[:MOST] for name in _structured(one)]
    if isinstance(value, dict):
        name = value.get("name")
        if isinstance(name, list):
            return [name for one in value["name"][:MOST] if isinstance(one, str) for name in _structured(one)]
        if isinstance(name, str) and name.strip():
            return [squeeze(name)]
        return [
            squeeze(" ".join(str(value[key]) for key in ("givenName", "familyName") if isinstance(value.get(key), str)))
        ]
    return []


def _from_meta(document: Document) -> list[str]:
    for name in (
        "author",
        "article:author",
        "byl",
        "dc.creator",
        "dcterms.creator",
        "parsely-author",
        "sailthru.author",
        "citation_author",
    ):
        values = [value for value in document.meta.get(name, ()) if not NOISE.search(value)]
        if clean(values):
            return values
    return []


def _from_bylines(document: Document) -> list[str]:
    for path in (".//*[@itemprop='author']//*[@itemprop='name']", ".//*[@itemprop='author']", ".//a[@rel='author']"):
        if names := [text_of(element) for element in document.tree.iterfind(path)][:MOST]:
            return names
    words = page_words().byline
    for element in document.tree.iter("p", "span", "div", "a", "address", "li"):
        if element.get("class") and class_words(element).has(words):
            name = text_of(element)
            if name and len(name) <= LONGEST and clean([name]):
                return [name]
    return []


def clean(names: Iterable[str]) -> tuple[str, ...]:
    """Names alone: split where several stand in one text, without what is no name, each once."""
    found: dict[str, str] = {}
    for given in names:
        for part in JOINERS.split(BRACKETS.sub("", BY.sub("", squeeze(given)))):
            name = BY.sub("", part or "").strip(" .,;:|/-–—\"'")
            if name and len(name) <= LONGEST and not NOISE.search(name):
                found.setdefault(name.casefold(), name)
    return tuple(found.values())[:MOST]
