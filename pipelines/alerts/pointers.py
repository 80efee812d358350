"""Pointers: two events that were alerted proved to be one, and the second thread is told where it goes on.  Pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from config.schema import Rule
from pipelines.alerts.case import MERGED
from pipelines.alerts.threads import alert_id, thread_of
from pipelines.model.alert import Alert, Change
from pipelines.model.event import Absorbed, Event
from pipelines.model.kinds import AlertReason, Severity
from pipelines.model.story import Story


def pointers_for(rule: Rule, event: Event, story: Story, now: datetime) -> tuple[Event, list[Alert]]:
    """One alert in the thread of each event that `event` absorbed, where the rule had told both; once."""
    alerts = []
    for absorbed in event.merged:
        mark = f"{MERGED}{absorbed.event_id}"
        both = absorbed.alerted.get(rule.name) and rule.name in absorbed.known_to
        if both and mark not in event.alerted.get(rule.name, ()):
            alerts.append(_pointer(rule, event, absorbed, story, now))
            event = replace(event, alerted=_with(event.alerted, rule.name, mark))
    return event, alerts


def _pointer(rule: Rule, event: Event, absorbed: Absorbed, story: Story, now: datetime) -> Alert:
    told = absorbed.alerted[rule.name]
    return Alert(
        alert_id=alert_id(absorbed.event_id, rule.name, AlertReason.UPDATE, f"{MERGED}{event.event_id}"),
        thread_id=thread_of(absorbed.event_id, rule.name, absorbed.threads, told),
        rule=rule.name,
        reason=AlertReason.UPDATE,
        event=event,
        story_id=story.story_id,
        changes=(Change(what="event", before=absorbed.event_id, after=event.event_id),),
        channels=rule.channels,
        at=now,
        severity=Severity(rule.severity),
        template=rule.template,
        earlier=event.event_id,
    )


def _with(alerted: Mapping[str, tuple[str, ...]], rule: str, mark: str) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({**alerted, rule: (*alerted.get(rule, ()), mark)})
