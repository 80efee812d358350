"""A story cut into sentences and looked up: what all steps of the understanding start from."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipelines.model.story import Story
from pipelines.understanding.gazetteer import EntitySpan, find_entities
from pipelines.understanding.language import language_of
from pipelines.understanding.lexicon import Lexicon, lexicon
from pipelines.understanding.sentences import Sentence, sentences

FIRST_SENTENCES = 6
"""Title and first sentences: their language is the story's, and in them the day of the news is looked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """`words` is the word list of the story's language; `entities` has an entry for each sentence."""

    story: Story
    lang: str
    units: tuple[Sentence, ...]
    words: Lexicon
    entities: Mapping[Sentence, Sequence[EntitySpan]]


def text_of(story: Story) -> Text:
    units = sentences(story)
    lang = language_of(" ".join(unit.text for unit in units[:FIRST_SENTENCES]), story.lang)
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
