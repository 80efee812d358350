"""From settings to channels."""

import sys

from config.schema import Channel as Settings
from config.schema import Config
from config.schema import ConsoleChannel as ConsoleSettings
from config.schema import EmailChannel as EmailSettings
from pipelines.notify.channel import Channel
from pipelines.notify.console import ConsoleChannel
from pipelines.notify.email import EmailChannel
from pipelines.notify.message import Frame, frame_from
from pipelines.notify.slack import SlackChannel


def channels_from(config: Config) -> dict[str, Channel]:
    """Every configured channel by its name.  Opens nothing yet; call inside the event loop that is to use them."""
    frame = frame_from(config.alerts)
    return {settings.name: _channel(settings, frame) for settings in config.channels}


def _channel(settings: Settings, frame: Frame) -> Channel:
    if isinstance(settings, EmailSettings):
        return EmailChannel(settings, frame)
    if isinstance(settings, ConsoleSettings):
        return ConsoleChannel(name=settings.name, frame=frame, stream=sys.stdout)
    return SlackChannel(settings, frame)
