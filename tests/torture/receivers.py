"""The four receivers of a torture, and what goes wrong with them."""

import asyncio
import random
from dataclasses import dataclass, field

from tests.newsroom.mail import MailServer
from tests.newsroom.slack import CHANNEL_ID, TOKEN, SlackServer
from tests.torture.hook import HookServer

MAIL, BOT, SLACK, HOOK = "mail", "slack-bot", "slack-webhook", "webhook"
CHANNELS = (MAIL, BOT, SLACK, HOOK)
MAIL_FAULTS = ("refuse_recipient", "refuse_data", "hang", "cut_before", "cut_after")
HTTP_FAULTS = ("rate_limit", "error", "hang", "cut_before", "cut_after")
DOWN = "down"
"""The port is closed."""


@dataclass(frozen=True, kw_only=True)
class Receivers:
    mail: MailServer = field(default_factory=MailServer)
    bot: SlackServer = field(default_factory=SlackServer)
    slack: SlackServer = field(default_factory=SlackServer)
    hook: HookServer = field(default_factory=HookServer)

    @property
    def all(self) -> dict[str, "MailServer | SlackServer | HookServer"]:
        return {MAIL: self.mail, BOT: self.bot, SLACK: self.slack, HOOK: self.hook}

    async def start(self) -> None:
        for server in self.all.values():
            await server.start()

    async def stop(self) -> None:
        for server in self.all.values():
            await server.stop()

    def toml(self) -> str:
        """The four channels."""
        return f"""
[channels.{MAIL}]
type = "email"
host = "127.0.0.1"
port = {self.mail.port}
security = "none"
from = "newsbell@example.org"
to = ["desk@example.org"]
timeout = "1200ms"
[channels.{BOT}]
type = "slack"
bot_token = "{TOKEN}"
channel = "{CHANNEL_ID}"
api_url = "{self.bot.api_url}"
rate = "1000/s"
timeout = "1200ms"
[channels.{SLACK}]
type = "slack"
webhook_url = "{self.slack.webhook_url}"
rate = "1000/s"
timeout = "1200ms"
[channels.{HOOK}]
type = "webhook"
url = "{self.hook.url}"
timeout = "1200ms"
"""


async def trouble(server: "MailServer | SlackServer | HookServer", dice: random.Random) -> None:
    """One fault after another, with good times in between, until cancelled; then it behaves."""
    faults = (*(MAIL_FAULTS if isinstance(server, MailServer) else HTTP_FAULTS), DOWN)
    try:
        while True:
            await asyncio.sleep(dice.uniform(0.02, 0.25))
            fault = dice.choice(faults)
            if fault == DOWN:
                await _down(server, dice.uniform(0.02, 0.15))
                continue
            if isinstance(server, SlackServer):
                server.misbehave(fault, retry_after=0)
            elif isinstance(server, MailServer):
                server.misbehave(fault)
            else:
                server.misbehave(fault)
            await asyncio.sleep(dice.uniform(0.02, 0.15))
            server.behave()
    finally:
        server.behave()


async def _down(server: "MailServer | SlackServer | HookServer", seconds: float) -> None:
    port = server.port
    try:
        await server.stop()
        await asyncio.sleep(seconds)
    finally:
        await server.stop()  # it may have been broken off
        await server.start(port)
