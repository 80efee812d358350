"""The alert as a document for programs: what the webhook posts and a command reads.

`docs/reference/webhook.schema.json` is generated from these types.  A change that could break a reader is a new version.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from pipelines.model.alert import Alert
from pipelines.model.announcement import Announcement
from pipelines.model.event import Event, Report
from pipelines.model.money import Money
from pipelines.notify.escape import line, web_address
from pipelines.notify.message import MAX_EVIDENCE, MAX_SOURCES, MAX_TITLE, Notice

SCHEMA = "newsbell.alert"
ANNOUNCEMENT_SCHEMA = "newsbell.announcement"
VERSION = 1
MAX_NAMES = 100


@dataclass(frozen=True, kw_only=True)
class MoneyDocument:
    """An amount of money."""

    amount: float
    """In units of `currency`."""
    currency: str
    """ISO 4217."""


@dataclass(frozen=True, kw_only=True)
class ReportDocument:
    """One report of an event."""

    title: str
    url: str
    """Empty where there is none that can be linked to."""
    source: str
    """The source's name in the configuration."""
    owner: str
    """Who publishes it."""
    language: str
    published: str | None
    """ISO 8601 with offset."""
    first_seen: str
    """ISO 8601 with offset."""
    status: str
    """new, rumour, denial, background or opinion."""
    stage: str
    copy: bool
    """Whether it is a copy or translation of another report."""


@dataclass(frozen=True, kw_only=True)
class EventDocument:
    """The event as it was when the rule spoke."""

    id: str
    kind: str
    stage: str
    status: str
    roles: dict[str, list[str]]
    """Names by role: acquirer, target, plaintiff, …"""
    amount: MoneyDocument | None
    valuation: MoneyDocument | None
    court: str | None
    date: str | None
    """ISO 8601, without a time."""
    confidence: float
    """From 0 to 1."""
    evidence: str
    """The sentence that says so, word for word."""
    language: str
    """Of the evidence."""
    first_seen: str
    """ISO 8601 with offset."""
    reports: list[ReportDocument]
    """The first report first; at most ten."""


@dataclass(frozen=True, kw_only=True)
class ChangeDocument:
    """One thing about an event, before and after; equal where it stayed as it was."""

    what: str
    """stage, status, amount or event."""
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class AlertDocument:
    """One alert, or a digest of several."""

    schema: str
    """`newsbell.alert`."""
    version: int
    """Of this document's form."""
    id: str
    """The alert's id: the same at every try, and in the header `Idempotency-Key`."""
    thread: str
    """The id of the first alert of this rule for this event."""
    rule: str
    reason: str
    """new, update, digest or reminder."""
    severity: str
    """info, normal, high or critical."""
    at: str
    """When the rule spoke, ISO 8601 with offset."""
    late: bool
    """Whether it comes long after it was due."""
    headline: str
    """What happened, in the reader's language."""
    change: str
    """For an update: what changed, in the reader's language."""
    changes: list[ChangeDocument]
    """For an update: what changed, for programs."""
    held: str
    """For a member of a digest: why it was held back."""
    event: EventDocument
    """Of a digest: that of the first member."""
    members: list["AlertDocument"]
    """Of a digest: its alerts, the most severe and oldest first."""


def document(alert: Alert, shown: Notice) -> dict[str, Any]:
    """The document of an alert; `shown` has its words."""
    whole = _alert(alert, shown.headline, shown.change, late=bool(shown.late))
    if shown.evidence.text:  # of the report that spoke, which may not be the first
        event = dataclasses.replace(whole.event, evidence=shown.evidence.text, language=_short(shown.evidence.lang))
        whole = dataclasses.replace(whole, event=event)
    members = [_alert(each, line, "") for each, line in zip(alert.members, _headlines(shown), strict=False)]
    return dataclasses.asdict(dataclasses.replace(whole, members=members))


def announcement(said: Announcement, shown: Notice, now: datetime) -> dict[str, Any]:
    """The document in which newsbell speaks of itself."""
    return {
        "schema": ANNOUNCEMENT_SCHEMA,
        "version": VERSION,
        "id": line(said.key, MAX_TITLE),
        "severity": said.severity.value,
        "at": now.isoformat(),
        "headline": shown.headline,
        "lines": list(shown.lines),
    }


def _headlines(shown: Notice) -> list[str]:
    return [member.headline for member in shown.members]


def _alert(alert: Alert, headline: str, change: str, *, late: bool = False) -> AlertDocument:
    return AlertDocument(
        schema=SCHEMA,
        version=VERSION,
        id=alert.alert_id,
        thread=alert.thread_id,
        rule=line(alert.rule, MAX_TITLE),
        reason=alert.reason.value,
        severity=alert.severity.value,
        at=alert.at.isoformat(),
        late=late,
        headline=headline,
        change=change,
        changes=[ChangeDocument(what=c.what, before=_short(c.before), after=_short(c.after)) for c in alert.changes],
        held=line(alert.held, MAX_TITLE),
        event=_event(alert.event),
        members=[],
    )


def _event(event: Event) -> EventDocument:
    return EventDocument(
        id=_short(event.event_id),
        kind=_short(event.kind),
        stage=_short(event.stage),
        status=event.status.value,
        roles=_roles(event.roles),
        amount=_money(event.amount),
        valuation=_money(event.valuation),
        court=_short(event.court) if event.court else None,
        date=event.date.isoformat() if event.date else None,
        confidence=round(event.confidence, 3),
        evidence=line(event.evidence, MAX_EVIDENCE),
        language=_short(event.lang),
        first_seen=event.first_seen.isoformat(),
        reports=[_report(report) for report in event.reports[:MAX_SOURCES]],
    )


def _roles(roles: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {_short(role): [_short(name) for name in names[:MAX_NAMES]] for role, names in roles.items()}


def _report(report: Report) -> ReportDocument:
    return ReportDocument(
        title=line(report.title, MAX_TITLE),
        url=web_address(report.url),
        source=_short(report.source),
        owner=_short(report.owner),
        language=_short(report.lang),
        published=report.published.isoformat() if report.published else None,
        first_seen=report.first_seen.isoformat(),
        status=report.status.value,
        stage=_short(report.stage),
        copy=report.copy,
    )


def _money(money: Money | None) -> MoneyDocument | None:
    if money is None or not money.amount.is_finite():
        return None
    return MoneyDocument(amount=_number(money.amount), currency=_short(money.currency))


def _number(amount: Decimal) -> int | float:
    """A plain JSON number."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _short(text: str) -> str:
    return line(text, MAX_TITLE)
