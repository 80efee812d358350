"""Entities of `config/data/gazetteer/`, read once.  The folder's README says what the files look like."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal, get_args

from config.errors import ConfigError

Ai = Literal["core", "tech", "no"]
EntityType = Literal[
    "company",
    "lab",
    "model",
    "person",
    "fund",
    "publisher",
    "court",
    "regulator",
    "government",
    "media",
    "product",
]
_FOLDER = files("config").joinpath("data/gazetteer")
_LEVELS: tuple[Ai, ...] = get_args(Ai)
_KEYS = frozenset({"aliases", "for", "unsure", "context", "case", "plain", "unless", "id", "hidden"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Entity:
    """`name` is the canonical English name.  `ai`: known for AI (core), of the wider industry (tech), or neither (no).

    `stands_for`: the id of whom a person acts for, of a product's or model's maker, of a subsidiary's parent.
    `ambiguous`: some of its `aliases` are other things too, and count only beside one of its `context` words.
    """

    id: str
    name: str
    type: EntityType
    ai: Ai
    stands_for: str | None = None
    aliases: tuple[str, ...] = ()
    ambiguous: bool = False
    context: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Alias:
    """One way to write an entity.  `unsure`: needs context.  `case`: letters must be as written (or all capitals).

    `plain`: languages in which it is a common word, and needs context.  `unless`: words that speak against it.
    """

    text: str
    entity: Entity
    unsure: bool = False
    case: bool = False
    plain: frozenset[str] = frozenset()
    unless: tuple[str, ...] = ()


def slug(name: str) -> str:
    """An id out of a name: "Mistral AI" → `mistral-ai`."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9.]+", "-", ascii_name.lower()).strip("-")


@cache
def aliases() -> tuple[Alias, ...]:
    """Every alias of every entity.  Raises `ConfigError` where a file is wrong."""
    return tuple(alias for name, table in _tables() for alias in entries(name, table))


@cache
def entities() -> Mapping[str, Entity]:
    """All entities by id; models, which are made from their family and version when met, are not among them."""
    found: dict[str, Entity] = {}
    for alias in aliases():
        known = found.setdefault(alias.entity.id, alias.entity)
        if known is not alias.entity:
            raise ConfigError(
                (f"gazetteer: two entities have the id {known.id!r} ({known.name}, {alias.entity.name})",)
            )
    return MappingProxyType(found)


@cache
def shared(name: str) -> Mapping[str, Any]:
    """A file that is no list of entities: `context`, `families`."""
    return MappingProxyType(tomllib.loads(_FOLDER.joinpath(f"_{name}.toml").read_text("utf-8")))


def _tables() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for file in sorted(_FOLDER.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml") and not file.name.startswith("_"):
            yield file.name, tomllib.loads(file.read_text("utf-8"))


def entries(file: str, table: Mapping[str, Any]) -> Iterator[Alias]:
    """The aliases that one file's table lists.  Raises `ConfigError` with the file's name where it is wrong."""
    kind: EntityType = table["type"]
    if kind not in get_args(EntityType):
        raise ConfigError((f"gazetteer: {file}: type {kind!r} is none of {', '.join(get_args(EntityType))}",))
    for level in _LEVELS:
        for name, written in table.get(level, {}).items():
            yield from _entry(file, kind, level, name, {"aliases": written} if isinstance(written, list) else written)


def _entry(file: str, kind: EntityType, level: Ai, name: str, entry: Mapping[str, Any]) -> Iterator[Alias]:
    if unknown := entry.keys() - _KEYS:
        raise ConfigError((f"gazetteer: {file}: {name!r} has unknown keys {', '.join(sorted(unknown))}",))
    unsure, cased = set(entry.get("unsure", ())), set(entry.get("case", ()))
    plain = frozenset(entry.get("plain", ()))
    own = () if entry.get("hidden") else (name,)
    ways = tuple(dict.fromkeys((*own, *entry.get("aliases", ()), *entry.get("unsure", ()), *entry.get("case", ()))))
    entity = Entity(
        id=entry.get("id") or slug(name),
        name=name,
        type=kind,
        ai=level,
        stands_for=entry.get("for"),
        aliases=ways,
        ambiguous=bool(unsure or plain),
        context=tuple(entry.get("context", ())),
    )
    for way in ways:
        yield Alias(
            text=way,
            entity=entity,
            unsure=way in unsure,
            case=way in cased or way in unsure,
            plain=plain if way == name or way in cased else frozenset(),
            unless=tuple(entry.get("unless", ())),
        )
