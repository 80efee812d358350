"""ntfy: a push message to everybody who follows a topic."""

from datetime import datetime, timedelta

from config.channels import NtfyChannel as Settings
from pipelines.model.alert import Alert
from pipelines.model.announcement import Announcement
from pipelines.model.kinds import Severity
from pipelines.notify.json_body import JSON_TYPE, Json, decoded, encoded
from pipelines.notify.message import Notice
from pipelines.notify.post import Answer, Request
from pipelines.notify.service import PlainAnswers
from pipelines.notify.templates import Shape
from pipelines.notify.writer import Writer

MAX_MESSAGE = 4096
"""Bytes; what is longer becomes an attachment, or is refused."""
PRIORITIES = {Severity.INFO: 2, Severity.NORMAL: 3, Severity.HIGH: 4, Severity.CRITICAL: 5}


class NtfyForm(PlainAnswers):
    """JSON to the server's root.  It has no key against a second message."""

    def __init__(self, settings: Settings, writer: Writer) -> None:
        self._settings = settings
        self._writer = writer

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self._settings.token.reveal(), self._settings.topic.reveal())

    def alert(self, alert: Alert, *, thread: str, late: timedelta, now: datetime) -> Request:
        shown = self._writer.notice(alert, late)
        return self._request(shown, alert.severity, (shown.about["kind"], shown.about["stage"]))

    def announcement(self, said: Announcement, *, now: datetime) -> Request:
        return self._request(self._writer.announced(said), said.severity, ())

    def receipt(self, answer: Answer) -> str:
        return str(decoded(answer.text).get("id", ""))

    def said(self, answer: Answer) -> str:
        return str(decoded(answer.text).get("error", ""))

    def _request(self, shown: Notice, severity: Severity, tags: tuple[str, ...]) -> Request:
        message: Json = {
            "topic": self._settings.topic.reveal(),
            "title": self._writer.subject(shown),
            "message": self._writer.write(Shape.NTFY, shown, lambda text: len(text.encode()) <= MAX_MESSAGE),
            "priority": PRIORITIES[severity],
            "tags": ["newsbell", *tags],
        }
        links = [source.url for source in shown.sources] + [member.url for member in shown.members]
        first = next(filter(None, links), "")
        headers = {"Content-Type": JSON_TYPE}
        if self._settings.token:
            headers["Authorization"] = f"Bearer {self._settings.token.reveal()}"
        body = encoded(message | ({"click": first} if first else {}))
        return Request(url=self._settings.server.rstrip("/") + "/", body=body, headers=headers)
