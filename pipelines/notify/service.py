"""A channel to a service over HTTP: one class for all of them; what is their own is their `Form`, one file each."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

from pipelines.model.alert import Alert
from pipelines.model.announcement import Announcement
from pipelines.model.delivery import Outcome, Verdict
from pipelines.notify.channel import ON_TIME
from pipelines.notify.post import Answer, Poster, Request
from pipelines.notify.sample import check_targets


class Form(Protocol):
    """How one service wants to be told, and what its answers mean.  Does nothing itself."""

    server_error: Verdict
    """What a 5xx says: `unknown` where the service may have taken the message, `retry` where a second is harmless."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be told."""

    def alert(self, alert: Alert, *, thread: str, late: timedelta, now: datetime) -> Request:
        """The request for an alert; `thread` is the receipt of the thread's first message, or ""."""

    def announcement(self, said: Announcement, *, now: datetime) -> Request:
        """The request for newsbell's word about itself."""

    def receipt(self, answer: Answer) -> str:
        """What names the message that was taken, or ""."""

    def said(self, answer: Answer) -> str:
        """What counts in an answer's text: the service's words for why not."""

    def taken(self, answer: Answer) -> Outcome | None:
        """For a service that answers 200 and did not take the message: what came of it.  None: it took it."""


class PlainAnswers:
    """The answers of a service that says all by its status."""

    server_error = Verdict.UNKNOWN

    def receipt(self, answer: Answer) -> str:
        return ""

    def said(self, answer: Answer) -> str:
        return answer.text

    def taken(self, answer: Answer) -> Outcome | None:
        return None


class ServiceChannel:
    """Its one target is the channel itself."""

    def __init__(self, name: str, form: Form, timeout: timedelta) -> None:
        self.name = name
        self._form = form
        self._poster = Poster(timeout, form.secrets)

    async def send(
        self, alert: Alert, target: str, *, thread_receipt: str, retry: bool, late: timedelta = ON_TIME
    ) -> Outcome:
        """Post the alert once."""
        return await self._post(self._form.alert(alert, thread=thread_receipt, late=late, now=datetime.now(UTC)))

    async def announce(self, announcement: Announcement) -> Outcome:
        return await self._post(self._form.announcement(announcement, now=datetime.now(UTC)))

    async def check(self) -> str:
        return await check_targets(self, (self.name,), datetime.now(UTC))

    async def close(self) -> None:
        await self._poster.close()

    async def _post(self, request: Request) -> Outcome:
        answer = await self._poster.post(request)
        if isinstance(answer, Outcome):
            return answer
        form = self._form
        failed = self._poster.judged(answer, server_error=form.server_error, said=form.said(answer))
        failed = failed or form.taken(answer)
        if failed:
            return failed
        shown = f"{answer.status} {self._poster.shown(form.said(answer))}".strip()
        return Outcome(verdict=Verdict.SENT, reason=shown, receipt=form.receipt(answer))
