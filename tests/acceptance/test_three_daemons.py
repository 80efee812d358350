"""Three daemons by mistake on one Redis: they say so, and nobody is told anything twice."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

import aiohttp
import pytest

from scheduler.daemon import REPORT
from tests.acceptance.test_daemon import BID, ROUND, rows
from tests.acceptance.test_routing import SUIT
from tests.integration.redis_servers import Machines, free_port
from tests.newsroom.config import Settings
from tests.newsroom.daemon import Daemon
from tests.newsroom.fixtures import House, open_house, running
from tests.newsroom.waiting import until
from tests.torture.hook import HookServer

ARTICLES = (BID, ROUND, SUIT)
SITES = ("harbour-ledger", "viet-mang", "northern-wire")
HOOKED = """
[channels.hook]
type = "webhook"
url = "{url}"
[[rules]]
name = "hooked"
kinds = ["bid", "lawsuit", "funding"]
channels = ["hook"]
"""


@dataclass(frozen=True, kw_only=True)
class Desk:
    house: House
    hook: HookServer
    daemons: tuple[Daemon, ...]
    ports: tuple[int, ...]

    async def others(self) -> list[int]:
        """How many other daemons each one's /healthz names."""
        found = []
        async with aiohttp.ClientSession() as client:
            for port in self.ports:
                async with client.get(f"http://127.0.0.1:{port}/healthz") as answer:
                    found.append(len((await answer.json())["other_daemons"]))
        return found

    def warnings(self) -> list[int]:
        return [len(daemon.events("another daemon works on the same store")) for daemon in self.daemons]


@pytest.fixture
async def desk(tmp_path):
    machines, hook, ports = Machines(tmp_path / "machines"), HookServer(), tuple(free_port() for _ in range(3))
    async with AsyncExitStack() as stack:
        stack.callback(machines.end)
        redis = await machines.server("--appendonly", "yes")
        await hook.start()
        stack.push_async_callback(hook.stop)
        house = await stack.enter_async_context(open_house())
        daemons = []
        for number, port in enumerate(ports):
            folder = tmp_path / f"daemon{number}"
            folder.mkdir()
            settings = Settings(
                slack="bot",
                only=SITES,
                listen=f"127.0.0.1:{port}",
                first=f'redis.url = "redis://127.0.0.1:{redis.port}/0"',
                extra=HOOKED.format(url=hook.url),
            )
            daemons.append(await stack.enter_async_context(running(house, folder, settings)))
        yield Desk(house=house, hook=hook, daemons=tuple(daemons), ports=ports)


async def test_they_repeat_nothing_and_say_that_they_are_not_alone(desk):
    # Each receiver takes the first message and cuts the line: whether it arrived is unknown to whoever sent it.
    desk.hook.misbehave("cut_after")
    desk.house.slack.misbehave("cut_after", times=1)
    for article in ARTICLES:
        desk.house.newsroom.publish(article)
    await until(lambda: desk.hook.posts, 60, "a message that was cut")
    desk.hook.behave()
    config = desk.daemons[0].config

    async def all_sent() -> list[dict]:
        while True:
            found = await rows(config, "outbox", "list")
            if len(found) == 3 * len(ARTICLES) and {row["state"] for row in found} == {"sent"}:
                return found
            await asyncio.sleep(1)

    outbox = await asyncio.wait_for(all_sent(), 90)
    counts = {row["name"]: row["stories"] for row in await rows(config, "stories", "count")}
    assert counts == {"in": len(ARTICLES), "stored": len(ARTICLES)}
    assert len(await rows(config, "alerts", "list")) == 2 * len(ARTICLES)
    told = Counter(message.payload["metadata"]["event_payload"]["alert_id"] for message in desk.house.slack.messages)
    assert list(told.values()) == [1] * len(ARTICLES)
    assert len(desk.hook.posts) == len(ARTICLES)
    assert sum(row["unknowns"] for row in outbox) >= 1
    assert len({mail.header("Message-ID") for mail in desk.house.mail.mails}) == len(desk.house.mail.mails)
    await until(lambda: desk.warnings() == [2, 2, 2], 60, "each to name the two others")
    assert await desk.others() == [2, 2, 2]
    await desk.daemons[2].stop()

    await asyncio.sleep(2 * REPORT)
    assert await replace(desk, ports=desk.ports[:2]).others() == [1, 1]
    assert desk.warnings() == [2, 2, 2]
