"""From a settled story to the message: the real store, the real sender, real receivers."""

import asyncio
import os
import random
import signal
import time
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import median

import pytest

from config.schema import ConsoleChannel, EmailChannel, RedisSettings
from pipelines.alerts.deliveries import deliveries_for
from pipelines.model.delivery import DeliveryState
from pipelines.model.disposition import Disposition, Outcome
from pipelines.model.kinds import AlertReason
from pipelines.model.settlement import Query, Settlement, Signature
from pipelines.notify.sender import Sender
from pipelines.store.home import Home
from pipelines.store.server import ensure, open_redis
from pipelines.store.store import Store
from tests.integration.receivers import BotRig, MailRig
from tests.newsroom.waiting import until
from tests.unit.alert_samples import a_story, an_alert, an_event

MAIL = EmailChannel(
    name="mail", host="127.0.0.1", sender="newsbell@example.org", to=("desk@example.org", "chief@example.org")
)
CHANNELS = {"mail": MAIL, "slack": ConsoleChannel(name="slack")}
BOTH = ("mail", "slack")


def now():
    return datetime.now(UTC)


@asynccontextmanager
async def opened(folder, clock=now):
    async with open_redis(RedisSettings(), folder / "var") as redis:
        recover = partial(ensure, RedisSettings(), folder / "var")
        yield Store(redis, keep_stories=timedelta(days=1), keep_events=timedelta(days=9), clock=clock, recover=recover)


@pytest.fixture
async def store(tmp_path):
    async with opened(tmp_path) as one:
        yield one


@pytest.fixture
async def mail():
    rig = MailRig()
    await rig.start()
    yield rig
    await rig.stop()


@pytest.fixture
async def slack():
    rig = BotRig()
    await rig.start()
    yield rig
    await rig.stop()


async def settle(store, *alerts):
    rows = tuple(row for alert in alerts for row in deliveries_for(alert, CHANNELS, now()))
    name = alerts[0].alert_id
    settlement = Settlement(
        story=a_story(name, url=f"https://daily.example/{name}"),
        disposition=Disposition(outcome=Outcome.STORED),
        signature=Signature(),
        events=(an_event(event_id=name),),
        alerts=alerts,
        deliveries=rows,
    )
    await store.settle(Query(), lambda _known: settlement)


def told(name, *, channels=BOTH, **changes):
    return replace(an_alert(an_event(event_id=name), alert_id=name, channels=channels, at=now()), **changes)


@asynccontextmanager
async def sending(store, *rigs, clock=now):
    channels = {"mail" if isinstance(rig, MailRig) else "slack": rig.channel() for rig in rigs}
    sender = Sender(store=store, channels=channels, clock=clock, rng=random.Random(1).random, recover=store.recover)
    stop = asyncio.Event()
    task = asyncio.create_task(sender.run(stop))
    try:
        yield sender
    finally:
        stop.set()
        await task
        for channel in channels.values():
            await channel.close()


async def states(store):
    return {state.value: len(rows) for state in DeliveryState if (rows := await store.deliveries(state.value, 1000))}


async def reach(store, **expected):
    async with asyncio.timeout(30):
        while await states(store) != expected:  # noqa: ASYNC110 — Redis tells nobody
            await asyncio.sleep(0.02)


async def all_sent(store, count):
    await reach(store, sent=count)


async def test_each_target_of_each_channel_gets_the_alert_once(store, mail, slack):
    await settle(store, told("a1"))
    async with sending(store, mail, slack):
        await all_sent(store, 3)
    assert sorted(m.recipients[0] for m in mail.server.mails) == ["chief@example.org", "desk@example.org"]
    assert [m.thread_ts for m in slack.server.messages] == [None]


async def test_an_update_goes_into_the_thread_of_the_first_message(store, mail, slack):
    await settle(store, told("a1"))
    await settle(store, told("a2", thread_id="a1", reason=AlertReason.UPDATE, change="offered → rejected"))
    async with sending(store, mail, slack):
        await all_sent(store, 6)
    first, update = slack.server.messages
    assert (first.thread_ts, update.thread_ts) == (None, first.ts)
    replies = [m.header("In-Reply-To") for m in mail.server.mails if m.header("X-Newsbell-Reason") == "update"]
    assert replies == ["<a1@newsbell.example.org>"] * 2


async def test_a_settled_event_wakes_the_sender(store, mail):
    seconds = []
    async with sending(store, mail) as sender:
        for number in range(10):
            began = time.perf_counter()
            await settle(store, told(f"a{number}", channels=("mail",)))
            sender.nudge()
            await until(lambda count=2 * number + 2: len(mail.server.mails) >= count, 5)
            seconds.append(time.perf_counter() - began)
    # On two idle cores 50 ms; the sender's own look, once a second, would give 500.
    assert median(seconds) < 0.3


async def test_two_senders_send_everything_once(tmp_path, mail):
    async with AsyncExitStack() as stack:
        one, two = [await stack.enter_async_context(opened(tmp_path)) for _ in range(2)]
        for number in range(40):
            await settle(one, told(f"a{number:02}", channels=("mail",)))
        await stack.enter_async_context(sending(one, mail))
        await stack.enter_async_context(sending(two, mail))
        await all_sent(one, 80)
    sent = [(m.header("Message-ID"), m.recipients) for m in mail.server.mails]
    assert len(sent) == len(set(sent)) == 80


async def test_a_receiver_that_is_down_gets_its_message_when_it_is_back(store, mail, monkeypatch):
    monkeypatch.setattr("pipelines.alerts.outbox.FIRST_PAUSE", timedelta(milliseconds=200))
    await mail.stop()
    await settle(store, told("a1", channels=("mail",)))
    async with sending(store, mail):
        await reach(store, retrying=2)
        await mail.server.start(mail.port)
        await all_sent(store, 2)
    assert len(mail.server.mails) == 2
    assert {row.unknowns for row in await store.deliveries("sent")} == {0}


async def test_slack_that_takes_a_message_and_cuts_the_line_gets_it_once(store, slack, monkeypatch):
    monkeypatch.setattr("pipelines.alerts.outbox.FIRST_PAUSE", timedelta(milliseconds=100))
    slack.server.misbehave("cut_after", times=3)
    for number in range(6):
        await settle(store, told(f"a{number}", channels=("slack",)))
    async with sending(store, slack):
        await all_sent(store, 6)
    ids = [m.payload["metadata"]["event_payload"]["alert_id"] for m in slack.server.messages]
    assert sorted(ids) == [f"a{number}" for number in range(6)]
    assert sum(row.unknowns for row in await store.deliveries("sent")) == 3


async def test_a_sender_that_dies_after_sending_leaves_a_doubt_that_the_bot_clears(store, slack):
    await settle(store, told("a1", channels=("slack",)))
    (row,) = await store.due_deliveries(now(), 10)
    claimed = await store.claim(row.delivery_id, now(), timedelta(milliseconds=100))
    assert claimed is not None
    channel = slack.channel()
    await channel.send(await store.alert("a1"), "slack", thread_receipt="", retry=False)
    await channel.close()  # and here it dies: nothing is recorded
    async with sending(store, slack):
        await all_sent(store, 1)
    assert len(slack.server.messages) == 1
    (sent,) = await store.deliveries("sent")
    assert (sent.attempts, sent.unknowns, sent.reason) == (2, 1, "found in the history")
    assert sent.receipt == slack.server.messages[0].ts


async def test_kills_of_redis_lose_nothing_and_repeat_nothing_that_was_recorded(tmp_path, mail, slack, monkeypatch):
    monkeypatch.setattr("pipelines.notify.sender.PAUSE", 0.05)
    monkeypatch.setattr("pipelines.notify.carrier.PAUSE", 0.05)
    monkeypatch.setattr("pipelines.notify.carrier.LEASE", timedelta(seconds=2))
    names = [f"a{number:02}" for number in range(40)]
    async with opened(tmp_path) as store:
        await settle(store, *map(told, names))
        async with sending(store, mail, slack):
            for pause in (0.05, 0.1, 0.02, 0.15):
                await asyncio.sleep(pause)
                os.kill(Home.at(tmp_path / "var").pid(), signal.SIGKILL)
                await store.recover()
            await all_sent(store, 3 * len(names))
        doubts = sum(row.unknowns for row in await store.deliveries("sent", 1000))
    sent = [(m.header("Message-ID").partition("@")[0][1:], m.recipients[0]) for m in mail.server.mails]
    assert {(name, to) for name in names for to in MAIL.to} == set(sent)
    assert len(sent) - len(set(sent)) <= doubts
    posted = [m.payload["metadata"]["event_payload"]["alert_id"] for m in slack.server.messages]
    assert sorted(posted) == names
