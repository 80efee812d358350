"""Rules: which alerts a report of an event gives rise to, and why a rule stays silent.  Pure.

A rule speaks of an event once as `new`, and once as `update` for each later stage that its kind names worth a word.
A rule that has told only a rumour (or a denial) also speaks when the thing itself is reported.  What is denied after it
was told is always told; so is an amount that proves wrong.  `docs/explanation/routing.md` has the order of the checks.

Age: a report that was published longer than `max_age` before it was first seen is learned silently: nothing is sent,
and nothing is recorded as told.  A fresh report of a *new* stage of such an event may speak, as `new`.  A fresh report
of a stage whose first report was old stays silent: the news is old, whoever repeats it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from config.schema import Rule
from pipelines.alerts.case import AMOUNT, Case, Terms, case_of
from pipelines.alerts.checks import objection
from pipelines.alerts.confirmation import Waiting, waiting
from pipelines.alerts.money import amount_of, below, figures, worth_text
from pipelines.alerts.pointers import pointers_for
from pipelines.alerts.silences import silence_over
from pipelines.alerts.threads import alert_id, thread_of
from pipelines.alerts.updates import change_text, changes, correction, money_text
from pipelines.model.alert import Alert
from pipelines.model.event import Event
from pipelines.model.kinds import AlertReason, Severity
from pipelines.model.money import Money
from pipelines.model.silence import Hush
from pipelines.model.story import Story


def alerts_for(
    rules: Sequence[Rule], event: Event, story: Story, *, now: datetime, terms: Terms
) -> tuple[Event, tuple[Alert, ...]]:
    """The alerts that `story`'s report of `event` gives rise to, and the event with what was told recorded in it.

    `event` is as it is with that report.  An alert's event has the report's own stage and status.
    """
    alerts: list[Alert] = []
    for rule in rules:
        event, pointers = pointers_for(rule, event, story, now)
        alerts += pointers
        case = case_of(rule, event, story, terms, now)
        if case is None or objection(case) or waiting(case):
            continue
        if (silence := silence_over(case)) is not None:
            hush = Hush(
                rule=rule.name,
                mark=case.mark,
                silence_id=silence.silence_id,
                reason=silence.reason,
                at=now,
                by=silence.by.value,
            )
            event = replace(event, silenced=(*event.silenced, hush))
            continue
        alert = _alert(case)
        alerts.append(alert)
        event = _recorded(case, alert.thread_id)
    return event, tuple(alerts)


def why_not(rule: Rule, event: Event, story: Story, *, now: datetime, terms: Terms) -> str:
    """Why `rule` stays silent about `story`'s report of `event`, in words; empty where it would speak."""
    case = case_of(rule, event, story, terms, now)
    if case is None:
        return "the story does not report this event"
    if reason := objection(case):
        return reason
    if wait := waiting(case):
        return wait.words(now)
    silence = silence_over(case)
    return f"silenced until {silence.until:%Y-%m-%d %H:%M %Z}: {silence.reason}" if silence else ""


def waiting_for(rule: Rule, event: Event, story: Story, *, now: datetime, terms: Terms) -> Waiting | None:
    """What an alert that nothing else is against waits for: more independent sources."""
    case = case_of(rule, event, story, terms, now)
    return None if case is None or objection(case) else waiting(case)


def amount_note(rule: Rule, event: Event, terms: Terms) -> str:
    """How the event's amount was compared with the rule's least one: with rate and date; empty where it was not."""
    if not rule.min_amount or event.amount is None or below(event.amount, rule.min_amount, terms):
        return ""
    return f"{worth_text(event.amount, rule.min_amount, terms)} is at least {figures(rule.min_amount)}"


def severity_of(case: Case) -> Severity:
    """The rule's own, or critical where stage or amount ask for it."""
    rule = case.rule
    if case.report.stage in rule.critical_stages:
        return Severity.CRITICAL
    if rule.critical_amount and not below(amount_of(case), rule.critical_amount, case.terms):
        return Severity.CRITICAL
    return Severity(rule.severity)


def _mark(case: Case, corrected: Money | None) -> str:
    """What is recorded as told."""
    return f"{AMOUNT}{money_text(corrected)}" if corrected else case.mark


def _recorded(case: Case, thread: str) -> Event:
    event, rule, corrected = case.event, case.rule.name, correction(case)
    told = {**event.alerted, rule: (*event.alerted.get(rule, ()), _mark(case, corrected))}
    amount = corrected or amount_of(case)
    amounts = {**event.told_amounts, rule: amount} if amount else event.told_amounts
    return replace(
        event,
        amount=corrected or event.amount,
        alerted=MappingProxyType(told),
        threads=MappingProxyType({rule: thread, **event.threads}),
        told_amounts=MappingProxyType(dict(amounts)),
    )


def _alert(case: Case) -> Alert:
    event, rule, corrected = case.event, case.rule, correction(case)
    reason = AlertReason.UPDATE if case.told else AlertReason.NEW
    name = alert_id(event.event_id, rule.name, reason, _mark(case, corrected))
    first = thread_of(event.event_id, rule.name, event.threads, case.told) if case.told else name
    found, severity = changes(case, corrected), severity_of(case)
    return Alert(
        alert_id=name,
        thread_id=first,
        rule=rule.name,
        reason=reason,
        event=replace(event, stage=case.report.stage, status=case.report.status, amount=corrected or amount_of(case)),
        story_id=case.report.story_id,
        change=change_text(found),
        changes=found,
        channels=rule.channels,
        at=case.now,
        severity=severity,
        remind_every=rule.remind_every if severity is Severity.CRITICAL else None,
        template=rule.template,
    )
