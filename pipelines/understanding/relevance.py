"""Is the story about the AI industry?  Entities and words, in the title, in the lead, and how dense in the body."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.model.mention import Reason
from pipelines.understanding.former import is_backer, is_former
from pipelines.understanding.gazetteer import EntitySpan
from pipelines.understanding.lexicon import Lexicon
from pipelines.understanding.sentences import Sentence

_NAME = re.compile(
    r"[A-Z]\w{0,24}(?:AI|[Ll]abs?|[Tt]ech|[Rr]obot(?:ics)?|[Dd]ata|[Nn]eur[ao]\w{0,9}|[Mm]ind|[Bb]ot|GPT|[Cc]ode|[Vv]oice|[Cc]ompute|[Ll]ogic|[Vv]ision)\b"
    r"|\b(?:Neuro|Robo|Data|Deep|Parse|Cogni|Voxe?l?|Synth|Mind)[a-z]{3,24}\b|\w\.ai\b"
    r"|[ァ-ヺー]{2,12}(?:ラボ|テック|データ|ロボ|マインド)|\w{1,12}(?:테크|랩스?|로보|마인드|데이터|브레인)|[一-鿿]{2,8}(?:智能|算力|智联|数智|机器人)"
)
"""Names that sound like the industry's."""
_ACRONYM = 3
"""Words of up to so many letters count in capitals only: "Ai" is "who" in Vietnamese, "ai" is "to the" in Italian."""
_DENSE = 0.34
"""The share of a body's sentences that name AI, from which on it is wholly about AI."""


_BYSTANDERS = frozenset({"media", "court", "regulator", "government", "fund", "publisher"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Signals:
    """`features`: what speaks for the story being about AI; `texts`: the words that were seen."""

    features: Mapping[str, float]
    texts: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Relevance:
    """`score` is log-odds; `reasons` what spoke for it."""

    score: float
    reasons: tuple[Reason, ...]

    @property
    def ai_industry(self) -> bool:
        return self.score > 0


def signals(
    sentences: Sequence[Sentence], entities: Mapping[Sentence, Sequence[EntitySpan]], lexicon: Lexicon
) -> Signals:
    texts: dict[str, str] = {}
    for part in ("title", "lead"):
        units = [sentence for sentence in sentences if sentence.part == part]
        for name, found in (
            ("ai entity", [span.entity.name for unit in units for span in _told(unit, entities) if is_core(span)]),
            ("tech entity", [span.entity.name for unit in units for span in _told(unit, entities) if _is_tech(span)]),
            ("ai word", [word for unit in units for word in _words(unit, lexicon, "ai")]),
            ("telling name", [word for unit in units for word in _NAME.findall(unit.text)]),
            ("soft word", sorted({word.lower() for unit in units for word in _words(unit, lexicon, "soft")})),
        ):
            if found:
                texts[f"{name} in {part}"] = found[0]
            if len(found) > 1:
                texts[f"{name} in {part} again"] = found[1]
            if len(found) > 2:  # noqa: PLR2004  # once, twice, often
                texts[f"{name} in {part} often"] = found[2]
    features = {"bias": 1.0, **dict.fromkeys(texts, 1.0)}
    body = [sentence for sentence in sentences if sentence.part == "body"]
    if body:
        dense = sum(is_ai(unit, entities[unit], lexicon) for unit in body) / len(body)
        features["ai density of body"] = round(min(1.0, dense / _DENSE), 3)
        texts["ai density of body"] = f"{dense:.2f}"
    return Signals(features=features, texts=texts)


def _told(unit: Sentence, entities: Mapping[Sentence, Sequence[EntitySpan]]) -> list[EntitySpan]:
    """The entities that a sentence tells of: not where somebody once worked, or whose money stands behind."""
    return [
        span
        for span in entities[unit]
        if not is_former(unit.low, span.start) and not is_backer(unit.low, span.start, span.end)
    ]


def _is_tech(span: EntitySpan) -> bool:
    """Of the wider industry.  Who reports, rules or only pays says nothing of what a story is about."""
    return span.entity.ai == "tech" and span.entity.type not in _BYSTANDERS


def relevance(found: Signals, weights: Mapping[str, float]) -> Relevance:
    reasons = tuple(
        Reason(feature=name, weight=round(weights.get(name, 0.0) * value, 3), text=found.texts.get(name, ""))
        for name, value in found.features.items()
    )
    return Relevance(score=sum(reason.weight for reason in reasons), reasons=reasons)


def is_ai(sentence: Sentence, entities: Sequence[EntitySpan], lexicon: Lexicon) -> bool:
    """Whether a sentence names an AI entity or an AI word."""
    return any(is_core(span) for span in entities) or bool(_words(sentence, lexicon, "ai"))


def _words(sentence: Sentence, lexicon: Lexicon, kind: str) -> list[str]:
    """Words that say AI ("ai"), or that often stand where AI is the matter ("soft")."""
    said = [sentence.text[hit.start : hit.end] for hit in lexicon.topics.find(sentence.low) if hit.value == kind]
    return [word for word in said if len(word) > _ACRONYM or word == word.upper()]


def is_core(span: EntitySpan) -> bool:
    return span.entity.ai == "core"
