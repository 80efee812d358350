"""The words of one language, read from `config/data/triggers/<lang>.toml`: triggers, traps, cues, grammar, names.

`config/data/triggers/README.md` says what each table means.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import ahocorasick

from config.kinds import adopted, kinds
from pipelines.understanding.patterns import HINDI_SIGNS, Pattern, Script, compile_pattern, script_of
from pipelines.understanding.text import fold

_FOLDER = files("config").joinpath("data/triggers")
FALLBACK = "en"
_NO_PREPOSITION = frozenset({"claimant", "favoured", "source"})
"""Cases that a noun or verb before the name gives it ("judge X", "the lawsuit of X")."""
_SHORT = 4
"""Descriptors of up to so many letters end other words by chance."""
_SIGNS = HINDI_SIGNS + "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
"""With those inside Thai words."""
_WHOLE_WORD = re.compile(rf"(?<![\w{_SIGNS}*'])(?:[^\W\d_]|[{_SIGNS}]){{3,}}(?![\w*'])")


@dataclass(frozen=True, kw_only=True, slots=True)
class Trigger:
    """Words that name an event.  `form`: active, passive or noun.  `strength` 1 (needs support) to 3 (speaks for itself).

    `subject` and `object` are the roles of who does it and to whom, in the active voice ("": the place is not a role).
    """

    kind: str
    stage: str
    form: str
    strength: int
    subject: str
    object: str
    number: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Grammar:
    """`verb_first`: who does it may follow the verb.  `object_before`: the object may stand before the verb.

    `verb_last`: of a trigger with a gap the verb is the last part.  `capitals`: names are written with capitals; `nouns_capital`: so are common nouns (German);
    `adjectives_capital`: so are days, months and peoples (English).
    `blanks`: words are separated by blanks.  `joiners`: small words inside names ("Éditions du Phare").
    """

    verb_first: bool = False
    object_before: bool = False
    verb_last: bool = False
    capitals: bool = True
    nouns_capital: bool = False
    adjectives_capital: bool = False
    blanks: bool = True
    joiners: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """One pattern found: `value` is what the word list says about it.

    `head` and `tail` are the places of its parts before the first and after the last gap.
    """

    start: int
    end: int
    value: "Trigger | str"
    head: tuple[int, int]
    tail: tuple[int, int]


class WordList:
    """Patterns with a value each (`entries`), searched together: one pass finds anchors, only their patterns are tried."""

    def __init__(self, entries: Iterable[tuple[Pattern, Trigger | str]]) -> None:
        self.entries = tuple(entries)
        by_anchor: dict[str, list[int]] = {}
        for index, (pattern, _) in enumerate(self.entries):
            for anchor in pattern.anchors:
                by_anchor.setdefault(anchor, []).append(index)
        self._automaton = ahocorasick.Automaton()
        for anchor, indexes in by_anchor.items():
            self._automaton.add_word(anchor, tuple(indexes))
        if by_anchor:
            self._automaton.make_automaton()
        self._empty = not by_anchor

    def touches(self, low: str) -> bool:
        """Whether any anchor occurs: cheap, and true more often than a pattern matches."""
        return not self._empty and next(self._automaton.iter(low), None) is not None

    def find(self, low: str) -> tuple[Hit, ...]:
        """All matches in a folded sentence, in order of their place."""
        if self._empty:
            return ()
        wanted = {index for _, indexes in self._automaton.iter(low) for index in indexes}
        hits = [
            Hit(
                start=match.start(),
                end=match.end(),
                value=self.entries[index][1],
                head=match.span("head"),
                tail=match.span("tail"),
            )
            for index in sorted(wanted)
            for match in self.entries[index][0].regex.finditer(low)
        ]
        return tuple(sorted(hits, key=lambda hit: (hit.start, -hit.end)))


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """`cues` name what they show (hedge, denial, past, …); `traps` and `context` name the kind that they speak against.

    `people`: common nouns for those who go to court, each with the form in which it is told.
    `markers_before`/`markers_after` give the case of a name that follows or precedes them.
    `prepositions` are those of one word (with `asks`, which are articles, too), `price` those between a sum and what is bought for it; `disposal` markers stand before what a later verb is done to; `descriptor_ends` are those at the end of a compound; `before_name`/`after_name` are words beside which a name stands; `common` are words that are no names;
    `heads` are nouns that make a capitalised first word an adjective ("Book publishers"); `fillers` ("de IA") may stand between a marker and its name; `adverbs` may stand between a name and its verb, or before it (Chinese).
    """

    lang: str
    script: Script
    grammar: Grammar
    triggers: WordList
    traps: WordList
    cues: WordList
    context: WordList
    topics: WordList
    people: WordList
    markers_before: tuple[tuple[str, str], ...]
    markers_after: tuple[tuple[str, str], ...]
    prepositions: frozenset[str]
    price: tuple[str, ...]
    passive: tuple[str, ...]
    disposal: tuple[str, ...]
    before_name: tuple[str, ...]
    descriptor_ends: tuple[str, ...]
    after_name: tuple[str, ...]
    strip: frozenset[str]
    fillers: tuple[str, ...]
    heads: frozenset[str]
    adverbs: tuple[str, ...]
    common: frozenset[str]


def languages() -> tuple[str, ...]:
    """The languages that have a word list."""
    return tuple(
        sorted(
            file.name.removesuffix(".toml")
            for file in _FOLDER.iterdir()
            if file.name.endswith(".toml") and not file.name.startswith("_")
        )
    )


def _patterns(table: Mapping[str, Iterable[str]], script: Script) -> WordList:
    return WordList((compile_pattern(source, script), name) for name, sources in table.items() for source in sources)


def _triggers(rows: Iterable[Mapping[str, Any]], script: Script) -> WordList:
    entries: list[tuple[Pattern, Trigger | str]] = []
    for number, row in enumerate(rows):
        kind = kinds()[row["kind"]]
        trigger = Trigger(
            kind=row["kind"],
            stage=row["stage"],
            form=row.get("form", "active"),
            strength=row.get("strength", 2),
            subject=row.get("subject", kind.doer),
            object=row.get("object", kind.other),
            number=number,
        )
        entries.extend((compile_pattern(source, script), trigger) for source in row["words"])
    return WordList(entries)


def _said(rows: Iterable[Mapping[str, Any]]) -> set[str]:
    """The whole words of the triggers: at the head of a sentence they are no names."""
    return {word for row in rows for source in row["words"] for word in _WHOLE_WORD.findall(fold(source))}


def _of_kind_files(lang: str) -> Iterable[Mapping[str, Any]]:
    """Triggers that stand in the kinds' own files: so a new kind is one file."""
    for kind in kinds().values():
        for row in kind.table.get("trigger", ()):
            if row["lang"] == lang:
                yield {**row, "kind": kind.name}


def _with_kind_files(words: Mapping[str, Iterable[str]], key: str, lang: str) -> Mapping[str, Iterable[str]]:
    """Traps or context by kind, with those of the kinds' own files."""
    own = {kind.name: kind.table.get(key, {}).get(lang, ()) for kind in kinds().values()}
    return {**words, **{name: (*words.get(name, ()), *more) for name, more in own.items() if more}}


def _grammar(table: Mapping[str, Any]) -> Grammar:
    return Grammar(**{**table, "joiners": tuple(table.get("joiners", ()))})


def _markers(table: Mapping[str, Iterable[str]]) -> tuple[tuple[str, str], ...]:
    """(marker, case) pairs, the longest marker first."""
    pairs = [(fold(marker), case) for case, markers in table.items() for marker in markers]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def _by_length(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(map(fold, words), key=lambda word: -len(word)))


def lexicon(lang: str) -> Lexicon:
    """The word list of `lang`; that of English where the language has none."""
    return _lexicon(lang if lang in languages() else FALLBACK, adopted())


@cache
def _lexicon(name: str, _own: Path | None) -> Lexicon:
    """With the words of the kinds that this process knows."""
    table = tomllib.loads(_FOLDER.joinpath(f"{name}.toml").read_text("utf-8"))
    script = script_of(name)
    markers = table.get("markers", {})
    names = table.get("names", {})
    triggers = (*table.get("trigger", ()), *_of_kind_files(name))
    common = {fold(word) for text in names.get("common", ()) for word in re.split(r"\s+", text) if word}
    return Lexicon(
        lang=name,
        script=script,
        grammar=_grammar(table.get("grammar", {})),
        triggers=_triggers(triggers, script),
        traps=_patterns(_with_kind_files(table.get("traps", {}), "traps", name), script),
        cues=_patterns(table.get("cues", {}), script),
        context=_patterns(_with_kind_files(table.get("context", {}), "context", name), script),
        topics=_patterns({"ai": table.get("ai", ()), "soft": table.get("ai_soft", ())}, script),
        people=_patterns(table.get("people", {}), script),
        markers_before=_markers(markers.get("before", {})),
        markers_after=_markers(markers.get("after", {})),
        prepositions=frozenset(
            marker
            for marker, case in _markers({**markers.get("before", {}), "asks": markers.get("asks", ())})
            if " " not in marker and case not in _NO_PREPOSITION
        ),
        price=_by_length(markers.get("price", ())),
        passive=_by_length(markers.get("passive", ())),
        disposal=_by_length(markers.get("disposal", ())),
        before_name=_by_length(names.get("before", ())),
        descriptor_ends=tuple(
            word for word in _by_length(names.get("before", ())) if len(word) > _SHORT and "-" not in word
        ),
        after_name=_by_length(names.get("after", ())),
        strip=frozenset(map(fold, names.get("strip", ()))),
        heads=frozenset(map(fold, names.get("heads", ()))),
        fillers=_by_length(names.get("fillers", ())),
        adverbs=_by_length(names.get("adverbs", ())),
        common=frozenset(common | _said(triggers)),
    )
