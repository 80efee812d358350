"""Bad days of the outbox: three senders, a clock that jumps, a Redis that is read-only, full, or an older copy of itself."""

import asyncio
import os
import signal
from collections import Counter
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from pipelines.notify import breaker, carrier, sender
from pipelines.notify.reporter import Reporter
from pipelines.store.home import Home
from scheduler.generations import Generations
from tests.integration.test_sending import MAIL, all_sent, now, opened, sending, settle, told
from tests.integration.test_sending import mail as mail  # noqa: PLC0414 — fixtures
from tests.integration.test_sending import slack as slack  # noqa: PLC0414
from tests.newsroom.waiting import until
from tests.unit.store_samples import append_only_file

ALERTS = [f"a{number:02}" for number in range(20)]


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch):
    monkeypatch.setattr(sender, "PAUSE", 0.05)
    monkeypatch.setattr(carrier, "PAUSE", 0.05)
    monkeypatch.setattr(sender, "POLL", 0.1)
    for module in (sender, carrier):
        monkeypatch.setattr(module, "LEASE", timedelta(seconds=2))
    monkeypatch.setattr(carrier, "SEND_LIMIT", timedelta(seconds=1.5))


def mailed(mail):
    return Counter((m.header("Message-ID").partition("@")[0][1:], m.recipients[0]) for m in mail.server.mails)


def posted(slack):
    return Counter(m.payload["metadata"]["event_payload"]["alert_id"] for m in slack.server.messages)


def everything():
    return {(name, to) for name in ALERTS for to in MAIL.to}


async def everything_once(store, mail, slack):
    await all_sent(store, 3 * len(ALERTS))
    assert posted(slack) == Counter(ALERTS)
    assert mailed(mail) == Counter(everything())


async def test_three_senders_send_everything_once(tmp_path, mail, slack):
    async with AsyncExitStack() as stack:
        stores = [await stack.enter_async_context(opened(tmp_path)) for _ in range(3)]
        await settle(stores[0], *map(told, ALERTS))
        for store in stores:
            await stack.enter_async_context(sending(store, mail, slack))
        await everything_once(stores[0], mail, slack)


class Jumping:
    def __init__(self):
        self.off = timedelta(0)

    def __call__(self):
        return now() + self.off


@pytest.mark.parametrize("off", [timedelta(hours=-1), timedelta(days=1)], ids=["back", "ahead"])
async def test_a_clock_that_jumps_in_the_middle_repeats_nothing(tmp_path, mail, slack, off):
    clock = Jumping()
    async with AsyncExitStack() as stack:
        one, two = [await stack.enter_async_context(opened(tmp_path, clock)) for _ in range(2)]
        await settle(one, *map(told, ALERTS))
        for store in (one, two):
            await stack.enter_async_context(sending(store, mail, slack, clock=clock))
        await asyncio.sleep(0.1)
        clock.off = off
        await everything_once(one, mail, slack)


@pytest.mark.parametrize(
    ("ill", "well"),
    [
        (("CONFIG", "SET", "maxmemory", "1"), ("CONFIG", "SET", "maxmemory", "0")),
        (("REPLICAOF", "127.0.0.1", "1"), ("REPLICAOF", "NO", "ONE")),
    ],
    ids=["full", "read-only"],
)
async def test_while_redis_takes_nothing_nothing_is_sent_twice(tmp_path, mail, slack, ill, well):
    async with opened(tmp_path) as store:
        await settle(store, *map(told, ALERTS))
        async with sending(store, mail, slack):
            await asyncio.sleep(0.1)
            await store._link.ask(ill)
            await asyncio.sleep(0.5)
            began = len(mail.server.mails)
            await asyncio.sleep(0.3)
            assert len(mail.server.mails) == began, "nothing is claimed, so nothing is sent"
            await store._link.ask(well)
            await everything_once(store, mail, slack)


async def test_an_older_copy_of_redis_is_noticed_and_the_bot_repeats_nothing(tmp_path, mail, slack):
    data_dir, home = tmp_path / "var", Home.at(tmp_path / "var")
    async with opened(tmp_path) as store:
        await Generations(store=store, data_dir=data_dir).look()
        await settle(store, *map(told, ALERTS))
        file = append_only_file(data_dir)
        copy = file.read_bytes()
        async with sending(store, mail, slack):
            await all_sent(store, 3 * len(ALERTS))
        await Generations(store=store, data_dir=data_dir).look()
        os.kill(home.pid(), signal.SIGKILL)
        file.write_bytes(copy)
        await store.recover()
        generations = Generations(store=store, data_dir=data_dir)
        await generations.look()
        assert "older copy" in generations.warning
        async with sending(store, mail, slack):
            await all_sent(store, 3 * len(ALERTS))
    assert posted(slack) == Counter(ALERTS)
    assert set(mailed(mail)) == everything(), "mails come again, with the same Message-ID"


async def test_a_channel_that_fails_is_told_by_mail_once_and_again_when_it_works(tmp_path, mail, slack, monkeypatch):
    monkeypatch.setattr(breaker, "FIRST_PAUSE", 0.1)
    monkeypatch.setattr(breaker, "LONGEST_PAUSE", 0.3)
    monkeypatch.setattr("pipelines.alerts.outbox.FIRST_PAUSE", timedelta(milliseconds=100))
    monkeypatch.setattr("pipelines.alerts.outbox.LONGEST_PAUSE", timedelta(milliseconds=300))
    slack.server.misbehave("error", status=503)

    def subjects():
        return [m.header("Subject") for m in mail.server.mails if "Channel" in m.header("Subject")]

    async with opened(tmp_path) as store:
        await settle(store, *(told(name, channels=("slack",)) for name in ALERTS[:5]))
        for life in range(2):  # the second is after a restart
            async with sending(store, mail, slack) as one:
                reporter = Reporter(store=store, sender=one, fallbacks={"slack": "mail"}, clock=now)
                await until(lambda one=one: "slack" in one.lanes and one.lanes["slack"].breaker.down, 20)
                await reporter.look()
                await reporter.look()
                if life:
                    slack.server.behave()
                    await all_sent(store, 5)
                    await reporter.look()
                    await reporter.look()
        assert await store.channel_reports() == []
    per_person = len(MAIL.to)
    assert subjects() == ["Channel slack fails"] * per_person + ["Channel slack works again"] * per_person
