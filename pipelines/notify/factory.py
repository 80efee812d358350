"""From settings to channels."""

import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from config.channels import (
    AppriseChannel,
    AtomChannel,
    CommandChannel,
    ConsoleChannel,
    DiscordChannel,
    EmailChannel,
    NtfyChannel,
    PagerDutyChannel,
    SlackChannel,
    TeamsChannel,
    TelegramChannel,
    WebhookChannel,
)
from config.channels import (
    Channel as Settings,
)
from config.complaint import complaint
from config.errors import ConfigError
from config.schema import Config
from pipelines.notify import apprise, atom, command, console, email, slack
from pipelines.notify.channel import Channel, Unusable
from pipelines.notify.discord import DiscordForm
from pipelines.notify.ntfy import NtfyForm
from pipelines.notify.pagerduty import PagerDutyForm
from pipelines.notify.sample import sample_alert
from pipelines.notify.service import ServiceChannel
from pipelines.notify.teams import TeamsForm
from pipelines.notify.telegram import TelegramForm
from pipelines.notify.template_check import check_templates
from pipelines.notify.templates import Shape, ignored
from pipelines.notify.webhook import WebhookForm
from pipelines.notify.writer import Writer, writer_from


def check_channels(config: Config) -> None:
    """Raises ConfigError where a channel, a template or a file of words cannot be used."""
    channels_from(config)


def channels_from(config: Config, template_failed: Callable[[str], None] = ignored) -> dict[str, Channel]:
    """Every configured channel by its name.  Opens no connection yet.  Raises ConfigError.

    `template_failed` is told the name of each of the user's templates that fails while it runs.
    """
    writer = writer_from(config, template_failed)
    check_templates(config, writer)
    # The first message would otherwise wait for template and locale to be loaded, and hold up the event loop meanwhile.
    writer.templates.render(Shape.HTML, writer.notice(sample_alert(datetime.now(UTC), "warm")))
    made, problems = {}, []
    for settings in config.channels:
        try:
            made[settings.name] = channel_of(settings, writer)
        except Unusable as error:
            problems.append(complaint(config, ("channels", settings.name, error.key), str(error)))
    if problems:
        raise ConfigError(tuple(problems))
    return made


def channel_of(settings: Settings, writer: Writer) -> Channel:
    """One channel.  Raises Unusable where what it needs is missing."""
    return _MAKERS[type(settings)](settings, writer)


def _console(settings: ConsoleChannel, writer: Writer) -> Channel:
    return console.ConsoleChannel(name=settings.name, writer=writer, stream=sys.stdout)


def _service(form: type) -> Callable[[Any, Writer], Channel]:
    def make(settings: Any, writer: Writer) -> Channel:  # noqa: ANN401 — `_MAKERS` pairs each form with its settings
        return ServiceChannel(settings.name, form(settings, writer), settings.timeout)

    return make


_MAKERS: Mapping[type, Callable[[Any, Writer], Channel]] = {
    AppriseChannel: apprise.AppriseChannel,
    AtomChannel: atom.AtomChannel,
    CommandChannel: command.CommandChannel,
    ConsoleChannel: _console,
    DiscordChannel: _service(DiscordForm),
    EmailChannel: email.EmailChannel,
    NtfyChannel: _service(NtfyForm),
    PagerDutyChannel: _service(PagerDutyForm),
    SlackChannel: slack.SlackChannel,
    TeamsChannel: _service(TeamsForm),
    TelegramChannel: _service(TelegramForm),
    WebhookChannel: _service(WebhookForm),
}
