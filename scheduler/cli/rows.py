"""Values of the store as rows: plain JSON for programs, columns for people."""

from datetime import UTC
from typing import Any

from config.phrases import phrases
from pipelines.model.alert import Alert
from pipelines.model.delivery import Delivery
from pipelines.model.event import Event
from pipelines.model.settlement import Settlement
from pipelines.notify.message import headline, what_happened
from scheduler.mention_row import number, told


def event_row(event: Event, language: str = "en") -> dict[str, Any]:
    return {
        "event_id": event.event_id,
        "kind": event.kind,
        "stage": event.stage,
        "status": event.status.value,
        "args": event_args(event),
        "date": event.date.isoformat() if event.date else None,
        "confidence": round(event.confidence, 3),
        "what": what_happened(event, phrases(language)),
        "headline": event.headline,
        "evidence": event.evidence,
        "first_seen": event.first_seen.astimezone(UTC).isoformat(timespec="seconds"),
        "updated": event.updated.astimezone(UTC).isoformat(timespec="seconds"),
        "reports": len(event.reports),
        "alerted": {rule: list(stages) for rule, stages in event.alerted.items()},
    }


def event_args(event: Event) -> dict[str, Any]:
    args: dict[str, Any] = {role: list(names) for role, names in event.roles.items() if names}
    if event.amount:
        args |= {"amount": number(event.amount), "currency": event.amount.currency}
    if event.valuation:
        args["valuation"] = number(event.valuation)
    if event.court:
        args["court"] = event.court
    return args


def event_detail(event: Event) -> dict[str, Any]:
    reports = [
        {
            "story_id": r.story_id,
            "source": r.source,
            "owner": r.owner,
            "title": r.title,
            "url": r.url,
            "lang": r.lang,
            "published": r.published.isoformat() if r.published else None,
            "status": r.status.value,
            "stage": r.stage,
            "copy": r.copy,
        }
        for r in event.reports
    ]
    silenced = [
        {"rule": h.rule, "stage": h.mark, "at": h.at.isoformat(), "silence_id": h.silence_id, "reason": h.reason}
        for h in event.silenced
    ]
    merged = [absorbed.event_id for absorbed in event.merged]
    return event_row(event) | {"silenced": silenced, "merged": merged, "reports": reports}


def story_row(settlement: Settlement) -> dict[str, Any]:
    story, disposition = settlement.story, settlement.disposition
    mentions = settlement.reading.mentions if settlement.reading else ()
    return {
        "story_id": story.story_id,
        "source": story.source,
        "lang": story.lang,
        "title": story.title,
        "url": story.url,
        "published": story.published.isoformat() if story.published else None,
        "first_seen": story.first_seen.isoformat(timespec="seconds"),
        "outcome": disposition.outcome.value,
        "reason": str(disposition.reason),
        "detail": disposition.detail,
        "copy_of": disposition.copy_of,
        "events": [told(mention, event_id) for mention, event_id in zip(mentions, settlement.event_ids, strict=False)],
    }


def alert_row(alert: Alert, language: str = "en") -> dict[str, Any]:
    return {
        "alert_id": alert.alert_id,
        "event_id": alert.event.event_id,
        "kind": alert.event.kind,
        "reason": alert.reason.value,
        "stage": alert.event.stage,
        "at": alert.at.isoformat(timespec="seconds"),
        "rule": alert.rule,
        "channels": list(alert.channels),
        "story_id": alert.story_id,
        "headline": headline(alert, phrases(language)),
    }


def delivery_row(delivery: Delivery) -> dict[str, Any]:
    return {
        "delivery_id": delivery.delivery_id,
        "alert_id": delivery.alert_id,
        "channel": delivery.channel,
        "target": delivery.target,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "unknowns": delivery.unknowns,
        "due": delivery.due.isoformat(timespec="seconds"),
        "updated": delivery.updated.isoformat(timespec="seconds"),
        "reason": delivery.reason,
    }
