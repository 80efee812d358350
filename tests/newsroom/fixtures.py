"""The newsroom for tests: plain context managers that a conftest or a test may use.

async with open_house() as house, running(house, tmp_path) as daemon:
    item = house.newsroom.publish("halden-bids-for-mistral")
    await house.mail.wait_for(1)
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.newsroom import leftovers
from tests.newsroom.article import Article
from tests.newsroom.config import Settings, write_config
from tests.newsroom.daemon import Daemon
from tests.newsroom.mail import MailServer
from tests.newsroom.site import Site
from tests.newsroom.sites import Newsroom, utc_now
from tests.newsroom.slack import SlackServer


@dataclass(frozen=True, kw_only=True)
class House:
    """Everything around the daemon: the sites it reads, the servers it writes to."""

    newsroom: Newsroom
    mail: MailServer
    slack: SlackServer

    def write_config(self, folder: Path, settings: Settings | None = None) -> Path:
        """Write `folder`/newsbell.toml for this house; its path."""
        return write_config(folder, self.newsroom, self.mail, self.slack, settings)


@asynccontextmanager
async def open_house(
    *,
    sites: Mapping[str, Site] | None = None,
    articles: Mapping[str, Article] | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> AsyncIterator[House]:
    """A newsroom with mail and Slack, started; closed at the end."""
    house = House(
        newsroom=Newsroom(sites=sites, articles=articles, clock=clock), mail=MailServer(), slack=SlackServer()
    )
    try:
        await house.newsroom.start()
        await house.mail.start()
        await house.slack.start()
        yield house
    finally:
        await house.newsroom.stop()
        await house.mail.stop()
        await house.slack.stop()


@asynccontextmanager
async def running(house: House, folder: Path, settings: Settings | None = None) -> AsyncIterator[Daemon]:
    """The daemon on this house, started; stopped at the end, with whatever it left in `folder`."""
    daemon = Daemon(house.write_config(folder, settings))
    try:
        await daemon.start()
        yield daemon
        if daemon.running:
            await daemon.stop()
    finally:
        await daemon.end()
        leftovers.end(folder)
