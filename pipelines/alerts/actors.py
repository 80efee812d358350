"""Who is meant by an actor of a rule or a silence: an entity under any of its names, its people, or a plain text.  Pure."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from pipelines.model.event import Event, Report
from pipelines.steps.parties import fold
from pipelines.understanding.gazetteer_data import aliases, entities


def takes_part(actor: str, event: Event, report: Report | None = None) -> bool:
    """Whether `actor` takes part in `event`.

    A name that the gazetteer knows stands for that entity, for those that act for it (its people) and for what it
    makes.  Any other is looked for, word for word, in the parties and in what the event's headline and evidence say.
    """
    parties = [fold(name) for names in event.roles.values() for name in names]
    meant = meant_by(actor)
    if any(party in meant for party in parties):
        return True
    if known(actor):
        return False
    texts = (*parties, fold(event.headline), fold(event.evidence), *_words_of(report))
    return any(f" {fold(actor)} " in f" {text} " for text in texts)


def known(actor: str) -> bool:
    """Whether the gazetteer knows the name."""
    return fold(actor) in _ids()


@lru_cache(maxsize=1024)
def meant_by(actor: str) -> frozenset[str]:
    """The folded names under which a party is `actor`."""
    ids = _ids().get(fold(actor), frozenset())
    names = {name for entity_id in ids for name in _family().get(entity_id, ())}
    return frozenset({fold(actor), *names})


def _words_of(report: Report | None) -> tuple[str, ...]:
    return (fold(report.title), fold(report.evidence)) if report else ()


@cache
def _ids() -> Mapping[str, frozenset[str]]:
    """The entities of each folded name.  A canonical name means its entity alone, whatever else is called so."""
    by_alias: dict[str, set[str]] = defaultdict(set)
    for alias in aliases():
        by_alias[fold(alias.text)].add(alias.entity.id)
    for entity in entities().values():
        by_alias[fold(entity.name)] = {entity.id}
    return MappingProxyType({name: frozenset(ids) for name, ids in by_alias.items() if name})


@cache
def _family() -> Mapping[str, frozenset[str]]:
    """For each entity the folded names of itself and of those who act for it; a person stands for nobody else."""
    found: dict[str, set[str]] = defaultdict(set)
    for entity in entities().values():
        names = {folded for name in (entity.name, *entity.aliases) if (folded := fold(name))}
        found[entity.id] |= names
        if entity.stands_for and entity.type in {"person", "product", "model", "lab"}:
            found[entity.stands_for] |= names
    return MappingProxyType({entity_id: frozenset(names) for entity_id, names in found.items()})
