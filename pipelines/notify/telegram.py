"""Telegram: a bot's message in its HTML, replies to the thread's first message."""

from datetime import datetime, timedelta

from config.channels import TelegramChannel as Settings
from pipelines.model.alert import Alert
from pipelines.model.announcement import Announcement
from pipelines.model.delivery import Outcome, Verdict
from pipelines.model.kinds import Severity
from pipelines.notify.json_body import JSON_TYPE, Json, decoded, encoded
from pipelines.notify.message import Notice
from pipelines.notify.post import Answer, Request
from pipelines.notify.service import PlainAnswers
from pipelines.notify.templates import Shape
from pipelines.notify.writer import Writer

MAX_TEXT = 4096
"""Characters, as Telegram counts them: UTF-16 units.  It counts after reading the HTML; we count before, which is safe."""


class TelegramForm(PlainAnswers):
    """The Bot API's `sendMessage`.  It has no key against a second message, so a lost answer is unknown."""

    def __init__(self, settings: Settings, writer: Writer) -> None:
        self._settings = settings
        self._writer = writer

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self._settings.bot_token.reveal(),)

    def alert(self, alert: Alert, *, thread: str, late: timedelta, now: datetime) -> Request:
        message = self._message(self._writer.notice(alert, late), quiet=alert.severity is Severity.INFO)
        if thread.isascii() and thread.isdigit():
            # The first message may have been deleted since: the update goes out by itself then.
            message["reply_parameters"] = {"message_id": int(thread), "allow_sending_without_reply": True}
        return self._request(message)

    def announcement(self, said: Announcement, *, now: datetime) -> Request:
        quiet = said.severity is Severity.INFO
        return self._request(self._message(self._writer.announced(said), quiet=quiet))

    def receipt(self, answer: Answer) -> str:
        result = decoded(answer.text).get("result")
        return str(result.get("message_id", "")) if isinstance(result, dict) else ""

    def said(self, answer: Answer) -> str:
        return str(decoded(answer.text).get("description", ""))

    def taken(self, answer: Answer) -> Outcome | None:
        if decoded(answer.text).get("ok") is True:
            return None
        return Outcome(verdict=Verdict.UNKNOWN, reason="an answer that is not Telegram's")

    def _message(self, shown: Notice, *, quiet: bool) -> Json:
        settings = self._settings
        message: Json = {
            "chat_id": settings.chat,
            "text": self._writer.write(Shape.TELEGRAM, shown, lambda text: units(text) <= MAX_TEXT),
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
            "disable_notification": quiet,
        }
        return message | ({"message_thread_id": settings.topic} if settings.topic else {})

    def _request(self, message: Json) -> Request:
        url = f"{self._settings.api_url.rstrip('/')}/bot{self._settings.bot_token.reveal()}/sendMessage"
        return Request(url=url, body=encoded(message), headers={"Content-Type": JSON_TYPE})


def units(text: str) -> int:
    """Its length in UTF-16 units."""
    return len(text.encode("utf-16-le", "replace")) // 2
