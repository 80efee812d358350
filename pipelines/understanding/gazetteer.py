"""Known entities in running text: companies, labs, models, people, funds, courts … in every script, in one pass."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from pipelines.understanding.amounts_lexicon import base_language
from pipelines.understanding.gazetteer_context import Surroundings, general_words, own_words
from pipelines.understanding.gazetteer_data import Alias, Entity, entities
from pipelines.understanding.gazetteer_models import families
from pipelines.understanding.gazetteer_scan import Hit, scan
from pipelines.understanding.text import fold

__all__ = ["Entity", "EntitySpan", "entities", "find_entities"]

MAX_TEXT = 50_000
"""Characters that are read; what stands after them is not."""
_MAX_HITS = 3_000
"""Names that are looked at: no text that anybody wrote has as many."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EntitySpan:
    """`entity` is named at `text[start:end]`, endings and clitics of the language left out."""

    start: int
    end: int
    text: str
    entity: Entity


def find_entities(text: str, lang: str, around: str = "") -> tuple[EntitySpan, ...]:
    """Entities of `text` in order, none overlapping.  `lang` is ISO 639-1.

    `around`: the document that `text` is a sentence of, where ambiguous names may find their context too.
    """
    text = text[:MAX_TEXT]
    folded = fold(text)
    base = base_language(lang)
    hits = sorted(islice(scan(text, folded, base), _MAX_HITS), key=lambda hit: hit.order)
    if not hits:
        return ()
    chosen = _choose(hits, base, Surroundings(text, folded, around[:MAX_TEXT]))
    return tuple(
        EntitySpan(start=hit.start, end=hit.end, text=text[hit.start : hit.end], entity=hit.entity)
        for hit in chosen
        if hit.entity is not None
    )


def _choose(hits: Sequence[Hit], lang: str, surroundings: Surroundings) -> list[Hit]:
    """Leftmost and longest first, of those that are sure or have their context."""
    sure = [hit.entity for hit in hits if hit.entity and hit.alias and not _needs_context(hit, hit.alias, lang)]
    chosen: list[Hit] = []
    end = 0
    for hit in hits:
        if hit.start >= end and _allowed(hit, lang, surroundings, sure):
            chosen.append(hit)
            end = hit.end
    return chosen


def _needs_context(hit: Hit, alias: Alias, lang: str) -> bool:
    """A version makes a model's name sure, unless the family's name is a common word ("Step 3")."""
    if hit.entity is not alias.entity and hit.entity and any(map(str.isdecimal, hit.entity.name)):
        return alias.unsure and families()[alias.entity.id].loose
    return alias.unsure or lang in alias.plain


def _allowed(hit: Hit, lang: str, surroundings: Surroundings, sure: Sequence[Entity]) -> bool:
    alias = hit.alias
    if alias is None:
        return True
    if alias.unless and surroundings.have(alias.unless):
        return False
    if not _needs_context(hit, alias, lang):
        return True
    return _has_context(hit, alias, surroundings, sure)


def _has_context(hit: Hit, alias: Alias, surroundings: Surroundings, sure: Sequence[Entity]) -> bool:
    """Words of its own, or its maker, speak for a name anywhere; those of the field only where its capital means it."""
    kin = {alias.entity.id, alias.entity.stands_for} - {None}
    if any(known.id in kin or known.stands_for == alias.entity.id for known in sure):
        return True
    if surroundings.goes_on(hit.end):
        return False
    if surroundings.have(own_words(alias)):
        return True
    party = surroundings.party(hit.start, hit.end)
    if party and not alias.unsure:
        return True
    field = any(known.ai == "core" for known in sure) or surroundings.have(general_words(alias.entity.ai))
    if not field:
        return False
    return party or not surroundings.capital_means_nothing(hit.start)
