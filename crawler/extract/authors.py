"""Who wrote it: names as the page gives them, without "By", posts, addresses and dates."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile

from crawler.extract.blocks import Block
from crawler.extract.body import Text
from crawler.extract.document import Document, Element, pick, squeeze, text_of
from crawler.extract.fold import fold
from crawler.extract.structured import Node
from crawler.extract.title import site_names
from crawler.extract.words import byline_words
from pipelines.steps.origin import source_name

MOST = 20
LONGEST = 80
LONGEST_LINE = 120
"""Characters of a line below the headline that may name the authors."""
LONGEST_NAME = 5
"""Words of a name."""
LONGEST_SIGNATURE = 6
"""Words of a signature."""
BYLINE = re.compile(
    r"^(?:(?:written |story |words |reporting )?(?:by|von|par|por|przez|av|af|di|oleh|bởi|tác giả|автор)\s*:?\s+"
    r"|[（(【]?\s?(?:作者|记者|記者|文|撰文|责编|责任编辑|責任編輯|取材)\s?[:：/／]\s*)(?=[^\W\d_])",
    re.IGNORECASE,
)
BY = re.compile(
    r"^(?:(?:written|reporting|words|story|posted|text|texto|texte)?\s*(?:by|von|par|por|przez|door|av|af|di|oleh|od|от|автор|autor(?:in)?|author|tác giả|bởi|bài|theo|作者|文|記者|记者|责编|編集|بقلم|كتب)\s*[:：]?\s+|[@|/•·,:：—–-]+\s*)",
    re.IGNORECASE,
)
JOINERS = re.compile(
    r"\s*(?:[;|•·/、，]|,(?!\s*(?:jr|sr|phd|md|ii|iii)\b)|\s(?:and|und|et|y|e|og|och|en|i|dan|và|с|и|&|\+)\s)\s*",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"https?:|www\.|\w@\w+\.\w+", re.IGNORECASE)
NOISE = re.compile(r"\d{3,}|[{}<>=\[\]]")
BRACKETS = re.compile(r"\s*[(（][^)）]*[)）]\s*$")
PROFILE = re.compile(
    r"/(?:authors?|autor(?:en|es|i|a)?|auteurs?|autore|tac-gia|penulis|profiles?|journalists?|writers?|reporters?|contributors?)/",
    re.IGNORECASE,
)
META = (
    "author",
    "article:author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "citation_author",
)


def authors(document: Document, node: Node, found: Text) -> tuple[str, ...]:
    """The names in order, each once; the publisher's where the page names nobody else."""
    sources: tuple[Callable[[], Iterable[str]], ...] = (
        lambda: _by_rule(document),
        lambda: _structured(node.get("author")),
        lambda: _structured(node.get("creator")),
        lambda: _from_meta(document),
        lambda: _marked(document),
        lambda: _byline(found.head),
        lambda: _stated(found.tail),
        lambda: _named(document),
        lambda: _signature(document, found.tail),
    )
    names = next((names for source in sources if (names := clean(source()))), ())
    own = site_names(document, node)
    if names and all(fold(name) in own for name in names):
        return clean(_marked(document)) or clean(_byline(found.head)) or names
    return names


def _by_rule(document: Document) -> list[str]:
    """What the first selector finds that finds anything."""
    for selector in document.rule.authors:
        if names := list(pick(document.tree, (selector,))):
            return names
    return []


def _structured(value: object) -> list[str]:
    """Names of JSON-LD's authors: strings, objects, lists of both."""
    if isinstance(value, str):
        return [squeeze(value)]
    if isinstance(value, list):
        return [name for one in value[:MOST] for name in _structured(one)]
    if isinstance(value, dict):
        name = value.get("name")
        if isinstance(name, (str, list)) and name:
            return _structured(name)
        return [
            squeeze(" ".join(str(value[key]) for key in ("givenName", "familyName") if isinstance(value.get(key), str)))
        ]
    return []


def _from_meta(document: Document) -> list[str]:
    for name in META:
        values = list(document.meta.get(name, ()))
        if clean(values):
            return values
    return []


def _marked(document: Document) -> list[str]:
    """Names that the markup itself marks as an author's."""
    for path in (".//*[@itemprop='author']//*[@itemprop='name']", ".//*[@itemprop='author']", ".//a[@rel='author']"):
        if names := [text_of(element) for element in document.tree.iterfind(path)][:MOST]:
            return names
    return []


def _byline(head: Sequence[Block]) -> list[str]:
    """Names below the headline: links to authors' pages, else a line that begins with "By"."""
    seen: set[Element] = set()
    named = (name for block in head for name in _profiles(block.element, seen))
    links = [name for name in named if " " in name and len(name.split()) <= LONGEST_NAME]
    return links or _stated(head)


def _stated(blocks: Sequence[Block]) -> list[str]:
    """The names in the first short line that begins with "By" or its like."""
    lines = (block.text for block in blocks if len(block.text) <= LONGEST_LINE)
    return next((_names_in(BYLINE.sub("", line)) for line in lines if BYLINE.match(line)), [])


def _names_in(line: str) -> list[str]:
    """The names that a byline begins with, up to the first part that is none."""
    parts = (part.strip(" ()（）【】") for part in JOINERS.split(line) if part and part.strip())
    return list(
        takewhile(
            lambda part: (
                part and len(part.split()) <= LONGEST_NAME and not part[0].islower() and not re.search(r"\d", part)
            ),
            parts,
        )
    )


def _profiles(element: Element, seen: set[Element]) -> Iterator[str]:
    for link in element.iter("a"):
        if link not in seen and PROFILE.search(link.get("href") or ""):
            seen.add(link)
            yield text_of(link)


def _named(document: Document) -> list[str]:
    """The first element whose class says "author" and that holds a name."""
    for element in document.tree.iter("p", "span", "div", "a", "address", "li", "ul"):
        if element.get("class") and byline_words().find(element):
            name = text_of(element)
            if name and len(name) <= LONGEST and clean([name]):
                return [name]
    return []


def _signature(document: Document, tail: Sequence[Block]) -> list[str]:
    """The short bold line at the end, on sites that sign so."""
    if not document.rule.bold_signature:
        return []
    for block in reversed(tail):
        bold = squeeze("".join("".join(part.itertext()) for part in block.element.iter("strong", "b")))
        if 1 < len(block.text.split()) <= LONGEST_SIGNATURE and bold == block.text and not source_name(block.text):
            return [block.text]
    return []


def clean(names: Iterable[str]) -> tuple[str, ...]:
    """Names alone: split where several stand in one text, without what is no name, each once."""
    found: dict[str, str] = {}
    for given in names:
        if ADDRESS.search(given):
            continue
        for part in JOINERS.split(BRACKETS.sub("", BY.sub("", squeeze(given)))):
            name = BY.sub("", part or "").strip(" .,;:|/-–—\"'")
            if name and len(name) <= LONGEST and not NOISE.search(name):
                found.setdefault(name.casefold(), name)
    return tuple(found.values())[:MOST]
