"""Who watches the desk: every settled story becomes one log line and a few numbers, every fault a report."""

from collections.abc import Callable
from typing import Any

import structlog

from pipelines.model.delivery import Delivery
from pipelines.model.settlement import Settlement
from scheduler.metrics import Metrics
from scheduler.sentry import report

log = structlog.get_logger()


class Watcher:
    """Watches desk and sender.  `nudge` is called when a settlement brought deliveries."""

    def __init__(self, metrics: Metrics, nudge: Callable[[], None]) -> None:
        self._metrics = metrics
        self._nudge = nudge

    def settled(self, settlement: Settlement, seconds: float) -> None:
        """A story ended as stored, dropped or quarantined."""
        self._metrics.settled(settlement, seconds)
        log.info("story settled", **line_of(settlement))
        for alert in settlement.alerts:
            log.info(
                "alert",
                alert_id=alert.alert_id,
                event_id=alert.event.event_id,
                kind=alert.event.kind,
                stage=alert.event.stage,
                reason=alert.reason.value,
                rule=alert.rule,
            )
        if settlement.deliveries:
            self._nudge()

    def failed(self, error: Exception, *, source: str, story_id: str, step: str) -> None:
        """Something that should not have happened, in one step over one story."""
        log.error(
            "step failed", step=step, source=source, story_id=story_id, error=f"{type(error).__name__}: {error}"[:300]
        )
        report(error, source=source, story_id=story_id, step=step)

    def delivered(self, delivery: Delivery, seconds: float) -> None:
        """One attempt to send came to an end."""
        self._metrics.delivered(delivery, seconds)

    def send_failed(self, error: Exception, delivery: Delivery) -> None:
        """A channel raised what it should not have raised."""
        report(error, source=delivery.channel, story_id=delivery.alert_id, step="send")

    def sender_failed(self, error: Exception) -> None:
        """The sender itself met what it should not meet."""
        report(error, step="outbox")


def line_of(settlement: Settlement) -> dict[str, Any]:
    """The fields of a story's log line: what was made of it, and why."""
    story, disposition, reading = settlement.story, settlement.disposition, settlement.reading
    return {
        "source": story.source,
        "lang": story.lang,
        "title": story.title,
        "url": story.url,
        "story_id": story.story_id,
        "outcome": disposition.outcome.value,
        "reason": str(disposition.reason),
        "detail": disposition.detail or (reading.nearest if reading and not reading.mentions else ""),
        "copy_of": disposition.copy_of,
        "verdicts": verdicts(settlement),
        "alerts": len(settlement.alerts),
    }


def verdicts(settlement: Settlement) -> list[dict[str, Any]]:
    """What a story reports: of each mention the event, and whether it founded it.  A copy's are its original's."""
    if settlement.disposition.copy_of or settlement.reading is None:
        return [{"event_id": event_id, "new": False} for event_id in settlement.event_ids]
    founded = {event.event_id for event in settlement.events if len(event.reports) == 1}
    return [
        {
            "kind": mention.kind,
            "status": mention.status.value,
            "stage": mention.stage,
            "event_id": event_id,
            "new": event_id in founded,
        }
        for mention, event_id in zip(settlement.reading.mentions, settlement.event_ids, strict=False)
    ]
