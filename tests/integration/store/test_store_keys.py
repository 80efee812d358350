"""A store that was used all over holds no key that the table does not promise, and no more in each than it promises."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from pipelines.errors import StoreUnavailable
from pipelines.model.batch import Opening
from pipelines.model.channel_report import ChannelReport
from pipelines.model.delivery import DeliveryState as State
from pipelines.model.event import Absorbed
from pipelines.model.meter import Meter
from pipelines.model.settlement import Query
from pipelines.model.source_state import SourceState
from pipelines.model.told import Told
from pipelines.store import keys
from pipelines.store.keys import Life
from pipelines.store.link import Link, Replication
from tests.integration.store.conftest import KEEP_EVENTS, KEEP_STORIES
from tests.unit.store_samples import (
    NOW,
    a_copy,
    a_delivery,
    a_reading,
    a_settlement,
    a_silence,
    a_story,
    an_alert,
    an_event,
    gives,
)

LIVES = {
    Life.STORIES: KEEP_STORIES,
    Life.EVENTS: KEEP_EVENTS,
    Life.BANDS: keys.BAND_LIFE,
    Life.SEEN: keys.SEEN_LIFE,
    Life.PASSED: timedelta(days=1),
    Life.DAEMONS: keys.DAEMON_LIFE,
}
SLACK = 60
"""Seconds that the test may take."""


def let_through(held, number, due):
    rows = (replace(row, state=State.PENDING) for row in held.deliveries[:number])
    return Opening(deliveries=tuple(rows), passed=("m1",), due=due)


STATES = (State.SENT, State.DEAD, State.RETRYING, State.UNKNOWN)


async def ask_for_nothing(_session):
    """Where replicas are waited for, even this writes."""


async def use(store, clock, numbers):
    for n in numbers:
        query = Query(urls=("same", f"u{n}"), bands=("0:same", f"1:{n}"), identity=(f"bid:{n}",))
        event = an_event(f"e{n}", keys=(f"bid:{n}",))
        told = {"alerts": (an_alert(event, f"a{n}"),), "deliveries": (a_delivery(f"d{n}", alert_id=f"a{n}"),)}
        story = a_settlement(a_story(f"s{n}"), reading=a_reading(), events=(event,), entry_key=f"k{n}", **told)
        await store.settle(query, gives(story))
        await store.settle(query, gives(a_copy(a_story(f"c{n}"), f"s{n}")))
        hot = an_event(f"hot{n}", keys=("bid:hot",))
        await store.settle(query, gives(a_settlement(a_story(f"x{n}"), events=(hot,))))
        row = await store.claim(f"d{n}", clock.now, timedelta(seconds=30), meter=Meter(interval=1e-6, burst=9))
        await store.save_delivery(replace(row, state=STATES[n % 4]))
        await store.unseen("harbour", [f"k{n}", "never"])
        await store.mark_seen("tide", [f"k{n}"])
        await store.save_source_state(SourceState(name=f"source{n % 3}"))
        await store.count("polls")
        clock.on(minutes=1)
    await store.change_report("desk", lambda _before: ChannelReport(channel="desk", since=NOW, reason="refused"))
    await store.change_told("summary", lambda _before: Told(at=NOW))
    await store.keep_advice("text", "answer")
    await store.question_of_day()
    await store.tick("store1")
    await store.beat("daemon1")
    await store.retry_delivery("d1")
    await store.drop_delivery("d2")
    for n in range(4):
        held = {"state": State.HELD, "batch": "|desk", "due": clock.now}
        told = an_alert(an_event(f"h{n}"), f"h{n}", remind_every=timedelta(hours=1), at=clock.now)
        row = a_delivery(f"h{n}", alert_id=f"h{n}", **held)
        story = a_settlement(a_story(f"h{n}"), events=(told.event,), alerts=(told,), deliveries=(row,))
        await store.settle(Query(urls=(f"h{n}",)), gives(story))
    await store.open_batch("|desk", "desk", lambda found: let_through(found, 1, clock.now + timedelta(minutes=1)))
    await store.save_silence(a_silence())
    await store.acknowledge("e1")
    await store.say_restored()
    with suppress(StoreUnavailable):
        link = Link(
            Redis(connection_pool=store._link._pool), Replication(replicas=1, timeout=timedelta(milliseconds=1))
        )
        await link.transact(ask_for_nothing)
    merged = an_event("hot1", keys=("bid:hot",), merged=(Absorbed(event_id="hot0"),))
    await store.settle(Query(), gives(a_settlement(a_story("merging"), events=(merged,))))


@pytest.fixture
async def used(store, clock):
    await use(store, clock, range(80))
    return store


async def test_every_key_is_in_the_table_with_its_type_and_its_time_to_live(used, redis):
    patterns = set()
    for name in [raw.decode() for raw in await redis.keys("*")]:
        spec = keys.spec(name)
        assert spec is not None, f"{name} is in no row of the table"
        assert (await redis.type(name)).decode() == spec.type, name
        ttl = await redis.ttl(name)
        if spec.life is Life.FOREVER:
            assert ttl == -1, name
        else:
            assert LIVES[spec.life].total_seconds() - SLACK <= ttl <= LIVES[spec.life].total_seconds(), name
        patterns.add(spec.pattern)
    assert patterns == {key.pattern for key in keys.TABLE}, "rows of the table that nothing was written for"


async def test_every_key_holds_no_more_than_it_promises(used, redis):
    for name in [raw.decode() for raw in await redis.keys("nb:url:*")]:
        assert len((await redis.get(name)).split()) <= keys.PER_URL
    for name in [raw.decode() for raw in await redis.keys("nb:band:*")]:
        assert len((await redis.get(name)).split()) <= keys.PER_BAND
    assert len((await redis.get(keys.identity("bid:hot"))).split()) == keys.PER_IDENTITY
    assert len((await redis.get(keys.url("same"))).split()) == keys.PER_URL
    assert set(await redis.hkeys(keys.story("s1"))) == {b"known", b"view"}
    open_ = {row.delivery_id for state in (State.PENDING, State.RETRYING, State.UNKNOWN) for row in await used.deliveries(state, 999)}  # fmt: skip
    assert {name.decode() for name in await redis.zrange(keys.due(), 0, -1)} == open_
    queues = [await redis.zrange(keys.lane("desk", rank), 0, -1) for rank in range(4)]
    assert sorted(name.decode() for queue in queues for name in queue) == sorted(open_)


async def test_lists_are_trimmed_to_what_is_kept(used, redis, clock):
    before = {name: await redis.zcard(name) for name in ("nb:alerts", "nb:events:bid", "nb:ended:stored:")}
    assert all(size > 50 for size in before.values())
    clock.now = NOW + KEEP_EVENTS + timedelta(days=1)
    await use(used, clock, range(100, 103))
    after = {name: await redis.zcard(name) for name in before}
    assert all(size <= 8 for size in after.values()), after
    assert await redis.zcard("nb:deliveries:sent") <= 3
    assert await redis.zcard("nb:seen:harbour") <= 3
