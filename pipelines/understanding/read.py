"""Reads one story: its language, whether it is about the AI industry, and the events it tells of.  Pure and offline."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from pipelines.model.mention import Reading, Reason
from pipelines.model.story import Story
from pipelines.understanding.candidate import Candidate
from pipelines.understanding.candidates import find_candidates
from pipelines.understanding.cluster import Cluster, clusters
from pipelines.understanding.dates import DateSpan, find_dates
from pipelines.understanding.features import Setting, cue_names, features
from pipelines.understanding.gazetteer import EntitySpan, find_entities
from pipelines.understanding.language import language_of
from pipelines.understanding.lexicon import Lexicon, lexicon
from pipelines.understanding.mentions import mention_of
from pipelines.understanding.names import word_use
from pipelines.understanding.relevance import Relevance, is_ai, relevance
from pipelines.understanding.scorer import Decision, decide, shipped_model
from pipelines.understanding.sentences import Sentence, sentences

_NEWS_SENTENCES = 6
"""Title and first sentences, in which the day of the news is looked for."""

Entities = Mapping[Sentence, Sequence[EntitySpan]]


def understand(story: Story) -> Reading:
    """What the story says, with its grounds.  Never raises; text past the limits of `text` is not read."""
    units = sentences(story)
    lang = language_of(" ".join(unit.text for unit in units[:6]), story.lang)
    words = lexicon(lang)
    entities = entities_of(units, lang)
    about = relevance(units, entities, words)
    found = assess(story, units, entities, words, about)
    near = _near_dates(units, lang, story) if found else ()
    mentions = tuple(
        mention for cluster, decision in found if (mention := mention_of(cluster, decision, story, near)) is not None
    )
    return Reading(
        lang=lang,
        ai_industry=about.ai_industry,
        mentions=mentions if about.ai_industry else (),
        relevance=about.reasons,
        nearest="" if mentions and about.ai_industry else _nearest(found, about),
    )


def entities_of(units: Sequence[Sentence], lang: str) -> Entities:
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


def assess(
    story: Story, units: Sequence[Sentence], entities: Entities, words: Lexicon, about: Relevance
) -> list[tuple[Cluster, Decision]]:
    """Every cluster of candidates with what the model makes of it."""
    if not any(words.triggers.touches(unit.low) for unit in units):
        return []
    candidates = find_candidates(units, entities, word_use(units), words, story.published)
    if not candidates:
        return []
    setting = _setting(story, units, entities, words, about, candidates)
    model = shipped_model()
    return [(cluster, decide(cluster.kind, features(cluster, setting), model)) for cluster in clusters(candidates)]


def _setting(
    story: Story,
    units: Sequence[Sentence],
    entities: Entities,
    words: Lexicon,
    about: Relevance,
    candidates: Sequence[Candidate],
) -> Setting:
    title = next((unit for unit in units if unit.part == "title"), None)
    published: date | None = story.published.date() if story.published else None
    return Setting(
        title=title,
        title_cues=cue_names(words.cues.find(title.low)) if title else frozenset(),
        headline_kinds=frozenset(candidate.kind for candidate in candidates if candidate.part != "body"),
        title_kinds=frozenset(candidate.kind for candidate in candidates if candidate.part == "title"),
        ai_title=title is not None and is_ai(title, entities[title], words),
        ai_lead=any(is_ai(unit, entities[unit], words) for unit in units if unit.part == "lead"),
        ai_score=about.score,
        published=published,
        has_body=any(unit.part == "body" for unit in units),
    )


def _near_dates(units: Sequence[Sentence], lang: str, story: Story) -> tuple[DateSpan, ...]:
    return tuple(span for unit in units[:_NEWS_SENTENCES] for span in find_dates(unit.text, lang, story.published))


def _nearest(found: Sequence[tuple[Cluster, Decision]], about: Relevance) -> str:
    """For a silent document: the best candidate and what it lacked."""
    if not found:
        return "no trigger of any kind"
    cluster, decision = max(found, key=lambda pair: pair[1].new)
    words = cluster.members[0].place
    said = words.sentence.text[words.start : words.end]
    if not about.ai_industry:
        return f"{cluster.kind} ('{said}'): the story is not about the AI industry"
    worst = min(decision.reasons, key=lambda reason: reason.weight, default=Reason(feature="nothing"))
    return f"{cluster.kind} ('{said}'): probability {decision.probability:.2f}; most against it: {worst.feature}"
