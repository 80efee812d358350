"""One pass over a text for every alias of the gazetteer."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import ahocorasick

from pipelines.understanding.gazetteer_borders import cyrillic_forms, script, stands_alone
from pipelines.understanding.gazetteer_case import cased
from pipelines.understanding.gazetteer_data import Alias, Entity, aliases, shared
from pipelines.understanding.gazetteer_models import Family, families, family_aliases, read_model
from pipelines.understanding.text import fold

_SHORT_END = 3
"""Letters of names that a hyphen before them makes part of another."""


@dataclass(frozen=True, slots=True)
class Hit:
    """`alias` None: a decoy, a longer word that holds a name by chance."""

    start: int
    end: int
    alias: Alias | None
    entity: Entity | None

    @property
    def order(self) -> tuple[int, int, bool]:
        """Leftmost, then longest, then sure ones first."""
        return self.start, -self.end, bool(self.alias and self.alias.unsure)


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    folded: str
    lang: str
    small: bool


@cache
def _automaton() -> ahocorasick.Automaton:
    by_text: dict[str, list[Alias]] = {fold(decoy): [] for decoy in shared("context")["decoys"]}
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


def scan(text: str, folded: str, lang: str) -> Iterator[Hit]:
    """All names that stand alone and have the capitals they need, overlapping ones included, in no order."""
    whole = _Text(text, folded, lang, text == text.lower())
    for last, (length, found) in _automaton().iter(folded):
        start, end = last + 1 - length, last + 1
        if not found and stands_alone(folded, start, end, lang):
            yield Hit(start, end, None, None)
        for alias in found:
            hit = _hit(whole, start, end, alias)
            if hit is not None:
                yield hit


def _hit(whole: _Text, start: int, end: int, alias: Alias) -> Hit | None:
    if not cased(whole.text[start:end], alias, small=whole.small):
        return None
    family = families().get(alias.entity.id)
    model = _model(whole, start, end, family) if family else None
    if model:
        return Hit(start, model[1], alias, model[0])
    if _hyphened(whole.text, start, end):
        return None
    if (family and family.bare == "none") or not stands_alone(whole.folded, start, end, whole.lang):
        return None
    return Hit(start, end, alias, alias.entity)


def _hyphened(text: str, start: int, end: int) -> bool:
    """A short name after a hyphen is the end of another one: "DFG-VK"."""
    return (
        end - start <= _SHORT_END
        and text[max(0, start - 1) : start] == "-"
        and text[max(0, start - 2) : start - 1].isalpha()
    )


def _model(whole: _Text, start: int, end: int, family: Family) -> tuple[Entity, int] | None:
    model = read_model(whole.text, whole.folded, end, family)
    return model if model and stands_alone(whole.folded, start, model[1], whole.lang) else None
