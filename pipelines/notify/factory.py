"""From settings to channels."""

import sys
from datetime import UTC, datetime

from config.channels import SlackChannel as SlackSettings
from config.errors import ConfigError
from config.schema import Channel as Settings
from config.schema import Config
from config.schema import ConsoleChannel as ConsoleSettings
from config.schema import EmailChannel as EmailSettings
from pipelines.notify.channel import Channel
from pipelines.notify.console import ConsoleChannel
from pipelines.notify.email import EmailChannel
from pipelines.notify.mail import html
from pipelines.notify.message import Frame, frame_from, notice
from pipelines.notify.sample import sample_alert
from pipelines.notify.slack import SlackChannel


def channels_from(config: Config) -> dict[str, Channel]:
    """Every configured channel by its name.  Opens no connection yet."""
    frame = frame_from(config.alerts)
    # The first message would otherwise wait for template and locale to be loaded, and hold up the event loop meanwhile.
    html(notice(sample_alert(datetime.now(UTC), "warm"), frame))
    return {settings.name: _channel(settings, frame) for settings in config.channels}


def _channel(settings: Settings, frame: Frame) -> Channel:
    if isinstance(settings, EmailSettings):
        return EmailChannel(settings, frame)
    if isinstance(settings, ConsoleSettings):
        return ConsoleChannel(name=settings.name, frame=frame, stream=sys.stdout)
    if isinstance(settings, SlackSettings):
        return SlackChannel(settings, frame)
    raise ConfigError((f"channels.{settings.name}: this kind of channel is still to come",))
