"""The way of an article: the only place where the order of the steps is written.

    compose → normalise → sign │ copies │ understand │ recognise → alert
        read (in a worker)       look up   (worker)      conclude (in the store's transaction)

`read` and `understand` cost time and run in worker processes; `conclude` is handed what the store knows and may be
called again when that changed meanwhile.  Every function here is pure.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from pipelines.model.alert import Alert
from pipelines.model.delivery import Delivery
from pipelines.model.disposition import Disposition, DropReason, Outcome
from pipelines.model.event import Event
from pipelines.model.mention import Reading
from pipelines.model.settlement import Known, Query, Settlement, Signature
from pipelines.model.story import Story
from pipelines.steps.copies import CopyVerdict, copy_of, story_urls
from pipelines.steps.identity import identity_keys
from pipelines.steps.normalise import normalise
from pipelines.steps.recognise import recognise, with_report
from pipelines.steps.signature import signature
from pipelines.understanding.read import understand

Alerting = Callable[[Event, Story, datetime], tuple[Event, tuple[Alert, ...], tuple[Delivery, ...]]]
"""What the rules make of an event that a story reported: the event with what was told, alerts and their deliveries."""

STEPS = (normalise, signature, copy_of, understand, recognise)


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A story on its way.  `dropped` is set where a step ended it."""

    story: Story
    signature: Signature = Signature()  # noqa: RUF009 — frozen
    reading: Reading | None = None
    dropped: Disposition | None = None


def prepare(story: Story) -> Draft:
    """Normalise and sign: what has to be known of a story before it can be compared."""
    normalised = normalise(story)
    if isinstance(normalised, Disposition):
        return Draft(story=story, dropped=normalised)
    return Draft(story=normalised, signature=signature(normalised))


def read(draft: Draft) -> Draft:
    """Understand: language, AI industry or not, mentions."""
    reading = understand(draft.story)
    return replace(draft, story=replace(draft.story, lang=reading.lang), reading=reading)


def query(draft: Draft) -> Query:
    """What the store has to look up for a draft."""
    mentions = draft.reading.mentions if draft.reading else ()
    keys = dict.fromkeys(key for mention in mentions for key in identity_keys(mention))
    return Query(urls=story_urls(draft.story), bands=draft.signature.bands, identity=tuple(keys))


def copied(draft: Draft, known: Known) -> CopyVerdict | None:
    """Whether the draft is a copy of a known story (itself excepted)."""
    others = [story for story in known.stories if story.story_id != draft.story.story_id]
    return copy_of(draft.story, draft.signature, others)


def conclude(draft: Draft, known: Known, alerting: Alerting, now: datetime, entry_key: str | None) -> Settlement:
    """Everything that is to be written for a draft, given what is known."""
    if draft.dropped:
        return _settlement(draft, draft.dropped, entry_key)
    if verdict := copied(draft, known):
        return _as_copy(draft, known, verdict, entry_key)
    if draft.reading is None or not draft.reading.ai_industry:
        detail = draft.reading.nearest if draft.reading else ""
        dropped = Disposition(outcome=Outcome.DROPPED, reason=DropReason.NOT_AI_INDUSTRY, detail=detail)
        return _settlement(draft, dropped, entry_key)
    return _as_report(draft, known, alerting, now, entry_key)


def _as_report(draft: Draft, known: Known, alerting: Alerting, now: datetime, entry_key: str | None) -> Settlement:
    """A story of its own: its mentions join or found events, of which the rules may speak."""
    mentions = draft.reading.mentions if draft.reading else ()
    recognised = recognise(draft.story, mentions, known.events)
    events = {event.event_id: event for event in recognised}
    alerts: list[Alert] = []
    deliveries: list[Delivery] = []
    for event_id, event in events.items():
        events[event_id], told, rows = alerting(event, draft.story, now)
        alerts += told
        deliveries += rows
    return replace(
        _settlement(draft, Disposition(outcome=Outcome.STORED), entry_key),
        events=tuple(events.values()),
        event_ids=tuple(event.event_id for event in recognised),
        alerts=tuple(alerts),
        deliveries=tuple(deliveries),
    )


def _as_copy(draft: Draft, known: Known, verdict: CopyVerdict, entry_key: str | None) -> Settlement:
    """A copy adds a source to what its original reports, and nothing more."""
    original = next(story for story in known.stories if story.story_id == verdict.story_id)
    events = [event for event in known.events if event.event_id in original.event_ids]
    dropped = Disposition(
        outcome=Outcome.DROPPED, reason=verdict.reason, detail=f"of “{original.title}”", copy_of=original.story_id
    )
    return replace(
        _settlement(draft, dropped, entry_key),
        events=tuple(_with_copy(event, draft.story, original.story_id) for event in events),
        event_ids=original.event_ids,
    )


def _with_copy(event: Event, story: Story, original_id: str) -> Event:
    told = next((r for r in event.reports if r.story_id == original_id), None)
    if told is None:
        return event
    copy = replace(
        told,
        story_id=story.story_id,
        source=story.source,
        owner=story.owner,
        title=story.title,
        url=story.url,
        lang=story.lang or "",
        published=story.published,
        first_seen=story.first_seen,
        copy=True,
    )
    return replace(event, reports=with_report(event.reports, copy), version=event.version + 1)


def _settlement(draft: Draft, disposition: Disposition, entry_key: str | None) -> Settlement:
    return Settlement(
        story=draft.story,
        disposition=disposition,
        signature=draft.signature,
        reading=draft.reading,
        entry_key=entry_key,
    )


def silent(event: Event, _story: Story, _now: datetime) -> tuple[Event, tuple[Alert, ...], tuple[Delivery, ...]]:
    """The alerting of commands that only look: no rule speaks."""
    return event, (), ()


def quarantined(draft: Draft, reason: str, detail: str, entry_key: str | None) -> Settlement:
    """A story set aside because something failed: kept, counted, and no longer due."""
    disposition = Disposition(outcome=Outcome.QUARANTINED, reason=reason, detail=detail)
    return _settlement(draft, disposition, entry_key)
