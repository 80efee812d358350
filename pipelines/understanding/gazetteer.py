"""Known entities in running text: companies, labs, models, people, funds, courts … in every script, in one pass."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

import ahocorasick

from pipelines.understanding.amounts_lexicon import base_language
from pipelines.understanding.gazetteer_borders import cyrillic_forms, script, stands_alone
from pipelines.understanding.gazetteer_context import Surroundings, context_words
from pipelines.understanding.gazetteer_data import Alias, Entity, aliases, entities
from pipelines.understanding.gazetteer_models import families, family_aliases, read_model
from pipelines.understanding.text import fold

__all__ = ["Entity", "EntitySpan", "entities", "find_entities"]

MAX_TEXT = 50_000
"""Characters that are read; what stands after them is not."""
_SHORT = 4
"""Latin names of up to so many letters count only as written, or in capitals."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EntitySpan:
    """`entity` is named at `text[start:end]`, endings and clitics of the language left out."""

    start: int
    end: int
    text: str
    entity: Entity


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    alias: Alias
    entity: Entity

    @property
    def order(self) -> tuple[int, int, bool]:
        """Leftmost, then longest, then sure ones first."""
        return self.start, -self.end, self.alias.unsure


def find_entities(text: str, lang: str, around: str = "") -> tuple[EntitySpan, ...]:
    """Entities of `text` in order, none overlapping.  `lang` is ISO 639-1.

    `around`: the document that `text` is a sentence of, where ambiguous names may find their context too.
    """
    text = text[:MAX_TEXT]
    folded = fold(text)
    base = base_language(lang)
    hits = sorted(_hits(text, folded, base), key=lambda hit: hit.order)
    if not hits:
        return ()
    chosen = _chosen(hits, text, folded, base, around)
    return tuple(
        EntitySpan(start=hit.start, end=hit.end, text=text[hit.start : hit.end], entity=hit.entity) for hit in chosen
    )


@cache
def _automaton() -> ahocorasick.Automaton:
    """All aliases, folded, each with those that are so written."""
    by_text: dict[str, list[Alias]] = {}
    for alias in (*aliases(), *family_aliases()):
        for way in _ways(alias.text):
            by_text.setdefault(fold(way), []).append(alias)
    automaton = ahocorasick.Automaton()
    for text, found in by_text.items():
        automaton.add_word(text, (len(text), tuple(dict.fromkeys(found))))
    automaton.make_automaton()
    return automaton


def _ways(text: str) -> tuple[str, ...]:
    return cyrillic_forms(text) if script(text[0]) == "cyrillic" else (text,)


def _hits(text: str, folded: str, lang: str) -> Iterator[_Hit]:
    for last, (length, found) in _automaton().iter(folded):
        start, end = last + 1 - length, last + 1
        for alias in found:
            hit = _hit(text, folded, start, end, alias, lang)
            if hit is not None:
                yield hit


def _hit(text: str, folded: str, start: int, end: int, alias: Alias, lang: str) -> _Hit | None:
    family = families().get(alias.entity.id)
    model = read_model(text, folded, end, family) if family else None
    if model:
        entity, stop = model
        if stands_alone(folded, start, stop, lang) and _cased(text[start:end], alias):
            return _Hit(start, stop, alias, entity)
    if (family and family.bare == "none") or not stands_alone(folded, start, end, lang):
        return None
    return _Hit(start, end, alias, alias.entity) if _cased(text[start:end], alias) else None


def _cased(written: str, alias: Alias) -> bool:
    """Short, ambiguous and marked names count only as the gazetteer writes them, or in capitals."""
    if written == alias.text or not written.isascii():
        return True
    if alias.case or len(alias.text) <= _SHORT:
        return written == alias.text.upper() and len(alias.text) > 1
    return written[0].isupper() or alias.text[0].islower() or not alias.text.isupper()


def _chosen(hits: list[_Hit], text: str, folded: str, lang: str, around: str) -> list[_Hit]:
    surroundings = Surroundings(f"{text} {around}", f"{folded} {fold(around)}" if around else folded)
    sure = {hit.entity.id for hit in hits if not _needs_context(hit, lang)}
    levels = {hit.entity.ai for hit in hits if not _needs_context(hit, lang)}
    chosen: list[_Hit] = []
    end = 0
    for hit in hits:
        if hit.start >= end and _allowed(hit, lang, surroundings, sure, levels):
            chosen.append(hit)
            end = hit.end
    return chosen


def _needs_context(hit: _Hit, lang: str) -> bool:
    """A version makes a model's name sure, unless the family's name is a common word ("Step 3")."""
    if hit.entity is not hit.alias.entity and any(map(str.isdecimal, hit.entity.name)):
        return hit.alias.unsure and families()[hit.alias.entity.id].loose
    return hit.alias.unsure or lang in hit.alias.plain


def _allowed(hit: _Hit, lang: str, surroundings: Surroundings, sure: set[str], levels: set[str]) -> bool:
    if hit.alias.unless and surroundings.have(hit.alias.unless):
        return False
    if not _needs_context(hit, lang):
        return True
    entity = hit.alias.entity
    if entity.id in sure or entity.stands_for in sure or "core" in levels:
        return True
    return surroundings.have(context_words(hit.alias))
