"""Reads one story: its language, whether it is about the AI industry, and the events it tells of.  Pure and offline."""

from collections.abc import Sequence
from dataclasses import replace

from pipelines.model.mention import Reading
from pipelines.model.story import Story
from pipelines.understanding.amounts import find_amounts
from pipelines.understanding.candidate import Candidate
from pipelines.understanding.candidates import find_candidates, story_currency
from pipelines.understanding.cluster import Cluster, clusters
from pipelines.understanding.dates import DateSpan, find_dates
from pipelines.understanding.features import Setting, cue_names, features
from pipelines.understanding.grounds import grounds
from pipelines.understanding.kind_rules import rules
from pipelines.understanding.mentions import bar, is_doubtful, is_told, mention_of
from pipelines.understanding.money_roles import Sums, loose_sums
from pipelines.understanding.nearest import nearest
from pipelines.understanding.relevance import Relevance, is_ai, relevance, signals
from pipelines.understanding.scorer import Decision, Evidence, decide, shipped_model
from pipelines.understanding.sentences import Sentence
from pipelines.understanding.shape import shape
from pipelines.understanding.story_text import FIRST_SENTENCES, Text, text_of
from pipelines.understanding.text import unread


def understand(story: Story) -> Reading:
    """What the story says, with its grounds.  Never raises; text past the limits of `text` is not read."""
    text = text_of(story)
    model = shipped_model()
    about = relevance(signals(text.units, text.entities, text.words), model.relevance)
    found = [(cluster, decide(evidence, model)) for cluster, evidence in assess(text, about)]
    near, loose = (_near_dates(text), _loose_sums(text, found)) if found else ((), ())
    new_from = bar(about.score)
    said = [
        (
            is_told(cluster, decision, new_from),
            replace(
                mention_of(cluster, decision, story, near, loose, new_from=new_from),
                reasons=grounds(cluster, decision, text),
            ),
        )
        for cluster, decision in found
        if is_told(cluster, decision, new_from) or (about.ai_industry and is_doubtful(cluster, decision))
    ]
    mentions = tuple(mention for told, mention in said if told)
    return Reading(
        lang=text.lang,
        ai_industry=about.ai_industry,
        mentions=mentions if about.ai_industry else (),
        dormant=() if about.ai_industry else mentions,
        relevance=about.reasons,
        doubtful=tuple(mention for told, mention in said if not told),
        unread=unread(story.title, story.summary, story.body),
        nearest="" if mentions and about.ai_industry else nearest(found, about, text, new_from),
    )


def assess(text: Text, about: Relevance) -> list[tuple[Cluster, Evidence]]:
    """Every cluster of candidates with what is known of it."""
    if not any(text.words.triggers.touches(unit.low) for unit in text.units):
        return []
    candidates = find_candidates(text)
    if not candidates:
        return []
    setting, found = _setting(text, about, candidates), clusters(candidates)
    return [
        (
            cluster,
            Evidence(
                kind=cluster.kind,
                facts=features(cluster, setting),
                form=shape(cluster, found, text),
                ai_score=about.score,
            ),
        )
        for cluster in found
    ]


def _setting(text: Text, about: Relevance, candidates: Sequence[Candidate]) -> Setting:
    title = next((unit for unit in text.units if unit.part == "title"), None)
    lead = [unit for unit in text.units if unit.part == "lead"]
    return Setting(
        title=title,
        title_cues=_title_cues(text, title, candidates) if title else frozenset(),
        headline_kinds=frozenset(candidate.kind for candidate in candidates if candidate.part != "body"),
        title_kinds=frozenset(candidate.kind for candidate in candidates if candidate.part == "title"),
        ai_title=title is not None and is_ai(title, text.entities[title], text.words),
        ai_lead=any(is_ai(unit, text.entities[unit], text.words) for unit in lead),
        ai_score=about.score,
        soft=any(reason.feature.startswith("soft word") for reason in about.reasons),
        model_sentences=tuple(
            unit.low for unit in lead if any(hit.value == "model_noun" for hit in text.words.cues.find(unit.low))
        ),
        title_ids=frozenset(span.entity.id for span in text.entities[title]) if title else frozenset(),
    )


def _title_cues(text: Text, title: Sentence, candidates: Sequence[Candidate]) -> frozenset[str]:
    """As the title's candidates have them; where there is none, all that its words say."""
    told = next((candidate for candidate in candidates if candidate.part == "title"), None)
    return cue_names(told.cues if told else text.words.cues.find(title.low))


def _near_dates(text: Text) -> tuple[DateSpan, ...]:
    """The dates of the first sentences."""
    first = text.units[:FIRST_SENTENCES]
    return tuple(span for unit in first for span in find_dates(unit.text, text.lang, text.story.published))


def _loose_sums(text: Text, found: Sequence[tuple[Cluster, Decision]]) -> tuple[Sums, ...]:
    """The sums of title and lead sentences in which no event that has an amount is told."""
    spoken = {
        member.place.sentence
        for cluster, _ in found
        if rules(cluster.kind).money
        for member in cluster.members
        if member.sums.amount
    }
    out: list[Sums] = []
    currency = story_currency(text)
    for unit in text.units:
        if unit.part != "body" and unit not in spoken:
            amounts = [span for span in find_amounts(unit.text, text.lang, currency) if not span.per_unit]
            if amounts:
                out.append(loose_sums(amounts, text.words.cues.find(unit.low)))
    return tuple(out)
