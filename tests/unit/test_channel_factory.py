"""From settings to channels."""

from config.schema import AlertSettings, Config, ConsoleChannel, EmailChannel, SlackChannel
from config.secret import Secret
from pipelines.notify.console import ConsoleChannel as Console
from pipelines.notify.email import EmailChannel as Email
from pipelines.notify.factory import channels_from
from pipelines.notify.slack import SlackChannel as Slack


def test_every_configured_channel_is_there_by_its_name():
    settings = (
        EmailChannel(name="mail", host="h", sender="n@example.org", to=("d@example.org",)),
        SlackChannel(name="team", webhook_url=Secret("https://hooks.example/x")),
        ConsoleChannel(name="here"),
    )
    made = channels_from(Config(channels=settings, alerts=AlertSettings(language="vi")))
    assert {name: type(channel) for name, channel in made.items()} == {"mail": Email, "team": Slack, "here": Console}
    assert [channel.name for channel in made.values()] == ["mail", "team", "here"]
