"""Real receivers on loopback for the channels, behind one face: what they got, and what goes wrong with them."""

import asyncio
import io
import ssl
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from config.schema import EmailChannel as EmailSettings
from config.schema import SlackChannel as SlackSettings
from config.secret import Secret
from pipelines.model.delivery import Verdict
from pipelines.notify.console import ConsoleChannel
from pipelines.notify.email import EmailChannel
from pipelines.notify.slack import SlackChannel
from tests.newsroom.mail import MailServer
from tests.newsroom.slack import CHANNEL, TOKEN, SlackServer
from tests.unit.alert_samples import ENGLISH, writer_of

PASSWORD = "correct-horse-battery"
SHORT = timedelta(seconds=8)


@dataclass(frozen=True, kw_only=True)
class Got:
    """A message as it arrived: what a person reads, and everything there was in it."""

    text: str
    raw: str


class MailRig:
    name = "mail"
    target = "desk@example.org"
    secrets = (PASSWORD,)
    after_error = after_silence = Verdict.UNKNOWN
    error = Verdict.RETRY

    def __init__(self):
        self.server = MailServer()

    async def start(self):
        await self.server.start()
        self.port = self.server.port

    def channel(self, timeout=SHORT, frame=ENGLISH):
        settings = EmailSettings(
            name=self.name,
            host="127.0.0.1",
            port=self.port,
            security="none",
            sender="newsbell@example.org",
            to=(self.target, "chief@example.org"),
            timeout=timeout,
        )
        return EmailChannel(settings, writer_of(frame))

    def escapes(self):
        """What an article brought into headers or tags."""
        found = [name for mail in self.server.mails for name in mail.message if name.lower() == "bcc"]
        return found + [tag for mail in self.server.mails for tag in ("<script", "<img") if tag in mail.part("html")]

    def got(self):
        return [Got(text=mail.part(), raw=mail.raw.decode() + mail.part("html")) for mail in self.server.mails]

    def trouble(self, what):
        how = {
            "refuses": {"mode": "refuse_recipient", "answer": "550 5.1.1 no such person"},
            "busy": {"mode": "refuse_data", "answer": "451 4.3.0 try later"},
            "unavailable": {"mode": "refuse_data", "answer": "450 4.7.0 not now"},
            "cut before": {"mode": "cut_before"},
            "error": {"mode": "refuse_data", "answer": "421 4.3.2 out of order"},
            "cut after": {"mode": "cut_after"},
            "silence": {"mode": "hang"},
        }[what]
        self.server.misbehave(**how)

    async def stop(self):
        await self.server.stop()


class SlackRig:
    target = "slack"

    def __init__(self):
        self.server = SlackServer()

    async def start(self):
        await self.server.start()

    def escapes(self):
        """Whom it would have called, and what Slack would obey."""
        called = [ping for m in self.server.messages for ping in m.pings]
        return called + [text for m in self.server.messages for text in m.mrkdwn if "<!" in text or "<@" in text]

    def got(self):
        return [Got(text="\n".join(_shown(m.payload)), raw=m.dump) for m in self.server.messages]

    def trouble(self, what):
        how = {
            "refuses": {"mode": "error", "status": 403},
            "busy": {"mode": "rate_limit", "retry_after": 7},
            "unavailable": {"mode": "error", "status": 503},
            "cut before": {"mode": "cut_before"},
            "error": {"mode": "error", "status": 500},
            "cut after": {"mode": "cut_after"},
            "silence": {"mode": "hang"},
        }[what]
        self.server.misbehave(**how)

    async def stop(self):
        await self.server.stop()


class WebhookRig(SlackRig):
    name = "slack webhook"
    secrets = ("newsroomwebhooksecret", "T0NEWSROOM")
    error = Verdict.RETRY

    def channel(self, timeout=SHORT, frame=ENGLISH):
        settings = SlackSettings(name="slack", webhook_url=Secret(self.server.webhook_url), timeout=timeout)
        return SlackChannel(settings, writer_of(frame))


class BotRig(SlackRig):
    name = "slack bot"
    secrets = (TOKEN,)
    error = Verdict.UNKNOWN

    def channel(self, timeout=SHORT, frame=ENGLISH):
        return SlackChannel(self.settings(timeout), writer_of(frame))

    def settings(self, timeout=SHORT, token=TOKEN, channel=CHANNEL):
        return SlackSettings(
            name="slack", bot_token=Secret(token), channel=channel, api_url=self.server.api_url, timeout=timeout
        )


class ConsoleRig:
    name = "console"
    target = "console"
    secrets = ()

    async def start(self):
        self.stream = io.StringIO()

    def channel(self, frame=ENGLISH):
        return ConsoleChannel(name="console", writer=writer_of(frame), stream=self.stream)

    def escapes(self):
        return []

    def got(self):
        return [Got(text=text, raw=text) for text in self.stream.getvalue().split("\n\n\n") if text]

    async def stop(self):
        self.stream.close()


def _shown(payload):
    """The words of a Slack message in the order of its blocks."""
    for block in payload["blocks"]:
        for text in (block["text"],) if "text" in block else block["elements"]:
            yield text["text"].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


class LoginServer(MailServer):
    """A mail server with a certificate and a login."""

    def __init__(self, tls, *, implicit=False, password=PASSWORD):
        super().__init__()
        self.tls, self.implicit, self.password = tls, implicit, password
        self.logins = []

    async def start(self, port=0):
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            self._session, "127.0.0.1", port, ssl=self.tls if self.implicit else None
        )
        self.port = self._server.sockets[0].getsockname()[1]

    def _session(self):
        session = SMTP(
            self,
            tls_context=None if self.implicit else self.tls,
            require_starttls=not self.implicit,
            auth_required=not self.implicit,
            auth_require_tls=not self.implicit,
            authenticator=self._authenticate,
            loop=asyncio.get_running_loop(),
        )
        self._sessions.add(session)
        return session

    def _authenticate(self, server, session, envelope, mechanism, data):
        right = isinstance(data, LoginPassword) and data.password == self.password.encode()
        self.logins.append((mechanism, right))
        return AuthResult(success=right, handled=False)


def certificate(folder):
    """A self-made certificate for 127.0.0.1: the server's context, and a client's that trusts it alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "newsroom")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cafile=file)


@asynccontextmanager
async def scripted(*answers):
    """A mail server that gives one answer after another, whatever it is told; None: it breaks the connection."""
    broken = asyncio.Event()

    async def serve(reader, writer):
        for answer in answers:
            if answer is None:
                break
            writer.write(answer.encode() + b"\r\n")
            await writer.drain()
            if not await reader.readline():
                break
        writer.transport.abort()
        broken.set()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
        async with asyncio.timeout(5):
            await broken.wait()
    finally:
        server.close()
        await server.wait_closed()
