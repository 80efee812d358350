"""Opening a batch: what waited becomes messages again.  Pure.

Several alerts for one target become one digest; one alone goes out as it is.  Names follow from the members, so that
the same batch opened twice gives the same rows.  What is made for a channel with a limit passes its gate first.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from config.paces import Pace
from pipelines.alerts.deliveries import delivery_id
from pipelines.alerts.holding import gate_of, over
from pipelines.model.alert import Alert
from pipelines.model.batch import Held, Opening
from pipelines.model.delivery import Delivery, DeliveryState
from pipelines.model.kinds import AlertReason, Severity

MOST_MEMBERS = 100
"""Of one digest; more become several."""
REPORTS = 10
"""Kept with a member: its message is a line or two."""
RESERVED = 5
"""One part in so many of a limit is kept for alerts of high severity."""


def opened(held: Held, channel: str, limit: Pace | None, now: datetime) -> Opening:
    """A rule's batch: everything that waited goes on, through the gate where the channel has a limit."""
    alerts: dict[str, Alert] = {}
    rows: list[Delivery] = []
    known = {alert.alert_id: alert for alert in held.alerts}
    for members in _by_members(held.deliveries, known):
        digests, changed = _message(members, known, channel, now, gate=limit is not None)
        alerts |= {alert.alert_id: alert for alert in digests}
        rows += changed
    return Opening(alerts=tuple(alerts.values()), deliveries=tuple(rows))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Message:
    """What would pass a gate as one message: deliveries of one alert, or all that was held back before."""

    name: str
    rows: tuple[Delivery, ...]
    severity: int
    since: datetime
    gathered: bool = False


def passed_gate(held: Held, channel: str, limit: Pace, now: datetime) -> Opening:
    """A channel's gate: as many messages as the limit allows, the most severe first; the rest waits for room.

    What has waited once comes as one digest.  Critical alerts pass whatever the limit; the last fifth of it is kept for
    those of high severity.
    """
    room = limit.count - sum(when > now - limit.span for when in held.passed)
    known = {alert.alert_id: alert for alert in held.alerts}
    alerts: list[Alert] = []
    rows: list[Delivery] = []
    passed: list[str] = []
    waiting: list[Delivery] = []
    for message in _messages(held.deliveries):
        if _may_pass(message.severity, room, limit):
            room -= 1
            made, changed = _let_through(message, known, channel, now)
            alerts += made
            rows += changed
            passed.append(message.name)
        else:
            waiting += message.rows
    due = _room_again(held.passed, len(passed), limit, waiting, now) if waiting else None
    rows += (replace(row, reason=row.reason or over(limit), due=due or now, updated=now) for row in waiting)
    return Opening(alerts=tuple(alerts), deliveries=tuple(rows), passed=tuple(passed), due=due)


def _messages(rows: Iterable[Delivery]) -> list[_Message]:
    """The most severe first, then the oldest.  Critical ones that were held stand for themselves."""
    fresh: dict[str, list[Delivery]] = defaultdict(list)
    back: list[Delivery] = []
    for row in rows:
        if row.reason and row.severity < Severity.CRITICAL.rank:
            back.append(row)
        else:
            fresh[row.alert_id].append(row)
    found = [_message_of(alert_id, tuple(group)) for alert_id, group in fresh.items()]
    if back:
        name = hashlib.sha256("\x1f".join(sorted(row.delivery_id for row in back)).encode()).hexdigest()[:24]
        found.append(replace(_message_of(name, tuple(back)), gathered=True))
    return sorted(found, key=lambda message: (-message.severity, message.since, message.name))


def _message_of(name: str, rows: tuple[Delivery, ...]) -> _Message:
    return _Message(
        name=name,
        rows=rows,
        severity=max(row.severity for row in rows),
        since=min(row.created for row in rows),
    )


def _may_pass(severity: int, room: int, limit: Pace) -> bool:
    if severity >= Severity.CRITICAL.rank:
        return True
    return room > _reserved(severity, limit)


def _reserved(severity: int, limit: Pace) -> int:
    """How much of the limit is not for messages of this severity."""
    return 0 if severity >= Severity.HIGH.rank else limit.count // RESERVED


def _let_through(
    message: _Message, known: Mapping[str, Alert], channel: str, now: datetime
) -> tuple[list[Alert], list[Delivery]]:
    alerts: dict[str, Alert] = {}
    rows: list[Delivery] = []
    for members in _by_members(message.rows, known):
        digests, changed = _message(members, known, channel, now, gate=False)
        alerts |= {alert.alert_id: alert for alert in digests}
        rows += changed
    return list(alerts.values()), rows


def _room_again(
    before: Sequence[datetime], now_passed: int, limit: Pace, waiting: Sequence[Delivery], now: datetime
) -> datetime:
    """When one of those that wait may pass: as soon as enough of the last messages are a span ago."""
    recent = sorted([when for when in before if when > now - limit.span] + [now] * now_passed)
    most = limit.count - _reserved(max(row.severity for row in waiting), limit)
    leaving = recent[max(len(recent) - most, 0)] if recent else now
    return max(leaving + limit.span, now + timedelta(milliseconds=1))


def _by_members(rows: Iterable[Delivery], known: Mapping[str, Alert]) -> list[list[Delivery]]:
    """The rows of each message to be: the targets that wait for the same alerts share a digest.

    A row whose alert is gone stays by itself; its sending ends with that reason.
    """
    by_target: dict[str, list[Delivery]] = defaultdict(list)
    for row in rows:
        by_target[row.target].append(row)
    groups: list[list[Delivery]] = []
    for waiting in by_target.values():
        there = sorted((row for row in waiting if row.alert_id in known), key=lambda row: _rank(known[row.alert_id]))
        groups += ([row] for row in waiting if row.alert_id not in known)
        groups += (there[start : start + MOST_MEMBERS] for start in range(0, len(there), MOST_MEMBERS))
    return groups


def _message(
    rows: list[Delivery], known: Mapping[str, Alert], channel: str, now: datetime, *, gate: bool
) -> tuple[list[Alert], list[Delivery]]:
    """One target's message: the alert itself, or a digest with the rows that it takes the place of."""
    if len(rows) == 1:
        return [], [_on_its_way(rows[0], channel, now, gate=gate)]
    members = [replace(known[row.alert_id], held=row.reason) for row in rows]
    digest = digest_of(members, channel, now)
    carrier = Delivery(
        delivery_id=delivery_id(digest.alert_id, channel, rows[0].target),
        alert_id=digest.alert_id,
        channel=channel,
        target=rows[0].target,
        due=now,
        created=now,
        updated=now,
        severity=digest.severity.rank,
    )
    superseded = (
        replace(
            row,
            state=DeliveryState.SUPERSEDED,
            due=now,
            updated=now,
            digest=carrier.delivery_id,
            reason=f"in digest {digest.alert_id}" + (f" ({row.reason})" if row.reason else ""),
        )
        for row in rows
    )
    return [digest], [_on_its_way(carrier, channel, now, gate=gate), *superseded]


def _on_its_way(row: Delivery, channel: str, now: datetime, *, gate: bool) -> Delivery:
    """Its time begins now: what was held for days is not late for it."""
    if gate:
        return replace(row, state=DeliveryState.HELD, batch=gate_of(channel), reason="", due=now, updated=now)
    return replace(row, state=DeliveryState.PENDING, reason="", due=now, created=now, updated=now)


def digest_of(members: Sequence[Alert], channel: str, now: datetime) -> Alert:
    """One alert for several, the most severe and oldest first.  Digests among them are taken apart."""
    flat = {
        each.alert_id: each for member in members for each in (_taken_apart(member) if member.members else [member])
    }
    ordered = sorted(flat.values(), key=_rank)
    first = ordered[0]
    name = digest_id(channel, [alert.alert_id for alert in ordered])
    return Alert(
        alert_id=name,
        thread_id=name,
        rule=first.rule,
        reason=AlertReason.DIGEST,
        event=first.event,
        story_id=first.story_id,
        channels=(channel,),
        at=now,
        severity=first.severity,
        template=first.template if len({alert.template for alert in ordered}) == 1 else "",
        members=tuple(_shortened(alert) for alert in ordered),
    )


def digest_id(channel: str, alert_ids: Iterable[str]) -> str:
    """The digest's name: it follows from its members."""
    return hashlib.sha256("\x1f".join(("digest", channel, *sorted(alert_ids))).encode()).hexdigest()[:24]


def _taken_apart(digest: Alert) -> list[Alert]:
    return [replace(member, held="; ".join(filter(None, (member.held, digest.held)))) for member in digest.members]


def _rank(alert: Alert) -> tuple[int, datetime, str]:
    return (-alert.severity.rank, alert.at, alert.alert_id)


def _shortened(alert: Alert) -> Alert:
    """The member with its first reports, and the one that spoke."""
    reports = alert.event.reports
    if len(reports) <= REPORTS:
        return alert
    ours = [report for report in reports[REPORTS - 1 :] if report.story_id == alert.story_id][:1]
    return replace(alert, event=replace(alert.event, reports=(*reports[: REPORTS - len(ours)], *ours)))
