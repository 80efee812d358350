"""The way of an article: the only place where the order of the steps is written.

    READ          normalise, sign                                   in a worker process
    UNDERSTAND    language, AI industry, mentions                   in a worker process; a copy is spared it
    CONCLUDE      fold copies, awaken, AI industry only, recognise, alert   inside the store's transaction

Every step is pure: draft in, draft out.  A draft that is `ended` skips the rest.  What is concluded may be concluded
again with newer knowledge, when the store changed meanwhile.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from config.kinds import kinds
from pipelines.model.alert import Alert
from pipelines.model.delivery import Delivery
from pipelines.model.disposition import Disposition, DropReason, Outcome
from pipelines.model.event import Event
from pipelines.model.mention import Reading
from pipelines.model.settlement import Known, KnownStory, Query, Settlement, Signature
from pipelines.model.silence import Hush, Silence
from pipelines.model.story import Story
from pipelines.steps.copies import copy_of, story_urls
from pipelines.steps.identity import identity_keys, same_event
from pipelines.steps.normalise import normalise
from pipelines.steps.recognise import recognise, with_copy
from pipelines.steps.signature import signature
from pipelines.understanding.read import understand

Alerting = Callable[
    [Event, Story, datetime, tuple[Silence, ...]], tuple[Event, tuple[Alert, ...], tuple[Delivery, ...]]
]
"""What the rules make, under silences, of an event that a story reported: the event with what was told, alerts and
their deliveries."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A story on its way, with what the steps have found so far.  `ended`: where a step let it go no further."""

    story: Story
    signature: Signature = Signature()  # noqa: RUF009 — frozen
    reading: Reading | None = None
    ended: Disposition | None = None
    events: tuple[Event, ...] = ()
    event_ids: tuple[str, ...] = ()
    alerts: tuple[Alert, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    hushes: tuple[Hush, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """What a conclusion stands on: what the store knows, the rules, the moment."""

    known: Known
    alerting: Alerting
    now: datetime


def normalised(draft: Draft) -> Draft:
    """Clean texts; a story without any title or text ends here."""
    story = normalise(draft.story)
    return replace(draft, ended=story) if isinstance(story, Disposition) else replace(draft, story=story)


def signed(draft: Draft) -> Draft:
    """The near-duplicate signature."""
    return replace(draft, signature=signature(draft.story))


def understood(draft: Draft) -> Draft:
    """Language, AI industry or not, mentions."""
    reading = understand(draft.story)
    return replace(draft, story=replace(draft.story, lang=reading.lang), reading=reading)


def copies_folded(draft: Draft, ground: Ground) -> Draft:
    """A copy adds a source to what its original reports, and goes no further."""
    original = original_of(draft, ground.known)
    if original is None:
        return draft
    story, reason = original
    # An event may be of a kind that the user has taken away since.
    events = (e for e in ground.known.events if e.event_id in story.event_ids and e.kind in kinds())
    return replace(
        draft,
        ended=Disposition(outcome=Outcome.DROPPED, reason=reason, detail=f"of “{story.title}”", copy_of=story.story_id),
        events=tuple(with_copy(event, draft.story, story.story_id) for event in events),
        event_ids=story.event_ids,
    )


def awakened(draft: Draft, ground: Ground) -> Draft:
    """A story that does not name AI, and tells of an event that is known, is about the AI industry after all."""
    reading = draft.reading
    if reading is None or reading.ai_industry:
        return draft
    known = tuple(m for m in reading.dormant if any(same_event(m, draft.story.when, e) for e in ground.known.events))
    return replace(draft, reading=replace(reading, ai_industry=True, mentions=known)) if known else draft


def ai_industry_only(draft: Draft, _ground: Ground) -> Draft:
    """What is not about the AI industry goes no further."""
    if draft.reading is None or draft.reading.ai_industry:
        return draft
    dropped = Disposition(outcome=Outcome.DROPPED, reason=DropReason.NOT_AI_INDUSTRY, detail=draft.reading.nearest)
    return replace(draft, ended=dropped)


def recognised(draft: Draft, ground: Ground) -> Draft:
    """Each mention joins a known event or founds one."""
    mentions = draft.reading.mentions if draft.reading else ()
    events = recognise(draft.story, mentions, ground.known.events)
    return replace(
        draft,
        events=tuple({event.event_id: event for event in events}.values()),
        event_ids=tuple(event.event_id for event in events),
    )


def alerted(draft: Draft, ground: Ground) -> Draft:
    """The rules speak, once an event."""
    spoken = [ground.alerting(event, draft.story, ground.now, ground.known.silences) for event in draft.events]
    return replace(
        draft,
        events=tuple(event for event, _, _ in spoken),
        alerts=tuple(alert for _, alerts, _ in spoken for alert in alerts),
        deliveries=tuple(row for _, _, rows in spoken for row in rows),
        hushes=tuple(
            hush
            for before, (after, _, _) in zip(draft.events, spoken, strict=True)
            for hush in after.silenced[len(before.silenced) :]
        ),
    )


READ = (normalised, signed)
UNDERSTAND = (understood,)
CONCLUDE = (copies_folded, awakened, ai_industry_only, recognised, alerted)


def read(story: Story) -> Draft:
    """A story made comparable."""
    return _through(READ, Draft(story=story))


def make_sense(draft: Draft) -> Draft:
    """A draft understood."""
    return _through(UNDERSTAND, draft)


def is_copy(draft: Draft, known: Known) -> bool:
    """Whether the draft would be folded into a known story: then there is no need to understand it."""
    return original_of(draft, known) is not None


def conclude(draft: Draft, known: Known, alerting: Alerting, now: datetime, entry_key: str | None) -> Settlement:
    """Everything that is to be written for a draft, given what is known."""
    ground = Ground(known=known, alerting=alerting, now=now)
    for step in CONCLUDE:
        if draft.ended is None:
            draft = step(draft, ground)
    return settlement_of(draft, draft.ended or Disposition(outcome=Outcome.STORED), entry_key)


def query(draft: Draft) -> Query:
    """What the store has to look up for a draft."""
    mentions = (*draft.reading.mentions, *draft.reading.dormant) if draft.reading else ()
    keys = dict.fromkeys(key for mention in mentions for key in identity_keys(mention))
    return Query(urls=story_urls(draft.story), bands=draft.signature.bands, identity=tuple(keys))


def original_of(draft: Draft, known: Known) -> tuple[KnownStory, DropReason] | None:
    """The known story that the draft is a copy of, and by what (itself excepted)."""
    others = {story.story_id: story for story in known.stories if story.story_id != draft.story.story_id}
    verdict = copy_of(draft.story, draft.signature, tuple(others.values()))
    return (others[verdict.story_id], verdict.reason) if verdict else None


def silent(
    event: Event, _story: Story, _now: datetime, _silences: tuple[Silence, ...]
) -> tuple[Event, tuple[Alert, ...], tuple[Delivery, ...]]:
    """The alerting of commands that only look: no rule speaks."""
    return event, (), ()


def quarantined(draft: Draft, reason: str, detail: str, entry_key: str | None) -> Settlement:
    """A story set aside because something failed: kept, counted, and no longer due."""
    return settlement_of(draft, Disposition(outcome=Outcome.QUARANTINED, reason=reason, detail=detail), entry_key)


def settlement_of(draft: Draft, disposition: Disposition, entry_key: str | None) -> Settlement:
    """The draft as the store is to write it."""
    return Settlement(
        story=draft.story,
        disposition=disposition,
        signature=draft.signature,
        reading=draft.reading,
        events=draft.events,
        event_ids=draft.event_ids,
        alerts=draft.alerts,
        deliveries=draft.deliveries,
        hushes=draft.hushes,
        entry_key=entry_key,
    )


def _through(steps: tuple[Callable[[Draft], Draft], ...], draft: Draft) -> Draft:
    for step in steps:
        if draft.ended is None:
            draft = step(draft)
    return draft
