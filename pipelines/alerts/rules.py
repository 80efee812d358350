"""Rules: which alerts a report of an event gives rise to, and why a rule stays silent.  Pure.

A rule speaks of an event once as `new`, and once as `update` for each later stage that its kind names worth a word.
A rule that has told only a rumour (or a denial) also speaks when the thing itself is reported.

Age: a report that was published longer than `max_age` before it was first seen is learned silently: nothing is sent,
and nothing is recorded as told.  A fresh report of a *new* stage of such an event may speak, as `new`.  A fresh report
of a stage whose first report was old stays silent: the news is old, whoever repeats it.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from config.kinds import kinds
from config.schema import Rule
from pipelines.model.alert import Alert
from pipelines.model.event import Event, Report
from pipelines.model.kinds import AlertReason, Status
from pipelines.model.story import Story
from pipelines.steps.parties import fold

DENIED = "denied"
"""What `Event.alerted` records where a rule told a denial, which is no stage."""


def alerts_for(
    rules: Sequence[Rule], event: Event, story: Story, *, now: datetime, max_age: timedelta
) -> tuple[Event, tuple[Alert, ...]]:
    """The alerts that `story`'s report of `event` gives rise to, and the event with what was told recorded in `alerted`.

    `event` is as it is with that report.  An alert's event has the report's own stage and status.
    """
    alerts: list[Alert] = []
    for rule in rules:
        case = _case(rule, event, story, max_age)
        if case is not None and not _objection(case):
            alerts.append(_alert(case, now))
            told = {**event.alerted, rule.name: (*event.alerted.get(rule.name, ()), case.mark)}
            event = replace(event, alerted=MappingProxyType(told))
    return event, tuple(alerts)


def why_not(rule: Rule, event: Event, story: Story, *, max_age: timedelta) -> str:
    """Why `rule` stays silent about `story`'s report of `event`, in words; empty where it would speak."""
    case = _case(rule, event, story, max_age)
    return "the story does not report this event" if case is None else _objection(case)


def alert_id(event_id: str, rule: str, reason: AlertReason, mark: str) -> str:
    """The alert's name: the same decision made twice has the same."""
    return hashlib.sha256(f"{event_id}\x1f{rule}\x1f{reason}\x1f{mark}".encode()).hexdigest()[:24]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Case:
    """A rule before a report.  `mark` is the stage that the report counts as; `told` are those the rule told before."""

    rule: Rule
    event: Event
    report: Report
    mark: str
    told: tuple[str, ...]
    max_age: timedelta


def _case(rule: Rule, event: Event, story: Story, max_age: timedelta) -> _Case | None:
    report = next((r for r in reversed(event.reports) if r.story_id == story.story_id), None)
    if report is None:
        return None
    told = event.alerted.get(rule.name, ())
    return _Case(rule=rule, event=event, report=report, mark=_mark(event, report), told=told, max_age=max_age)


def _mark(event: Event, report: Report) -> str:
    """Stages that papers do not keep apart count as one; whatever a rumour is about, it counts as the first stage."""
    kind = kinds()[event.kind]
    if report.status is Status.DENIAL:
        return DENIED
    if report.status is Status.RUMOUR:
        return kind.stages[0]
    return kind.same_stage.get(report.stage, report.stage)


def _objection(case: _Case) -> str:
    return next((reason for check in _CHECKS if (reason := check(case))), "")


def _kind(case: _Case) -> str:
    return _not_among("kind", case.event.kind, case.rule.kinds)


def _status(case: _Case) -> str:
    return _not_among("status", case.report.status, case.rule.statuses or ("no status",))


def _language(case: _Case) -> str:
    return _not_among("language", case.report.lang, case.rule.languages)


def _source(case: _Case) -> str:
    return _not_among("source", case.report.source, case.rule.sources)


def _not_among(what: str, value: str, allowed: Sequence[str]) -> str:
    return f"{what} {value or 'unknown'} is not among {', '.join(allowed)}" if allowed and value not in allowed else ""


def _actors(case: _Case) -> str:
    parties = _parties(case.event)
    if case.rule.actors and not parties & {fold(name) for name in case.rule.actors}:
        return f"none of {', '.join(case.rule.actors)} takes part"
    return ""


def _not_actors(case: _Case) -> str:
    unwanted = [name for name in case.rule.not_actors if fold(name) in _parties(case.event)]
    return f"{unwanted[0]} takes part" if unwanted else ""


def _parties(event: Event) -> frozenset[str]:
    return frozenset(fold(name) for names in event.roles.values() for name in names)


def _confidence(case: _Case) -> str:
    if case.event.confidence < case.rule.min_confidence:
        return f"confidence {case.event.confidence:.2f} is below {case.rule.min_confidence:.2f}"
    return ""


def _told(case: _Case) -> str:
    """Told already, or a stage that is no news to who was told before."""
    if not case.told:
        return ""
    if case.mark in case.told:
        return f"{case.mark} was told already"
    stages = kinds()[case.event.kind].stages
    tentative = {stages[0], DENIED}
    if case.mark == DENIED or tentative.issuperset(case.told):
        return ""
    if case.mark not in kinds()[case.event.kind].updates:
        return f"{case.mark} is no update worth a word after {case.told[-1]}"
    first = min((stages.index(stage) for stage in case.told if stage in stages), default=0)
    return f"{case.mark} comes before {case.told[0]}, which was told" if stages.index(case.mark) < first else ""


def _age(case: _Case) -> str:
    if _old(case.report, case.max_age):
        return "published too long before it was first seen: learned, not told"
    same = (r for r in case.event.reports if r.status is case.report.status and _mark(case.event, r) == case.mark)
    first = next(same, case.report)
    if first.story_id != case.report.story_id and _old(first, case.max_age):
        return f"{case.mark} was learned from an old report: no longer news"
    return ""


def _old(report: Report, max_age: timedelta) -> bool:
    return report.published is not None and report.first_seen - report.published > max_age


_CHECKS: tuple[Callable[[_Case], str], ...] = (
    _kind,
    _status,
    _language,
    _source,
    _actors,
    _not_actors,
    _confidence,
    _told,
    _age,
)


def _alert(case: _Case, now: datetime) -> Alert:
    event, rule = case.event, case.rule
    reason = AlertReason.UPDATE if case.told else AlertReason.NEW
    name = alert_id(event.event_id, rule.name, reason, case.mark)
    first = alert_id(event.event_id, rule.name, AlertReason.NEW, case.told[0]) if case.told else name
    stage = DENIED if case.mark == DENIED else case.report.stage
    return Alert(
        alert_id=name,
        thread_id=first,
        rule=rule.name,
        reason=reason,
        event=replace(event, stage=case.report.stage, status=case.report.status),
        story_id=case.report.story_id,
        change=f"{case.told[-1]} → {stage}" if case.told else "",
        channels=rule.channels,
        at=now,
    )
