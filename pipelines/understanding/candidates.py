"""Finds the candidates of a document: triggers outside traps, with what their sentences say."""

import re
from collections.abc import Iterable, Sequence

from config.kinds import kinds
from pipelines.understanding.amounts import currency_of, find_amounts
from pipelines.understanding.backers import as_backers
from pipelines.understanding.borrowed import borrowed, lacks_marked, marked_roles, with_people
from pipelines.understanding.candidate import Candidate
from pipelines.understanding.cases import Group, groups
from pipelines.understanding.dates import find_dates
from pipelines.understanding.kind_rules import rules
from pipelines.understanding.lexicon import Hit, Lexicon, Trigger
from pipelines.understanding.models import model_roles
from pipelines.understanding.money_roles import Sums, sums
from pipelines.understanding.name import Name
from pipelines.understanding.names import find_names
from pipelines.understanding.picker import Place
from pipelines.understanding.relevance import is_ai
from pipelines.understanding.roles import assign
from pipelines.understanding.sentences import Sentence
from pipelines.understanding.story_text import FIRST_SENTENCES, Text
from pipelines.understanding.word_use import WordUse, word_use

_CONTEXT = 80
"""Characters around a trigger in which words speak for another matter."""
_DESCRIBED, _BEFORE = 40, 6
"""Characters behind and before a trigger in which its object is looked for."""
MAX_HITS = 24
"""Triggers of one sentence that are looked at, the longest first."""
MAX_IN_SENTENCE = 6
MAX_CANDIDATES = 40
"""Of one document; what follows is not looked at."""
_STATUS_CUES = frozenset({"hedge", "plan", "denial", "opinion", "joke", "past"})
"""Cues that speak against an event being new."""
_QUOTED_NAME = re.compile(r"[«„][A-ZÀ-ÞА-Я][^«»„“]{2,28}[»“]")
"""A name as Russian, German or Italian write one: in quotation marks, with a capital."""


def places(sentence: Sentence, lexicon: Lexicon) -> list[Place]:
    """The triggers of a sentence that no trap covers, one for each kind and place: the longest."""
    hits = lexicon.triggers.find(sentence.low)
    if not hits:
        return []
    traps = lexicon.traps.find(sentence.low)
    kept: list[tuple[Hit, Trigger]] = []
    for hit in sorted(hits, key=_rank)[:MAX_HITS]:
        trigger = hit.value
        if not isinstance(trigger, Trigger) or _trapped(hit, trigger.kind, traps):
            continue
        if not any(other.kind == trigger.kind and hit.start < at.end and at.start < hit.end for at, other in kept):
            kept.append((hit, trigger))
    late = {trigger.kind for hit, trigger in kept if _is_late(hit)}
    here = [
        _place(sentence, hit, trigger, lexicon)
        for hit, trigger in kept
        if trigger.kind not in late or _is_late(hit) or trigger.form == "passive"
    ]
    return sorted(here, key=lambda place: place.start)


def _rank(hit: Hit) -> tuple[bool, int, int, bool]:
    """Later stages first, then the longest, the leftmost, and of two readings of one place the passive one."""
    passive = isinstance(hit.value, Trigger) and hit.value.form == "passive"
    return not _is_late(hit), hit.start - hit.end, hit.start, not passive


def _is_late(hit: Hit) -> bool:
    """The stage's words name an earlier one in passing: "rejects the takeover bid" is one trigger."""
    return isinstance(hit.value, Trigger) and hit.value.stage in rules(hit.value.kind).late


def _place(sentence: Sentence, hit: Hit, trigger: Trigger, lexicon: Lexicon) -> Place:
    """The verb of the trigger is what names stand around."""
    start, end = hit.tail if lexicon.grammar.verb_last else hit.head
    return Place(sentence=sentence, start=start, end=end, reach=max(end, hit.end), trigger=trigger)


def _trapped(hit: Hit, kind: str, traps: Iterable[Hit]) -> bool:
    return any(trap.value in {kind, "any"} and trap.start < hit.end and hit.start < trap.end for trap in traps)


def find_candidates(text: Text) -> list[Candidate]:
    """The candidates of a story, in order of the document."""
    use = word_use(text.units)
    currency: str | None = None
    spoken = False
    out: list[Candidate] = []
    for sentence in text.units:
        here = places(sentence, text.words)[:MAX_IN_SENTENCE]
        if here:
            if currency is None:
                currency, spoken = story_currency(text), speaks_of_model(text)
            out.extend(_in_sentence(text, sentence, here, use, currency, spoken=spoken))
        if len(out) >= MAX_CANDIDATES:
            break
    out = out[:MAX_CANDIDATES]
    if not any(candidate.part != "body" for candidate in out):
        return out
    out = borrowed(out, _title_names(text, use))
    if any(map(lacks_marked, out)):
        out = marked_roles(out, _first_groups(text, use))
    return with_people(out, text)


def _first_groups(text: Text, use: WordUse) -> Iterable[Group]:
    """The parties of title and lead with their cases."""
    for unit in text.units[:FIRST_SENTENCES]:
        if unit.part != "body":
            found = groups(unit, find_names(unit, text.entities[unit], (), use, text.words), text.words)
            yield from as_backers(unit, found, text.words)


def _title_names(text: Text, use: WordUse) -> Sequence[Name]:
    title = next((unit for unit in text.units if unit.part == "title"), None)
    return find_names(title, text.entities[title], (), use, text.words) if title else ()


def story_currency(text: Text) -> str:
    """The currency that sums of the first sentences are in."""
    return currency_of([unit.text for unit in text.units[:FIRST_SENTENCES]], text.lang)


def speaks_of_model(text: Text) -> bool:
    """Whether title or lead have a word like "model"."""
    return any(
        hit.value == "model_noun"
        for unit in text.units
        if unit.part != "body"
        for hit in text.words.cues.find(unit.low)
    )


def _in_sentence(
    text: Text, sentence: Sentence, here: Sequence[Place], use: WordUse, currency: str, *, spoken: bool
) -> Iterable[Candidate]:
    lexicon = text.words
    context = lexicon.context.find(sentence.low)
    amounts = [span for span in find_amounts(sentence.text, lexicon.lang, currency) if not span.per_unit]
    dates = find_dates(sentence.text, lexicon.lang, text.story.published)
    numbers = [*((span.start, span.end) for span in amounts), *((span.start, span.end) for span in dates)]
    names = find_names(sentence, text.entities[sentence], numbers, use, lexicon)
    elsewhere = [hit for hit in lexicon.traps.find(sentence.low) if hit.value in _STATUS_CUES]
    dates = tuple(span for span in dates if not _covered(span.start, span.end, elsewhere))
    cues = _spoken_cues(lexicon.cues.find(sentence.low), sentence, names, elsewhere)
    grouped = groups(sentence, names, lexicon)
    for place in here:
        kind = rules(place.trigger.kind)
        roles = (
            model_roles(place, grouped, cues, lexicon, spoken=spoken)
            if kind.object == "model"
            else assign(place, grouped, lexicon)
        )
        beside = tuple(hit for hit in context if hit.value == place.trigger.kind and _is_near(place, hit))
        yield Candidate(
            place=place,
            roles=roles,
            sums=sums(place, here, amounts, cues) if kind.money else Sums(),
            amounts=amounts,
            dates=dates,
            cues=cues,
            context=beside,
            courts=tuple(name for name in names if name.type == "court"),
            ai=is_ai(sentence, text.entities[sentence], lexicon),
            object_described=_described(place, lexicon),
            other_between=_between(place, roles.get(kinds()[place.trigger.kind].other, ()), beside),
        )


def _covered(start: int, end: int, traps: Iterable[Hit]) -> bool:
    """Whether a trap of a cue covers what stands there: "founded in 2019" says nothing of the event's day."""
    return any(trap.start <= start and end <= trap.end for trap in traps)


def _spoken_cues(
    cues: Sequence[Hit], sentence: Sentence, names: Sequence[Name], traps: Sequence[Hit]
) -> tuple[Hit, ...]:
    """Without words of status that are part of a name («Третье мнение» holds no opinion) or of a trap of their own."""
    spans = [(name.start, name.end) for name in names if not name.guessed]
    spans += [match.span() for match in _QUOTED_NAME.finditer(sentence.text)]
    return tuple(
        hit
        for hit in cues
        if hit.value not in _STATUS_CUES
        or not (
            any(start <= hit.start and hit.end <= end for start, end in spans)
            or _trapped(hit, str(hit.value), (trap for trap in traps if trap.value == hit.value))
        )
    )


def _is_near(place: Place, hit: Hit) -> bool:
    return hit.start - place.reach <= _CONTEXT and place.start - hit.end <= _CONTEXT


def _described(place: Place, lexicon: Lexicon) -> bool:
    """Whether a word like "startup" follows the trigger (or precedes it, where the verb is last)."""
    low = place.sentence.low
    near = (
        low[max(0, place.start - _DESCRIBED) : place.start]
        if lexicon.grammar.verb_last
        else low[place.end : place.end + _DESCRIBED]
    )
    return any(word in near for word in lexicon.before_name)


def _between(place: Place, objects: Sequence[Name], context: Sequence[Hit]) -> bool:
    """Whether a word for another matter stands nearer to the trigger than the object does."""
    nearest = objects[0] if objects else None
    for hit in context:
        if nearest is None:
            near = 0 <= hit.start - place.end <= _DESCRIBED or 0 <= place.start - hit.end <= _BEFORE
        elif nearest.start >= place.end:
            near = place.end <= hit.start and hit.end <= nearest.start
        else:
            near = nearest.end <= hit.start and hit.end <= place.start
        if near:
            return True
    return False
