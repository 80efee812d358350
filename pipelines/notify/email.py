"""The e-mail channel.  Each recipient gets a mail in an envelope of its own, so that one refusal touches one recipient."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import aiosmtplib
from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from config.schema import EmailChannel as Settings
from pipelines.model.alert import Alert
from pipelines.model.announcement import Announcement
from pipelines.model.delivery import Outcome, Verdict
from pipelines.notify.channel import ON_TIME
from pipelines.notify.escape import line, without
from pipelines.notify.mail import announcing, mail
from pipelines.notify.sample import check_targets, worst
from pipelines.notify.writer import Writer

_PERMANENT = 500
_MAX_REASON = 200


@dataclass
class _Progress:
    """How far an attempt came.  `handed_over`: the whole mail is on the wire and only the answer is missing."""

    handed_over: bool = False


class EmailChannel:
    """Speaks SMTP.  `tls` is for tests with a certificate of their own; by default the system's authorities count."""

    def __init__(self, settings: Settings, writer: Writer, tls: ssl.SSLContext | None = None) -> None:
        self.name = settings.name
        self._settings = settings
        self._writer = writer
        # Made once: it reads the system's authorities, for longer than an event loop should be held up.
        self._tls = tls or (None if settings.security == "none" else ssl.create_default_context())

    async def send(
        self,
        alert: Alert,
        target: str,
        *,
        thread_receipt: str,
        retry: bool,
        late: timedelta = ON_TIME,
    ) -> Outcome:
        """One mail to one recipient.  5xx is final, 4xx and lost connections come again, a lost answer is unknown.

        The receipt is the mail's Message-ID: updates refer to it, also where nobody knows whether it arrived.
        """
        settings = self._settings
        message = mail(alert, self._writer, sender=settings.sender, to=settings.to, thread=thread_receipt, late=late)
        outcome = await self._post(message.as_bytes(), target)
        may_be_there = outcome.verdict in {Verdict.SENT, Verdict.UNKNOWN}
        return replace(outcome, receipt=message["Message-ID"]) if may_be_there else outcome

    async def announce(self, announcement: Announcement) -> Outcome:
        """One mail to each recipient; the worst outcome is the answer."""
        settings, now = self._settings, datetime.now(UTC)
        message = announcing(announcement, self._writer, sender=settings.sender, to=settings.to, at=now).as_bytes()
        return worst([await self._post(message, target) for target in settings.to])

    async def _post(self, message: bytes, target: str) -> Outcome:
        progress = _Progress()
        try:
            async with asyncio.timeout(self._settings.timeout.total_seconds()):
                answer = await self._transfer(message, target, progress)
        except aiosmtplib.SMTPAuthenticationError as error:
            # The answer to a login is not repeated: some servers quote what they were sent.
            return _refused(error.code, "login refused")
        except SMTPResponseException as error:
            return _refused(error.code, self._shown(error.message))
        except (SMTPException, OSError, TimeoutError, ValueError) as error:
            verdict = Verdict.UNKNOWN if progress.handed_over else Verdict.RETRY
            return Outcome(verdict=verdict, reason=self._trouble(error, progress))
        return Outcome(verdict=Verdict.SENT, reason=self._shown(answer))

    async def check(self) -> str:
        return await check_targets(self, self._settings.to, datetime.now(UTC))

    async def close(self) -> None:
        """Nothing is kept open between two mails."""

    async def _transfer(self, message: bytes, target: str, progress: _Progress) -> str:
        client = self._client()
        try:
            await client.connect()
            await client.mail(self._settings.sender)
            await client.rcpt(target)
            with _watched(client, progress):
                answer = await client.data(message)
        finally:
            client.close()
        return f"{answer.code} {answer.message}"

    def _client(self) -> SMTP:
        settings = self._settings
        login = settings.username or None
        return SMTP(
            hostname=settings.host,
            port=settings.port,
            timeout=settings.timeout.total_seconds(),
            username=login,
            password=settings.password.reveal() if login else None,
            use_tls=settings.security == "tls",
            start_tls=settings.security == "starttls",
            tls_context=self._tls,
            # Said here because the library would ask the name service, which can take seconds.
            local_hostname=_own_name(),
        )

    def _shown(self, answer: str) -> str:
        return line(without(answer, (self._settings.password.reveal(),)), _MAX_REASON)

    def _trouble(self, error: Exception, progress: _Progress) -> str:
        where = f"{self._settings.host}:{self._settings.port}"
        what = self._shown(str(error)) or type(error).__name__
        return f"no answer to the mail from {where}: {what}" if progress.handed_over else f"{where}: {what}"


def _refused(code: int, answer: str) -> Outcome:
    verdict = Verdict.DEAD if code >= _PERMANENT else Verdict.RETRY
    return Outcome(verdict=verdict, reason=f"{code} {answer}")


@contextmanager
def _watched(client: SMTP, progress: _Progress) -> Iterator[None]:
    """Notes when the mail itself goes out: a connection lost before is harmless, after it nobody knows."""
    protocol = client.protocol
    if protocol is None:
        raise aiosmtplib.SMTPServerDisconnected("Connection lost")
    write = protocol.write

    def noted(data: bytes) -> None:
        progress.handed_over = data != b"DATA\r\n"
        write(data)

    protocol.write = noted  # type: ignore[method-assign]  # the library tells nobody
    yield


def _own_name() -> str:
    name = socket.gethostname()
    return name if name.isascii() and name.strip() else "localhost"
