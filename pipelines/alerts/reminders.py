"""Reminders: a critical alert once more, until somebody acknowledges its event.  Pure."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from pipelines.alerts.silences import covers
from pipelines.alerts.threads import last_alert
from pipelines.model.alert import Alert
from pipelines.model.batch import Reminder, Reminding
from pipelines.model.delivery import Delivery
from pipelines.model.event import Event
from pipelines.model.kinds import AlertReason

LONGEST = timedelta(hours=24)
"""After it nobody is reminded of an alert any more."""

Rows = Callable[[Alert, datetime], tuple[Delivery, ...]]
"""The deliveries of an alert; none where nobody is to be reminded now."""


def reminder(known: Reminding, rows: Rows, now: datetime) -> Reminder:
    """The alert once more and when it is due again; nothing where the event was acknowledged, moved on or is forgotten.

    Where it is silenced now, or has no `rows`, it is only due again.
    """
    alert, event = known.alert, known.event
    if alert is None or event is None or alert.remind_every is None or known.acknowledged or _told_since(alert, event):
        return Reminder()
    again = replace(
        alert,
        alert_id=_name(alert, known.due),
        reason=AlertReason.REMINDER,
        at=now,
        remind_every=None,
    )
    due = now + alert.remind_every
    following = due if due <= alert.at + LONGEST else None
    deliveries = () if _silenced(known, alert, event, now) else rows(again, now)
    return Reminder(alert=again if deliveries else None, deliveries=deliveries, due=following)


def _silenced(known: Reminding, alert: Alert, event: Event, now: datetime) -> bool:
    report = next((report for report in event.reports if report.story_id == alert.story_id), None)
    in_force = (silence for silence in known.silences if silence.until > now)
    return report is not None and any(covers(silence, alert.rule, event, report) for silence in in_force)


def _told_since(alert: Alert, event: Event) -> bool:
    """Whether the rule has told more of the event: then that is what one is reminded of."""
    told = event.alerted.get(alert.rule, ())
    return bool(told) and last_alert(event.event_id, alert.rule, told) != alert.alert_id


def _name(alert: Alert, due: datetime) -> str:
    return hashlib.sha256(f"{alert.alert_id}\x1freminder\x1f{due.timestamp():.3f}".encode()).hexdigest()[:24]
