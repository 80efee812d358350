"""PagerDuty: an event becomes an incident, its updates are added to it, and an end of the matter resolves it."""

from datetime import datetime, timedelta

from config.channels import PagerDutyChannel as Settings
from pipelines.model.alert import Alert
from pipelines.model.announcement import Announcement
from pipelines.model.delivery import Verdict
from pipelines.model.kinds import AlertReason, Severity, Status
from pipelines.notify.document import document
from pipelines.notify.escape import line
from pipelines.notify.json_body import JSON_TYPE, Json, decoded, encoded
from pipelines.notify.message import Notice
from pipelines.notify.post import Answer, Request
from pipelines.notify.service import PlainAnswers
from pipelines.notify.webhook import header_value
from pipelines.notify.writer import Writer

MAX_SUMMARY = 1024
MAX_LINKS = 10
MAX_BODY = 512_000
"""Bytes of a whole event."""
SEVERITIES = {
    Severity.INFO: "info",
    Severity.NORMAL: "warning",
    Severity.HIGH: "error",
    Severity.CRITICAL: "critical",
}


DIGEST = "digest-"
"""Before the name of a digest's incident.  One of its events does not end it."""


class PagerDutyForm(PlainAnswers):
    """Events API v2.  `dedup_key` is the event's id: whatever is sent again joins the same incident.

    An update joins the incident of its thread's first message, whose receipt names it: a digest's has a name of its own,
    and so has that of an event which proved to be this one.
    """

    server_error = Verdict.RETRY

    def __init__(self, settings: Settings, writer: Writer) -> None:
        self._settings = settings
        self._writer = writer

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self._settings.routing_key.reveal(),)

    def alert(self, alert: Alert, *, thread: str, late: timedelta, now: datetime) -> Request:
        shown = self._writer.notice(alert, late)
        key = _incident(alert, thread)
        action = "resolve" if self._ends(alert) and not key.startswith(DIGEST) else "trigger"
        event = self._event(shown, action, key, alert.severity, alert.at)
        event["payload"] |= {
            "component": shown.about["kind"],
            "class": shown.about["stage"],
            "group": shown.about["rule"],
            "custom_details": document(alert, shown),
        }
        event["links"] = [
            {"href": source.url, "text": source.title.text} for source in shown.sources[:MAX_LINKS] if source.url
        ]
        if len(encoded(event)) > MAX_BODY:
            event["payload"]["custom_details"] = {"alert": alert.alert_id, "members": len(alert.members)}
        return self._request(event)

    def announcement(self, said: Announcement, *, now: datetime) -> Request:
        shown = self._writer.announced(said)
        event = self._event(shown, "trigger", said.key, said.severity, now)
        event["payload"]["custom_details"] = {"lines": list(shown.lines)}
        return self._request(event)

    def receipt(self, answer: Answer) -> str:
        return str(decoded(answer.text).get("dedup_key", ""))

    def said(self, answer: Answer) -> str:
        told = decoded(answer.text)
        errors = told.get("errors")
        return "; ".join([str(told.get("message", "")), *(map(str, errors) if isinstance(errors, list) else ())])

    def _ends(self, alert: Alert) -> bool:
        """Whether an update says that the matter is over."""
        stage = "denied" if alert.event.status is Status.DENIAL else alert.event.stage
        return alert.reason is AlertReason.UPDATE and stage in self._settings.resolve

    def _event(self, shown: Notice, action: str, key: str, severity: Severity, at: datetime) -> Json:
        return {
            "routing_key": self._settings.routing_key.reveal(),
            "event_action": action,
            "dedup_key": header_value(key),
            "client": "newsbell",
            "payload": {
                "summary": line(self._writer.subject(shown), MAX_SUMMARY),
                "source": "newsbell",
                "severity": SEVERITIES[severity],
                "timestamp": at.isoformat(),
            },
        }

    def _request(self, event: Json) -> Request:
        return Request(url=self._settings.url, body=encoded(event), headers={"Content-Type": JSON_TYPE})


def _incident(alert: Alert, thread: str) -> str:
    """A digest is a matter of its own: the event of its first member may have an incident already."""
    return f"{DIGEST}{alert.alert_id}" if alert.members else thread or alert.event.event_id
