"""Reads one story: its language, whether it is about the AI industry, and the events it tells of.  Pure and offline."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipelines.model.mention import Reading, Reason
from pipelines.model.story import Story
from pipelines.understanding.candidate import Candidate
from pipelines.understanding.candidates import find_candidates
from pipelines.understanding.cluster import Cluster, clusters
from pipelines.understanding.dates import DateSpan, find_dates
from pipelines.understanding.features import Features, Setting, cue_names, features
from pipelines.understanding.gazetteer import EntitySpan, find_entities
from pipelines.understanding.language import language_of
from pipelines.understanding.lexicon import Lexicon, lexicon
from pipelines.understanding.mentions import mention_of
from pipelines.understanding.word_use import word_use
from pipelines.understanding.relevance import Relevance, is_ai, relevance, signals
from pipelines.understanding.scorer import Decision, decide, shipped_model
from pipelines.understanding.sentences import Sentence, sentences

_NEWS_SENTENCES = 6
"""Title and first sentences, in which the day of the news is looked for, and whose language is the story's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """A story cut, and looked up: what all later steps start from."""

    story: Story
    lang: str
    units: tuple[Sentence, ...]
    words: Lexicon
    entities: Mapping[Sentence, Sequence[EntitySpan]]


def understand(story: Story) -> Reading:
    """What the story says, with its grounds.  Never raises; text past the limits of `text` is not read."""
    text = text_of(story)
    about = relevance(signals(text.units, text.entities, text.words), shipped_model().relevance)
    model = shipped_model()
    found = [(cluster, decide(cluster.kind, facts, model)) for cluster, facts in assess(text, about)]
    near = _near_dates(text) if found else ()
    told = [mention_of(cluster, decision, story, near) for cluster, decision in found] if about.ai_industry else []
    mentions = tuple(mention for mention in told if mention is not None)
    return Reading(
        lang=text.lang,
        ai_industry=about.ai_industry,
        mentions=mentions,
        relevance=about.reasons,
        nearest="" if mentions else _nearest(found, about),
    )


def text_of(story: Story) -> Text:
    units = sentences(story)
    lang = language_of(" ".join(unit.text for unit in units[:_NEWS_SENTENCES]), story.lang)
    return Text(story=story, lang=lang, units=units, words=lexicon(lang), entities=_entities(units, lang))


def _entities(units: Sequence[Sentence], lang: str) -> Mapping[Sentence, Sequence[EntitySpan]]:
    """The entities of every sentence, found in one pass over the whole story, so that context counts across sentences."""
    found: dict[Sentence, list[EntitySpan]] = {unit: [] for unit in units}
    starts: list[int] = []
    at = 0
    for unit in units:
        starts.append(at)
        at += len(unit.text) + 1
    for span in find_entities("\n".join(unit.text for unit in units), lang):
        index = bisect_right(starts, span.start) - 1
        shift = starts[index]
        if span.end - shift <= len(units[index].text):
            found[units[index]].append(replace(span, start=span.start - shift, end=span.end - shift))
    return found


def assess(text: Text, about: Relevance) -> list[tuple[Cluster, Features]]:
    """Every cluster of candidates with the facts about it."""
    if not any(text.words.triggers.touches(unit.low) for unit in text.units):
        return []
    candidates = find_candidates(text.units, text.entities, word_use(text.units), text.words, text.story.published)
    if not candidates:
        return []
    setting = _setting(text, about, candidates)
    return [(cluster, features(cluster, setting)) for cluster in clusters(candidates)]


def _setting(text: Text, about: Relevance, candidates: Sequence[Candidate]) -> Setting:
    title = next((unit for unit in text.units if unit.part == "title"), None)
    lead = [unit for unit in text.units if unit.part == "lead"]
    return Setting(
        title=title,
        title_cues=cue_names(text.words.cues.find(title.low)) if title else frozenset(),
        headline_kinds=frozenset(candidate.kind for candidate in candidates if candidate.part != "body"),
        title_kinds=frozenset(candidate.kind for candidate in candidates if candidate.part == "title"),
        ai_title=title is not None and is_ai(title, text.entities[title], text.words),
        ai_lead=any(is_ai(unit, text.entities[unit], text.words) for unit in lead),
        ai_score=about.score,
    )


def _near_dates(text: Text) -> tuple[DateSpan, ...]:
    """The dates of the first sentences."""
    first = text.units[:_NEWS_SENTENCES]
    return tuple(span for unit in first for span in find_dates(unit.text, text.lang, text.story.published))


def _nearest(found: Sequence[tuple[Cluster, Decision]], about: Relevance) -> str:
    """For a silent document: the best candidate and what it lacked."""
    if not found:
        return "no trigger of any kind"
    cluster, decision = max(found, key=lambda pair: pair[1].new)
    place = cluster.members[0].place
    said = place.sentence.text[place.start : place.end]
    if not about.ai_industry:
        return f"{cluster.kind} ('{said}'): the story is not about the AI industry"
    worst = min(decision.reasons, key=lambda reason: reason.weight, default=Reason(feature="nothing"))
    return f"{cluster.kind} ('{said}'): probability {decision.probability:.2f}; most against it: {worst.feature}"
