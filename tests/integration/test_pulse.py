"""Signs of life through a real store, a real receiver of pings and a channel."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from config.schema import Config, HeartbeatSettings, SummarySettings
from config.secret import Secret
from pipelines.model.delivery import Outcome, Verdict
from pipelines.model.settlement import Query
from pipelines.model.source_state import SourceState
from scheduler.pulse import Pulse
from tests.integration.store.conftest import redis as redis  # noqa: PLC0414 — a fixture
from tests.integration.store.conftest import store_on
from tests.newsroom.ports import listen
from tests.unit.fake_outbox import FakeChannel
from tests.unit.store_samples import NOW, Clock, a_settlement, a_story, an_alert, an_event, gives


class Check:
    """Takes pings, as a service for dead men's switches does."""

    def __init__(self):
        self.pings, self.status = [], 200

    async def take(self, request):
        self.pings.append((request.path, await request.text()))
        return web.Response(status=self.status)


@pytest.fixture
async def check():
    taken = Check()
    app = web.Application()
    app.router.add_post("/ping/{id}", taken.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    sock = listen("127.0.0.1")
    taken.url = Secret(f"http://127.0.0.1:{sock.getsockname()[1]}/ping/secret-id")
    await web.SockSite(runner, sock).start()
    yield taken
    await runner.cleanup()


class Health:
    def __init__(self):
        self.ill = []

    async def reasons(self):
        return self.ill


class Desk:
    """Everything that a pulse needs, and a way to make a new one on the same store: a restart."""

    def __init__(self, redis, config):
        self.clock, self.health, self.channel = Clock(), Health(), FakeChannel()
        self.store = store_on(redis, self.clock)
        self.config = config
        self.restart()

    def restart(self):
        states = [SourceState(name="daily", last_success=NOW - timedelta(minutes=7))]
        self.pulse = Pulse(
            config=self.config,
            channels={"desk": self.channel},
            store=self.store,
            health=self.health,
            states=lambda: states,
            clock=self.clock,
        )

    async def look(self, **later):
        self.clock.on(**later)
        await self.pulse.look()

    async def story(self, name):
        alert = an_alert(an_event(f"e-{name}"), f"a-{name}")
        await self.store.settle(Query(), gives(a_settlement(a_story(name), alerts=(alert,))))

    @property
    def said(self):
        return [call.headline for call in self.channel.calls]


async def test_a_beat_every_so_often_whoever_restarts(redis, check):
    heartbeat = HeartbeatSettings(url=check.url, channel="desk", every=timedelta(minutes=5))
    desk = Desk(redis, Config(heartbeat=heartbeat))
    await desk.look()
    await desk.story("s1")
    await desk.look(minutes=1)
    desk.restart()
    await desk.look(minutes=1)
    assert len(desk.said) == 1
    await desk.look(minutes=3)
    assert desk.said[1] == "newsbell is alive: 1 article, 1 alert"
    assert [path for path, _ in check.pings] == ["/ping/secret-id"] * 2
    assert check.pings[1][1].splitlines() == ["newsbell is alive: 1 article, 1 alert", "Slowest source: daily, last read 12 minutes ago"]  # fmt: skip


async def test_who_is_ill_gives_no_sign_of_life(redis, check):
    desk = Desk(redis, Config(heartbeat=HeartbeatSettings(url=check.url, channel="desk")))
    desk.health.ill = ["sources: every source failed at its last poll"]
    await desk.look()
    assert check.pings == []
    assert desk.said == ["newsbell is ill: 0 articles, 0 alerts"]


async def test_a_check_that_is_gone_or_refuses_harms_nothing_and_is_not_named(redis, check):
    desk = Desk(redis, Config(heartbeat=HeartbeatSettings(url=check.url)))
    check.status = 404
    with capture_logs() as lines:
        await desk.look()
        desk.pulse.config = Config(heartbeat=replace(desk.config.heartbeat, url=Secret("http://127.0.0.1:9/secret-id")))
        await desk.look(minutes=6)
    assert "heartbeat not taken" in [line["event"] for line in lines]
    assert "secret-id" not in str(lines)


async def test_a_summary_once_and_again_where_it_was_not_taken(redis):
    desk = Desk(redis, Config(summary=SummarySettings(channel="desk", cron="0 9 * * mon")))
    await desk.look()
    await desk.story("s1")
    await desk.look(days=6)
    assert desk.said == []
    desk.channel.answers = None
    taken = []

    async def announce(said):
        taken.append(said)
        return Outcome(verdict=Verdict.RETRY if len(taken) == 1 else Verdict.SENT)

    desk.channel.announce = announce
    await desk.look(days=1)
    desk.restart()
    await desk.look(minutes=1)
    await desk.look(minutes=1)
    assert [said.headline for said in taken] == ["newsbell in 7 days: 1 article, 1 alert"] * 2


async def test_of_two_daemons_one_speaks(redis):
    desk = Desk(redis, Config(heartbeat=HeartbeatSettings(channel="desk")))
    first = desk.pulse
    desk.restart()
    await asyncio.gather(first.look(), desk.pulse.look())
    assert len(desk.said) == 1
