"""The settings of channels, one type for each: see `config.schema`."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from config.forms import (
    Email,
    Host,
    Line,
    Name,
    Named,
    NotASetting,
    NotEmpty,
    OneOf,
    Port,
    SecretUrl,
    Timeout,
    WebUrl,
)
from config.secret import NO_SECRET, Secret


@dataclass(frozen=True, kw_only=True, slots=True)
class EmailChannel:
    """Mail over SMTP, `type = "email"`."""

    name: Annotated[Name, NotASetting()]
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
class SlackChannel:
    """Slack, `type = "slack"`."""

    name: Annotated[Name, NotASetting()]
    webhook_url: SecretUrl = NO_SECRET
    """An incoming webhook; or `bot_token` and `channel` for threads."""
    bot_token: Secret = NO_SECRET
    """A bot's token (`xoxb-…`) with the scope `chat:write`."""
    channel: Line = ""
    """Where the bot posts: a channel's name or id."""
    api_url: WebUrl = "https://slack.com/api/"
    """Another base for the bot's calls, for instance a proxy."""
    timeout: Timeout = timedelta(seconds=20)
    """For one request."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsoleChannel:
    """The terminal or log of the daemon, `type = "console"`."""

    name: Annotated[Name, NotASetting()]


Channel = EmailChannel | SlackChannel | ConsoleChannel

CHANNEL_TYPES: dict[str, type[Channel]] = {"email": EmailChannel, "slack": SlackChannel, "console": ConsoleChannel}
"""By their `type` in TOML."""
