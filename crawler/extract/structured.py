"""What a page says of its article in JSON-LD: the surest source for title, time and authors."""

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from crawler.extract.document import Document, Element, squeeze

LARGEST_BLOCK = 2_000_000
"""Characters of one block; larger ones are not read."""
MOST_NODES = 3_000
MOST_VALUES = 50
"""Values that stand one after another in one block."""
DEEPEST = 12

Node = Mapping[str, Any]

RANKS = {
    "newsarticle": 0,
    "reportagenewsarticle": 0,
    "analysisnewsarticle": 0,
    "backgroundnewsarticle": 0,
    "opinionnewsarticle": 0,
    "reviewnewsarticle": 0,
    "askpublicnewsarticle": 0,
    "liveblogposting": 1,
    "article": 1,
    "blogposting": 1,
    "report": 1,
    "techarticle": 1,
    "scholarlyarticle": 1,
    "advertisercontentarticle": 1,
    "satiricalarticle": 1,
    "socialmediaposting": 2,
    "review": 2,
    "recipe": 2,
    "videoobject": 3,
    "webpage": 4,
}
NESTED = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart")
WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$"
)
OPENING = re.compile(r"[{\[]")
TRAILING_COMMA = re.compile(r",\s*([}\]])")


def article(document: Document) -> Node:
    """The node that describes the page's article, with `@id` references of its authors resolved; empty if none does."""
    nodes = list(_nodes(document.tree))
    if not nodes:
        return {}
    ranked = [(_rank(node), _about_another(node, document), place) for place, node in enumerate(nodes)]
    rank, _, place = min(ranked)
    if rank > max(RANKS.values()):
        return {}
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    return {**nodes[place], "author": _resolve(nodes[place].get("author"), by_id)}


def _nodes(tree: Element) -> Iterator[Node]:
    count = 0
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        for value in load(script.text):
            for node in _walk(value, 0):
                count += 1
                if count > MOST_NODES:
                    return
                yield node


def load(text: str) -> list[Any]:
    """The JSON values of one block; the usual mistakes are mended, what cannot be read gives nothing."""
    if len(text) > LARGEST_BLOCK:
        return []
    text = WRAPPING.sub("", text).strip()
    for attempt in (text, _mended(text), unescape(text)):
        try:
            return [json.loads(attempt, strict=False)]
        except (ValueError, RecursionError):
            continue
    return _values(text)


def _mended(text: str) -> str:
    return TRAILING_COMMA.sub(r"\1", text.rstrip(";"))


def _values(text: str) -> list[Any]:
    """Values that stand one after another, or the readable ones at the start."""
    decoder, place = json.JSONDecoder(strict=False), 0
    found: list[Any] = []
    while (match := OPENING.search(text, place)) and len(found) < MOST_VALUES:
        try:
            value, place = decoder.raw_decode(text, match.start())
        except (ValueError, RecursionError):
            break
        found.append(value)
    return found


def _walk(value: object, depth: int) -> Iterator[Node]:
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for part in value:
            yield from _walk(part, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in NESTED:
            if isinstance(value.get(key), (dict, list)):
                yield from _walk(value[key], depth + 1)


def _rank(node: Node) -> int:
    kinds = node.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    ranks = (RANKS.get(str(name).rsplit("/", 1)[-1].lower(), 9) for name in names)
    # A node without a headline and a time describes nothing.
    return min(ranks, default=9) if text(node, "headline", "name") or text(node, "datePublished") else 9


def _about_another(node: Node, document: Document) -> bool:
    """Does the node name another page as its own?  Decides between several articles of one rank."""
    address = text(node, "url", "mainEntityOfPage", "@id")
    return "/" in address and _bare(address) != _bare(document.url)


def _bare(address: str) -> str:
    return re.sub(r"^https?://|[?#].*$", "", address).rstrip("/")


def _resolve(author: object, by_id: Mapping[str, Node]) -> object:
    if isinstance(author, list):
        return [_resolve(one, by_id) for one in author[:50]]
    if isinstance(author, dict) and isinstance(author.get("@id"), str) and not author.get("name"):
        return by_id.get(author["@id"], author)
    return author


def text(node: Node, *keys: str) -> str:
    """The first text under `keys`: of lists the first member, of objects the value, name or id."""
    return next((found for key in keys if (found := _plain(node.get(key), 0))), "")


def _plain(value: object, depth: int) -> str:
    if isinstance(value, str):
        return squeeze(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list) and value and depth < DEEPEST:
        return next((found for part in value[:20] if (found := _plain(part, depth + 1))), "")
    if isinstance(value, dict) and depth < DEEPEST:
        return next(
            (found for key in ("@value", "name", "url", "@id") if (found := _plain(value.get(key), depth + 1))), ""
        )
    return ""
