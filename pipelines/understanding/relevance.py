"""Is the story about the AI industry?  Entities and words, in the title, in the lead, and how dense in the body."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.model.mention import Reason
from pipelines.understanding.gazetteer import EntitySpan
from pipelines.understanding.lexicon import Lexicon
from pipelines.understanding.sentences import Sentence

# Log-odds, set by hand on headlines of general and technical papers.
_BIAS = -2.0
_WEIGHTS = {
    "ai entity in title": 4.0,
    "ai word in title": 3.5,
    "ai entity in lead": 2.5,
    "ai word in lead": 2.2,
    "ai density of body": 2.5,
}
_DENSE = 0.34


@dataclass(frozen=True, kw_only=True, slots=True)
class Relevance:
    """`score` is log-odds; `reasons` what spoke for it."""

    score: float
    reasons: tuple[Reason, ...]

    @property
    def ai_industry(self) -> bool:
        return self.score > 0


def relevance(
    sentences: Sequence[Sentence], entities: Mapping[Sentence, Sequence[EntitySpan]], lexicon: Lexicon
) -> Relevance:
    reasons = [Reason(feature="bias", weight=_BIAS)]
    for part in ("title", "lead"):
        units = [sentence for sentence in sentences if sentence.part == part]
        entity = next((span for unit in units for span in entities[unit] if is_core(span)), None)
        word = next(((unit, hit) for unit in units for hit in lexicon.topics.find(unit.low)), None)
        if entity:
            reasons.append(_reason(f"ai entity in {part}", entity.entity.name))
        if word:
            reasons.append(_reason(f"ai word in {part}", word[0].text[word[1].start : word[1].end]))
    body = [sentence for sentence in sentences if sentence.part == "body"]
    if body:
        dense = sum(is_ai(unit, entities[unit], lexicon) for unit in body) / len(body)
        weight = _WEIGHTS["ai density of body"] * min(1.0, dense / _DENSE)
        reasons.append(Reason(feature="ai density of body", weight=round(weight, 3), text=f"{dense:.2f}"))
    return Relevance(score=sum(reason.weight for reason in reasons), reasons=tuple(reasons))


def is_ai(sentence: Sentence, entities: Sequence[EntitySpan], lexicon: Lexicon) -> bool:
    """Whether a sentence names an AI entity or an AI word."""
    return any(is_core(span) for span in entities) or bool(lexicon.topics.find(sentence.low))


def _reason(feature: str, text: str) -> Reason:
    return Reason(feature=feature, weight=_WEIGHTS[feature], text=text)


def is_core(span: EntitySpan) -> bool:
    return span.entity.ai == "core"
