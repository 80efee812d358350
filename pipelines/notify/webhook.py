"""The webhook: an alert as JSON to an address of the user's own, signed, with an idempotency key."""

import hashlib
import hmac
from datetime import datetime, timedelta

from config.channels import WebhookChannel as Settings
from config.secret import Secret
from pipelines.model.alert import Alert
from pipelines.model.announcement import Announcement
from pipelines.model.delivery import Verdict
from pipelines.notify.document import VERSION, announcement, document
from pipelines.notify.json_body import JSON_TYPE, Json, encoded
from pipelines.notify.post import Request, address_parts
from pipelines.notify.service import PlainAnswers
from pipelines.notify.writer import Writer

CLOUD_TYPE = "application/cloudevents+json; charset=utf-8"
SOURCE = "urn:newsbell"
SIGNATURE = "X-Newsbell-Signature"


class WebhookForm(PlainAnswers):
    """One key for all tries of an alert, so a receiver that minds it takes the alert once."""

    server_error = Verdict.RETRY

    def __init__(self, settings: Settings, writer: Writer) -> None:
        self._settings = settings
        self._writer = writer

    @property
    def secrets(self) -> tuple[str, ...]:
        settings = self._settings
        return (*address_parts(settings.url.reveal()), settings.secret.reveal(), settings.token.reveal())

    def alert(self, alert: Alert, *, thread: str, late: timedelta, now: datetime) -> Request:
        """The document is the same at each try, but for being late."""
        shown = self._writer.notice(alert, late)
        data = document(alert, shown)
        kind = f"newsbell.alert.{alert.reason.value}"
        return self._request(data, kind, alert.event.event_id, alert.at.isoformat(), now)

    def announcement(self, said: Announcement, *, now: datetime) -> Request:
        data = announcement(said, self._writer.announced(said), now)
        return self._request(data, "newsbell.announcement", "", now.isoformat(), now)

    def _request(self, data: Json, kind: str, subject: str, at: str, now: datetime) -> Request:
        settings = self._settings
        cloud = settings.format == "cloudevents"
        body = encoded(envelope(data, kind=kind, subject=subject, at=at) if cloud else data)
        headers = {"Content-Type": CLOUD_TYPE if cloud else JSON_TYPE, "Idempotency-Key": header_value(data["id"])}
        if settings.secret:
            headers[SIGNATURE] = signature(settings.secret, body, now)
        if settings.token:
            headers["Authorization"] = f"Bearer {settings.token.reveal()}"
        return Request(url=settings.url.reveal(), body=body, headers=headers)


def envelope(data: Json, *, kind: str, subject: str, at: str) -> Json:
    """CloudEvents 1.0, structured mode."""
    event = {
        "specversion": "1.0",
        "id": data["id"],
        "source": SOURCE,
        "type": f"{kind}.v{VERSION}",
        "time": at,
        "datacontenttype": "application/json",
        "dataschema": f"urn:newsbell:schema:{data['schema']}:{VERSION}",
        "data": data,
    }
    return event | ({"subject": subject} if subject else {})


def signature(secret: Secret, body: bytes, now: datetime) -> str:
    """`t=SECONDS,v1=HEX`: HMAC-SHA256 over `SECONDS.BODY`.  The receiver refuses old times, so nobody can replay it."""
    seconds = str(int(now.timestamp()))
    digest = hmac.new(secret.reveal().encode(), seconds.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"


def header_value(text: str) -> str:
    """A key as a header takes it: as it is where it is plain, else its fingerprint."""
    plain = text.isascii() and text.isprintable() and text.strip() == text and 0 < len(text) <= 200  # noqa: PLR2004 — ids of our own are 24
    return text if plain else hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
