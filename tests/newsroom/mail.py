"""A local mail server that keeps what it is given, and misbehaves on command."""

import asyncio
import time
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from enum import StrEnum

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.newsroom.ports import listen
from tests.newsroom.waiting import until

SIZE_LIMIT = 10_000_000


class MailFault(StrEnum):
    REFUSE_RECIPIENT = "refuse_recipient"
    """`answer` to RCPT for `recipient` (every recipient where it is empty)."""
    REFUSE_DATA = "refuse_data"
    """`answer` after the message; it is not kept."""
    HANG = "hang"
    """No answer after the message; it is not kept."""
    CUT_BEFORE = "cut_before"
    """The connection breaks after the message; it is not kept."""
    CUT_AFTER = "cut_after"
    """The connection breaks after the message, which is kept: the sender cannot know."""


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One message as it came: `at` in seconds of the epoch."""

    at: float
    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def dump(self) -> str:
        """Everything that a reader sees, to look for something in it."""
        return "\n".join((self.header("Subject"), self.part("plain"), self.part("html")))

    @property
    def message(self) -> EmailMessage:
        message = message_from_bytes(self.raw, policy=default)
        assert isinstance(message, EmailMessage), "the default policy makes EmailMessages"
        return message

    def header(self, name: str) -> str:
        return str(self.message.get(name, ""))

    def part(self, subtype: str = "plain") -> str:
        """The text of the plain or the HTML part; empty where there is none."""
        body = self.message.get_body(preferencelist=(subtype,))
        return str(body.get_content()).replace("\r\n", "\n") if body is not None else ""


@dataclass(kw_only=True)
class _Trouble:
    fault: MailFault
    answer: str
    recipient: str
    times: int | None
    over: asyncio.Event = field(default_factory=asyncio.Event)


class MailServer:
    """An SMTP server on 127.0.0.1.  `mails` in the order in which they were taken; `tries` counts messages offered."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.tries = 0
        self.port = 0
        self._server: asyncio.Server | None = None
        self._trouble: _Trouble | None = None
        self._sessions: set[SMTP] = set()

    async def start(self, port: int = 0) -> None:
        sock = listen("127.0.0.1", port)
        self.port = sock.getsockname()[1]
        self._server = await asyncio.get_running_loop().create_server(self._session, sock=sock)

    async def stop(self) -> None:
        """Close the port and every connection."""
        self.behave()
        if self._server is not None:
            self._server.close()
            for session in tuple(self._sessions):
                _cut(session)
            await self._server.wait_closed()
            self._server = None

    def misbehave(
        self, mode: str, *, answer: str = "451 4.3.0 Try again later", recipient: str = "", times: int | None = None
    ) -> None:
        """From now on (the next `times` times) the server has a `MailFault`."""
        self.behave()
        self._trouble = _Trouble(fault=MailFault(mode), answer=answer, recipient=recipient, times=times)

    def behave(self) -> None:
        if self._trouble is not None:
            self._trouble.over.set()
            self._trouble = None

    async def wait_for(self, count: int, timeout: float = 10) -> list[Mail]:  # noqa: ASYNC109  # the caller names it
        """The mails, once there are `count` of them."""
        await until(lambda: len(self.mails) >= count, timeout, f"{count} mails (there are {len(self.mails)})")
        return self.mails

    def _session(self) -> SMTP:
        session = SMTP(self, enable_SMTPUTF8=True, data_size_limit=SIZE_LIMIT, loop=asyncio.get_running_loop())
        self._sessions.add(session)
        return session

    def _trouble_with(self, *faults: MailFault, recipient: str = "") -> _Trouble | None:
        trouble = self._trouble
        if trouble is None or trouble.fault not in faults or trouble.recipient not in ("", recipient):
            return None
        if trouble.times is not None:
            trouble.times -= 1
            if trouble.times <= 0:
                self._trouble = None
        return trouble

    # The hooks that aiosmtpd calls have names that it chose.
    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        trouble = self._trouble_with(MailFault.REFUSE_RECIPIENT, recipient=address)
        if trouble is not None:
            return trouble.answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.tries += 1
        trouble = self._trouble_with(MailFault.REFUSE_DATA, MailFault.HANG, MailFault.CUT_BEFORE, MailFault.CUT_AFTER)
        if trouble is None or trouble.fault is MailFault.CUT_AFTER:
            self._keep(envelope)
        if trouble is None:
            return f"250 2.0.0 Ok: kept as {len(self.mails)}"
        if trouble.fault is MailFault.REFUSE_DATA:
            return trouble.answer
        if trouble.fault is MailFault.HANG:
            await trouble.over.wait()
        _cut(server)
        return "421 4.3.2 gone"

    def _keep(self, envelope: Envelope) -> None:
        raw = envelope.original_content or b""
        sender, recipients = str(envelope.mail_from), tuple(str(address) for address in envelope.rcpt_tos)
        self.mails.append(Mail(at=time.time(), sender=sender, recipients=recipients, raw=raw))


def _cut(session: SMTP) -> None:
    if isinstance(session.transport, asyncio.WriteTransport):
        session.transport.abort()
