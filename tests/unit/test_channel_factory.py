"""From settings to channels."""

import pytest

from config.channels import CHANNEL_TYPES
from config.errors import ConfigError
from config.loader import load
from config.schema import AlertSettings, Config, ConsoleChannel, EmailChannel, SlackChannel
from config.secret import Secret
from pipelines.notify import apprise, factory
from pipelines.notify.apprise import installed
from pipelines.notify.console import ConsoleChannel as Console
from pipelines.notify.email import EmailChannel as Email
from pipelines.notify.factory import channels_from, check_channels
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


def loaded(tmp_path, text):
    file = tmp_path / "newsbell.toml"
    file.write_text(text, "utf-8")
    return load(file, environ={})


@pytest.mark.skipif(not installed(), reason="Apprise is not installed")
@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")
def test_an_address_that_apprise_does_not_know_is_named_with_its_line(tmp_path):
    config = loaded(tmp_path, '[channels.a]\ntype = "apprise"\nurl = "nonsense-secret"\n')
    with pytest.raises(ConfigError) as caught:
        check_channels(config)
    assert str(caught.value).endswith("newsbell.toml:3: channels.a.url: expected an address that Apprise knows")


def test_without_apprise_its_channel_is_refused_and_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(apprise, "installed", lambda: False)
    config = loaded(tmp_path, '[channels.a]\ntype = "apprise"\nurl = "json://localhost"\n')
    with pytest.raises(ConfigError) as caught:
        check_channels(config)
    words = "needs Apprise, which is not installed: pip install apprise"
    assert str(caught.value).endswith(f"newsbell.toml:2: channels.a.type: {words}")


def test_a_folder_of_templates_that_is_not_there_is_named_with_its_line(tmp_path):
    config = loaded(tmp_path, '\n[alerts]\ntemplates = "none"\n')
    with pytest.raises(ConfigError, match=r"newsbell\.toml:3: alerts\.templates: .* is no folder"):
        check_channels(config)


def test_every_kind_of_channel_can_be_made():
    assert factory._MAKERS.keys() == set(CHANNEL_TYPES.values())


def test_a_feeds_file_stands_beside_the_configuration(tmp_path):
    config = loaded(tmp_path, '[channels.feed]\ntype = "atom"\nfile = "out/alerts.atom"\n')
    assert config.channels[0].file == tmp_path / "out/alerts.atom"


def test_every_argument_of_a_command_counts_though_two_are_equal(tmp_path):
    config = loaded(tmp_path, '[channels.run]\ntype = "command"\ncommand = ["prog", "-v", "x", "-v"]\n')
    assert config.channels[0].command == ("prog", "-v", "x", "-v")
