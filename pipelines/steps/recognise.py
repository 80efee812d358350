"""Recognise: a mention joins a known event or founds one."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from config.kinds import Kind, kinds
from pipelines.model.event import Event, Report
from pipelines.model.kinds import Status
from pipelines.model.mention import Mention
from pipelines.model.story import Story
from pipelines.steps.identity import identity_keys, same_event
from pipelines.steps.merging import merged, one_event
from pipelines.steps.parties import overlap

MAX_REPORTS = 200
"""Reports kept with an event: the first ones, and the newest in the last place."""
_STRENGTH = (Status.OPINION, Status.BACKGROUND, Status.DENIAL, Status.RUMOUR, Status.NEW)


def recognise(story: Story, mentions: Sequence[Mention], known: Sequence[Event]) -> tuple[Event, ...]:
    """The event of each mention, in their order, as it is from now on: a known one with the report added, or a new one.

    Deterministic: the same story and knowledge give the same events with the same ids.
    """
    events = {event.event_id: event for event in known}
    result: list[str] = []
    for number, mention in enumerate(mentions):
        here = _told_here(story, mention, mentions[:number], result)
        event = events[here] if here else _known(story, mentions[number:], tuple(events.values()))
        event = join(event, mention, story) if event else found(mention, story, number)
        event = _merged(event, mention, story, events)
        result = [event.event_id if event_id in _absorbed(event) else event_id for event_id in result]
        result.append(event.event_id)
    return tuple(events[event_id] for event_id in result)


def _merged(event: Event, mention: Mention, story: Story, events: dict[str, Event]) -> Event:
    """The event, one with those of `events` that prove to be the same by `mention`; `events` is kept true."""
    before = events.get(event.event_id)
    others = [other for other in events.values() if other.event_id != event.event_id]
    for other in others if before else ():
        if before and same_event(mention, story.when, other) and one_event(mention, before, other):
            event = merged(event, other)
    for event_id in _absorbed(event):
        events.pop(event_id, None)
    events[event.event_id] = event
    return event


def _absorbed(event: Event) -> frozenset[str]:
    return frozenset(each.event_id for each in event.merged)


def _told_here(story: Story, mention: Mention, before: Sequence[Mention], event_ids: Sequence[str]) -> str | None:
    """The event of an earlier mention of the same story that is told again: one story tells one deal in many ways."""
    if mention.status is not Status.NEW:
        return None
    for other, event_id in zip(before, event_ids, strict=True):
        if other.kind == mention.kind and other.status is Status.NEW and _told_again(story, other, mention):
            return event_id
    return None


def _told_again(story: Story, first: Mention, again: Mention) -> bool:
    """A party in common.  Releases are told apart by their models; one beside that in the title is a way to describe it."""
    if first.kind == "model_release":
        return _in_title(story, first) and not _in_title(story, again)
    ours = [name for names in again.roles.values() for name in names]
    return overlap(ours, [name for names in first.roles.values() for name in names])


def _in_title(story: Story, mention: Mention) -> bool:
    title = story.title.casefold()
    return any(name.casefold() in title for name in mention.roles.get("model", ()))


def _known(story: Story, mentions: Sequence[Mention], known: Sequence[Event]) -> Event | None:
    """The known event of the first mention, by itself or by a later one of the story that tells it again."""
    first = mentions[0]
    again = [m for m in mentions[1:] if _told_here(story, m, [first], ["first"])]
    return next((event for m in (first, *again) if (event := _best(m, story, known))), None)


def _best(mention: Mention, story: Story, known: Sequence[Event]) -> Event | None:
    """The event that the mention is about: the newest one where several fit."""
    fitting = [event for event in known if same_event(mention, story.when, event)]
    return max(fitting, key=lambda event: (event.status is Status.NEW, event.updated), default=None)


def found(mention: Mention, story: Story, number: int = 0) -> Event:
    """A new event from its first mention.  The id follows from the story and the mention's place in it."""
    digest = hashlib.sha256(f"{mention.kind}|{story.story_id}|{number}".encode()).hexdigest()
    return Event(
        event_id=digest[:16],
        kind=mention.kind,
        stage=mention.stage,
        status=mention.status,
        roles=mention.roles,
        amount=mention.amount,
        valuation=mention.valuation,
        court=mention.court,
        date=mention.date,
        confidence=mention.confidence,
        headline=story.title,
        evidence=mention.evidence,
        lang=story.lang or "",
        first_seen=story.when,
        updated=story.when,
        reports=(report(mention, story),),
        stages=(mention.stage,) if mention.status is Status.NEW else (),
        keys=identity_keys(mention),
    )


def report(mention: Mention, story: Story) -> Report:
    """What `story` says of the event, as a message shows it."""
    return Report(
        story_id=story.story_id,
        source=story.source,
        owner=story.owner,
        title=story.title,
        url=story.url or story.canonical_url,
        lang=story.lang or "",
        published=story.published,
        first_seen=story.first_seen,
        status=mention.status,
        stage=mention.stage,
        evidence=mention.evidence,
        amount=mention.amount,
    )


def join(event: Event, mention: Mention, story: Story) -> Event:
    """`event` with one more report: what was missing is filled in, stage and status move on where the report says so."""
    stronger = _STRENGTH.index(mention.status) > _STRENGTH.index(event.status)
    surer = stronger or (mention.status is event.status and mention.confidence > event.confidence)
    kind = kinds()[event.kind]
    stage, stages = _stages(kind, event, mention)
    moved = stage != event.stage
    return replace(
        event,
        stage=stage,
        stages=stages,
        status=mention.status if stronger else event.status,
        roles=_roles(event, mention, take_over=stronger),
        amount=(mention.amount if (stronger or (moved and stage in kind.reprices)) else None)
        or event.amount
        or mention.amount,
        valuation=event.valuation or mention.valuation,
        court=event.court or mention.court,
        date=event.date or mention.date,
        confidence=max(event.confidence, mention.confidence) if surer else event.confidence,
        headline=story.title if stronger or moved else event.headline,
        evidence=mention.evidence if stronger or moved else event.evidence,
        lang=(story.lang or "") if stronger or moved else event.lang,
        first_seen=min(event.first_seen, story.when),
        updated=max(event.updated, story.when),
        reports=with_report(event.reports, report(mention, story)),
        keys=tuple(dict.fromkeys((*event.keys, *identity_keys(mention)))),
        version=event.version + 1,
    )


def with_report(reports: tuple[Report, ...], new: Report) -> tuple[Report, ...]:
    """`reports` with `new` at the end, one for each story, never more than `MAX_REPORTS`."""
    if any(r.story_id == new.story_id for r in reports):
        return reports
    return (*reports[: MAX_REPORTS - 1], new)


def with_copy(event: Event, story: Story, original_id: str) -> Event:
    """`event` with `story` as a copy of the report that `original_id` gave."""
    told = next((r for r in event.reports if r.story_id == original_id), None)
    if told is None:
        return event
    copy = replace(
        told,
        story_id=story.story_id,
        source=story.source,
        owner=story.owner,
        title=story.title,
        url=story.url or story.canonical_url,
        lang=story.lang or "",
        published=story.published,
        first_seen=story.first_seen,
        copy=True,
    )
    return replace(event, reports=with_report(event.reports, copy), version=event.version + 1)


def _stages(kind: Kind, event: Event, mention: Mention) -> tuple[str, tuple[str, ...]]:
    """The event's stage and the stages told so far, once the mention is taken in.

    A stage told late (the offer, after the rejection is known) is remembered and changes nothing.
    """
    if mention.status is not Status.NEW:
        return event.stage, event.stages
    if not event.stages:
        return mention.stage, (mention.stage,)
    if _folded(kind, mention.stage) in {_folded(kind, s) for s in event.stages}:
        return event.stage, event.stages
    later = kind.stages.index(mention.stage) > kind.stages.index(event.stage)
    moves = later or mention.stage in kind.updates
    return (mention.stage if moves else event.stage), (*event.stages, mention.stage)


def _folded(kind: Kind, stage: str) -> str:
    return kind.same_stage.get(stage, stage)


def _roles(event: Event, mention: Mention, *, take_over: bool) -> Mapping[str, tuple[str, ...]]:
    """The parties: those known, what was missing filled in; a stronger report's own where it names them."""
    first, second = (mention.roles, event.roles) if take_over else (event.roles, mention.roles)
    roles = {**second, **{role: names for role, names in first.items() if names}}
    return MappingProxyType(roles)
