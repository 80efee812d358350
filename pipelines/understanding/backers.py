"""Parties beside a word for investing: "Orrix, Keldin and Tamber put up the money"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipelines.understanding.cases import AND_SIGNS, AND_WORDS, Group
from pipelines.understanding.lexicon import Hit, Lexicon
from pipelines.understanding.sentences import Sentence

_BEFORE, _BEHIND = 45, 24
"""Characters between the last of the parties and the word, and between the word and the first of them."""
_TIGHT = 0.4
"""Part of that where words are not separated."""
_LIST = re.compile(rf"[^,;:.!?，。；、]{{0,3}}(?:[,、，&·]|\b(?:{AND_WORDS})\b|و|{AND_SIGNS})[^,;:.!?，。；、]{{0,14}}")
"""Between two parties of a list that nothing else says is one: "Charité, Allianz X und Balderton"."""
_CLAUSE = re.compile(r"[;:!?。；：]|\. ")
_OPEN = frozenset({"", "subject", "by", "object", "with", "other", "of", "from"})
"""Cases that leave open what a party does."""
_BARE = frozenset({"", "subject", "by"})
"""Cases of those who may follow the word: "took part in X's round" speaks of another."""
_BACKS = "lead"
"""The case of a backer."""


def as_backers(sentence: Sentence, groups: Sequence[Group], lexicon: Lexicon) -> list[Group]:
    """The groups, those beside a word for investing with the case of a backer, and with them those of their list."""
    out = list(groups)
    for hit in lexicon.cues.find(sentence.low):
        if hit.value == "backing":
            for index in _chain(sentence, out, _beside(sentence, out, hit, lexicon)):
                out[index] = Group(names=tuple(replace(n, case=_BACKS) for n in out[index].names), case=_BACKS)
    return out


def _beside(sentence: Sentence, groups: Sequence[Group], hit: Hit, lexicon: Lexicon) -> list[int]:
    """The nearest group before the word, and the one right behind it."""
    share = 1.0 if lexicon.grammar.blanks else _TIGHT
    before = [index for index, group in enumerate(groups) if group.end <= hit.start][-1:]
    behind = [index for index, group in enumerate(groups) if group.start >= hit.end][:1]
    near = [
        i for i in before if groups[i].case in _OPEN and _near(sentence.low[groups[i].end : hit.start], _BEFORE * share)
    ]
    near += [
        i for i in behind if groups[i].case in _BARE and _near(sentence.low[hit.end : groups[i].start], _BEHIND * share)
    ]
    return near


def _near(gap: str, most: float) -> bool:
    return len(gap) <= most and not _CLAUSE.search(gap)


def _chain(sentence: Sentence, groups: Sequence[Group], found: Sequence[int]) -> set[int]:
    """With each group those before it that stand in one list with it."""
    out = set(found)
    for index in found:
        at = index
        while at and _LIST.fullmatch(sentence.low[groups[at - 1].end : groups[at].start]):
            at -= 1
            out.add(at)
    return out
