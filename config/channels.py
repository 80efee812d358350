"""The settings of every kind of channel; part of the schema (see `config.schema`).

A new kind of channel is a new class here, a line in `CHANNEL_TYPES`, and a file in `pipelines/notify/`.
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from config.forms import (
    Between,
    Email,
    Host,
    Known,
    Line,
    Name,
    Named,
    NotASetting,
    NotEmpty,
    OneOf,
    PaceText,
    Port,
    Repeats,
    SecretLine,
    SecretName,
    SecretUrl,
    Timeout,
    WebUrl,
)
from config.secret import NO_SECRET, Secret


@dataclass(frozen=True, kw_only=True, slots=True)
class ChannelBase:
    """What every kind of channel has."""

    name: Annotated[Name, NotASetting()]
    rate_limit: PaceText = ""
    """Most messages, such as 20/h: what is more comes as a digest as soon as there is room; critical alerts always go."""
    rate: PaceText = ""
    """At most so many messages to the receiver, spread evenly; what is more waits a little.  Empty: no limit."""
    fallback: Annotated[str, Known("channel")] = ""
    """Another channel that says so when this one fails, and when it works again.  Empty: nobody does."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EmailChannel(ChannelBase):
    """Mail over SMTP, `type = "email"`."""

    host: Host
    """The mail server."""
    port: Port = 587
    """Of the mail server: usually 587 for starttls, 465 for tls, 25 for none."""
    security: Annotated[str, OneOf(("none", "starttls", "tls"))] = "starttls"
    """none, starttls (refused if the server does not offer it) or tls."""
    username: Line = ""
    """For a server that wants a login; empty: none."""
    password: Secret = NO_SECRET
    """Goes with `username`."""
    sender: Annotated[Email, Named("from")]
    """The sender's address."""
    to: Annotated[tuple[Email, ...], NotEmpty()]
    """Addresses; each gets a message of its own."""
    timeout: Timeout = timedelta(seconds=20)
    """For one whole conversation with the server."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SlackChannel(ChannelBase):
    """Slack, `type = "slack"`."""

    webhook_url: SecretUrl = NO_SECRET
    """An incoming webhook; or `bot_token` and `channel` for threads."""
    bot_token: Secret = NO_SECRET
    """A bot's token (`xoxb-…`) with the scope `chat:write`."""
    channel: Line = ""
    """Where the bot posts: a channel's name or id."""
    api_url: WebUrl = "https://slack.com/api/"
    """Another base for the bot's calls, for instance a proxy."""
    rate: PaceText = "1/s"
    """At most so many messages to the receiver, spread evenly: Slack takes about one a second."""
    timeout: Timeout = timedelta(seconds=20)
    """For one request."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WebhookChannel(ChannelBase):
    """JSON to an address of your own, `type = "webhook"`."""

    url: SecretUrl
    """Where alerts are posted."""
    format: Annotated[str, OneOf(("json", "cloudevents"))] = "json"
    """json: the document itself; cloudevents: in the structured envelope of CloudEvents 1.0."""
    secret: Secret = NO_SECRET
    """Signs each request with HMAC-SHA256 in the header `X-Newsbell-Signature: t=…,v1=…`; empty: unsigned."""
    token: Secret = NO_SECRET
    """Sent as `Authorization: Bearer …`; empty: not sent."""
    timeout: Timeout = timedelta(seconds=20)
    """For one request."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TelegramChannel(ChannelBase):
    """A Telegram chat, by a bot, `type = "telegram"`."""

    bot_token: SecretLine
    """From @BotFather."""
    chat: Line
    """The chat's number (`-1001234567890`) or a public channel's `@name`."""
    topic: Annotated[int, Between(0, 2**53)] = 0
    """The number of a topic in a group with topics; 0: none."""
    api_url: WebUrl = "https://api.telegram.org"
    """Another base, for instance a Bot API server of your own."""
    timeout: Timeout = timedelta(seconds=20)
    """For one request."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamsChannel(ChannelBase):
    """Microsoft Teams, by a Workflows webhook, `type = "teams"`."""

    webhook_url: SecretUrl
    """The address of the workflow "Post to a channel when a webhook request is received"."""
    timeout: Timeout = timedelta(seconds=20)
    """For one request."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DiscordChannel(ChannelBase):
    """A Discord channel, by its webhook, `type = "discord"`."""

    webhook_url: SecretUrl
    """From the channel's settings, under Integrations."""
    timeout: Timeout = timedelta(seconds=20)
    """For one request."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NtfyChannel(ChannelBase):
    """A topic of an ntfy server, `type = "ntfy"`."""

    server: WebUrl = "https://ntfy.sh"
    """The server's address."""
    topic: SecretName
    """The topic; on a public server whoever knows it can read it."""
    token: Secret = NO_SECRET
    """An access token (`tk_…`); empty: none."""
    timeout: Timeout = timedelta(seconds=20)
    """For one request."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PagerDutyChannel(ChannelBase):
    """A PagerDuty service, by its Events API v2, `type = "pagerduty"`."""

    routing_key: SecretLine
    """The integration key of the service."""
    resolve: tuple[Line, ...] = ("withdrawn", "denied")
    """Updates to one of these stages resolve the event's incident; all others add to it."""
    url: WebUrl = "https://events.pagerduty.com/v2/enqueue"
    """Another address, for instance of the EU service region."""
    timeout: Timeout = timedelta(seconds=20)
    """For one request."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AtomChannel(ChannelBase):
    """A file with an Atom feed of the newest alerts, `type = "atom"`."""

    file: Path
    """The feed's file.  Relative to the configuration file."""
    entries: Annotated[int, Between(1, 1_000)] = 50
    """How many alerts it keeps."""
    title: Line = "newsbell"
    """The feed's title."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CommandChannel(ChannelBase):
    """A program of your own, `type = "command"`: the alert as JSON on its standard input."""

    command: Annotated[tuple[Line, ...], NotEmpty(), Repeats()]
    """The program and its arguments; no shell reads them."""
    timeout: Timeout = timedelta(seconds=20)
    """After this time the program is ended."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AppriseChannel(ChannelBase):
    """Any service that Apprise knows, `type = "apprise"`; needs `pip install apprise`."""

    url: SecretLine
    """The service's Apprise address, such as `mailto://…`, `matrix://…`, `gotify://…`."""
    timeout: Timeout = timedelta(seconds=20)
    """For one message."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsoleChannel(ChannelBase):
    """The terminal or log of the daemon, `type = "console"`."""


Channel = (
    EmailChannel
    | SlackChannel
    | WebhookChannel
    | TelegramChannel
    | TeamsChannel
    | DiscordChannel
    | NtfyChannel
    | PagerDutyChannel
    | AtomChannel
    | CommandChannel
    | AppriseChannel
    | ConsoleChannel
)

CHANNEL_TYPES: dict[str, type[Channel]] = {
    "email": EmailChannel,
    "slack": SlackChannel,
    "webhook": WebhookChannel,
    "telegram": TelegramChannel,
    "teams": TeamsChannel,
    "discord": DiscordChannel,
    "ntfy": NtfyChannel,
    "pagerduty": PagerDutyChannel,
    "atom": AtomChannel,
    "command": CommandChannel,
    "apprise": AppriseChannel,
    "console": ConsoleChannel,
}
"""By their `type` in TOML."""
