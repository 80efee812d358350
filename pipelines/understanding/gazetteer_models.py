"""Models by the grammar of their names: family, version, variants ("Claude Opus 4.5", "Qwen3-Coder-480B", 文心5.0)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from pipelines.understanding.gazetteer_data import Alias, Entity, shared, slug
from pipelines.understanding.text import fold

Bare = Literal["model", "product", "none"]
_VERSION = r"(?:[vrkmxgnthqo]?\d{1,3}(?:\.\d{1,2}){0,2}(?:[a-z](?![a-z\d]))?)(?![\d%]|\.\d)"
_SIZE = r"(?:\d{1,4}(?:\.\d{1,2})?[bm](?:-?a\d{1,3}(?:\.\d)?b)?|a\d{1,3}b|\d{1,2}x\d{1,3}b|e\d{1,2}b)(?![a-z\d])"
_MAX_PARTS = 6
_BLANKS = frozenset((" ", "\u00a0", "  ", "・", "·"))
_MAX_REST = 60
"""Characters after a family's name that may belong to a model's."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Family:
    """`bare`: what the name means without a version.  `loose`: ambiguous even with one ("Step 3")."""

    name: str
    developer: str
    bare: Bare
    loose: bool
    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    joint: str
    kind: str
    text: str


@cache
def families() -> Mapping[str, Family]:
    """All families by the id of the entity that stands for the bare name."""
    found = {}
    for name, entry in shared("families")["families"].items():
        names = tuple(dict.fromkeys((name, *entry.get("aliases", ()), *entry.get("unsure", ()))))
        family = Family(
            name=name,
            developer=entry["for"],
            bare=entry.get("bare", "product"),
            loose=entry.get("loose", False),
            names=names,
        )
        found[f"family-{slug(name)}"] = family
    return MappingProxyType(found)


@cache
def family_aliases() -> tuple[Alias, ...]:
    """The names of families as aliases of what the bare name means."""
    return tuple(
        alias
        for (key, family), entry in zip(families().items(), shared("families")["families"].values(), strict=True)
        for alias in _aliases(key, family, entry)
    )


def _aliases(key: str, family: Family, entry: Mapping[str, Any]) -> list[Alias]:
    unsure = frozenset(entry.get("unsure", ()))
    entity = Entity(
        id=key,
        name=family.name,
        type="model" if family.bare == "model" else "product",
        ai="core",
        stands_for=family.developer,
        aliases=family.names,
        ambiguous=bool(unsure),
        context=tuple(entry.get("context", ())),
    )
    cased = unsure | frozenset(entry.get("case", ()))
    return [Alias(text=way, entity=entity, unsure=way in unsure, case=way in cased) for way in family.names]


@cache
def _variants() -> Mapping[str, str]:
    """Variants in all scripts, folded, in Latin letters."""
    return MappingProxyType({fold(word): latin for word, latin in shared("families")["variants"].items()})


@cache
def _part() -> re.Pattern[str]:
    table = shared("families")
    variants = "|".join(sorted(map(re.escape, map(fold, table["variants"])), key=len, reverse=True))
    counted = "|".join(re.escape(fold(word)) for word in table["counted"])
    return re.compile(
        r"(?P<joint>[\s\-·・:_]{0,2}|\.(?=\d)|(?<=\d)\+)"
        rf"(?:(?P<size>{_SIZE})|(?P<version>{_VERSION})(?!\s?(?:{counted}))|(?P<variant>{variants})(?![a-z]))"
    )


def _parts(text: str, folded: str, start: int) -> tuple[list[_Part], int]:
    """The parts of a model's name that follow its family's, and where they end."""
    found: list[_Part] = []
    at = start
    while len(found) < _MAX_PARTS and (match := _part().match(folded, at)):
        kind = match.lastgroup or ""
        if match["joint"] == "" and kind == "variant" and folded[at - 1 : at].isascii() and folded[at - 1].isalpha():
            break
        if match["joint"] in _BLANKS and kind == "variant" and not _named(text[match.start(kind) : match.end(kind)]):
            break
        if any(part.kind == kind == "version" for part in found) or match.end() - start > _MAX_REST:
            break
        found.append(_Part(joint=match["joint"], kind=kind, text=folded[match.start(kind) : match.end(kind)]))
        at = match.end()
    return found, at


def _named(variant: str) -> bool:
    """A capital makes it a name: "Grok Voice", not "Grok voice"; but "GPT-4o mini"."""
    return not variant[0].islower() or not variant.isascii() or variant in shared("families")["small"]


def read_model(text: str, folded: str, end: int, family: Family) -> tuple[Entity, int] | None:
    """The model whose family's name ends at `end`, and where its own name ends; None if no version or variant follows."""
    parts, stop = _parts(text, folded, end)
    if not parts or (family.bare == "none" and not any(part.kind == "version" for part in parts)):
        return None
    versioned = any(part.kind in {"version", "size"} for part in parts)
    name = family.name + _rest(text, end, parts)
    variants = _variants()
    marks = sorted(variants.get(part.text, part.text).lower() for part in parts if part.kind != "size")
    return (
        Entity(
            id=f"model:{slug(family.name)}:{'-'.join(marks) or 'any'}",
            name=name,
            type="model" if versioned or family.bare == "model" else "product",
            ai="core",
            stands_for=family.developer,
            aliases=(name,),
        ),
        stop,
    )


def _rest(text: str, end: int, parts: list[_Part]) -> str:
    """What follows the family's name, as written; variants in other scripts in Latin letters."""
    variants = _variants()
    native = end > 0 and not text[end - 1].isascii()
    out, at = "", end
    for part in parts:
        at += len(part.joint)
        written = text[at : at + len(part.text)]
        at += len(part.text)
        joint = " " if part.joint in _BLANKS or (native and not part.joint) else part.joint
        out += joint + (written if part.text.isascii() else variants.get(part.text, written))
    return out
