"""Discord: one embed through a channel's webhook, which calls nobody."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

from config.channels import DiscordChannel as Settings
from pipelines.model.alert import Alert
from pipelines.model.announcement import Announcement
from pipelines.model.kinds import Severity
from pipelines.notify.escape import line, markdown
from pipelines.notify.json_body import JSON_TYPE, Json, decoded, encoded
from pipelines.notify.message import Notice
from pipelines.notify.post import Answer, Request, address_parts
from pipelines.notify.service import PlainAnswers
from pipelines.notify.telegram import units
from pipelines.notify.templates import Shape
from pipelines.notify.writer import Writer

MAX_TITLE = 256
MAX_DESCRIPTION = 4096
MAX_FOOTER = 2048
"""An embed's texts; together 6,000, which title, description and our footer of one line cannot reach."""
COLOURS = {Severity.INFO: 0x7A8794, Severity.NORMAL: 0x2F6FD0, Severity.HIGH: 0xE08A00, Severity.CRITICAL: 0xD03030}


class DiscordForm(PlainAnswers):
    """A webhook's `execute` with `wait`, which answers with the message.  It has no key against a second message."""

    def __init__(self, settings: Settings, writer: Writer) -> None:
        self._settings = settings
        self._writer = writer

    @property
    def secrets(self) -> tuple[str, ...]:
        return address_parts(self._settings.webhook_url.reveal())

    def alert(self, alert: Alert, *, thread: str, late: timedelta, now: datetime) -> Request:
        return self._request(self._writer.notice(alert, late), alert.severity)

    def announcement(self, said: Announcement, *, now: datetime) -> Request:
        return self._request(self._writer.announced(said), said.severity)

    def receipt(self, answer: Answer) -> str:
        return str(decoded(answer.text).get("id", ""))

    def said(self, answer: Answer) -> str:
        return str(decoded(answer.text).get("message", ""))

    def _request(self, shown: Notice, severity: Severity) -> Request:
        embed: Json = {
            "title": _title(self._writer.subject(shown)),
            "description": self._writer.write(Shape.DISCORD, shown, lambda text: units(text) <= MAX_DESCRIPTION),
            "color": COLOURS[severity],
            "footer": {"text": line(shown.footer, MAX_FOOTER)},
        }
        first = next((source.url for source in shown.sources if source.url), "")
        if first:
            embed["url"] = first
        body = {"embeds": [embed], "allowed_mentions": {"parse": []}, "username": "newsbell"}
        url = _waiting(self._settings.webhook_url.reveal())
        return Request(url=url, body=encoded(body), headers={"Content-Type": JSON_TYPE})


def _title(headline: str) -> str:
    """The headline, escaped, within the title's limit."""
    for limit in range(MAX_TITLE, 0, -8):
        title = markdown(line(headline, limit))
        if units(title) <= MAX_TITLE:
            return title
    return ""


def _waiting(url: str) -> str:
    """With `wait=true`: the answer comes when the message is there."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, "wait=true")))))
