"""What only a real Redis can show: two at once, time, and transactions that are broken off."""

import asyncio
import json
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from config.errors import NewsbellError
from config.schema import RedisSettings
from pipelines.errors import StoreUnavailable
from pipelines.model.delivery import DeliveryState
from pipelines.model.event import Absorbed
from pipelines.model.settlement import Query
from pipelines.store import keys
from pipelines.store.link import Changed, Session
from pipelines.store.server import open_redis
from tests.integration.store.conftest import store_on
from tests.unit.store_samples import (
    IDENTITY,
    NOW,
    Clock,
    a_copy,
    a_delivery,
    a_settlement,
    a_story,
    an_alert,
    an_event,
    founds_or_joins,
    gives,
)

CROWD = 50
ROOT = Path(__file__).parents[3]


async def test_stories_settled_at_one_moment_give_one_event(store, second_store):
    async with second_store() as other:
        both = [store, other]
        settled = await asyncio.gather(
            *(both[n % 2].settle(IDENTITY, founds_or_joins(a_story(f"s{n}"))) for n in range(CROWD))
        )
    assert len({event_id for one in settled for event_id in one.event_ids}) == 1
    assert sum(len(one.alerts) for one in settled) == 1
    (event,) = await store.events()
    assert len(event.reports) == event.version == CROWD
    assert len(await store.alerts()) == len(await store.deliveries()) == 1
    assert (await store.counts())["stored"] == CROWD


async def test_two_processes_at_once_give_one_event(store, tmp_path):
    """Each process settles stories of the same event as fast as it can."""
    program = [sys.executable, "-m", "tests.integration.store.settle_many", str(tmp_path / "var")]
    workers = [
        await asyncio.create_subprocess_exec(*program, name, "25", stdout=asyncio.subprocess.PIPE, cwd=ROOT)
        for name in "ab"
    ]
    outputs = await asyncio.gather(*(worker.communicate() for worker in workers))
    told = [json.loads(out) for out, _ in outputs]
    assert [worker.returncode for worker in workers] == [0, 0]
    assert sum(one["alerts"] for one in told) == 1
    (event,) = await store.events()
    assert len(event.reports) == 50
    assert (await store.counts())["in"] == 50


async def test_one_story_settled_by_many_is_settled_once(store, second_store):
    async with second_store() as other:
        settled = await asyncio.gather(
            *([store, other][n % 2].settle(IDENTITY, founds_or_joins(a_story("s1"))) for n in range(20))
        )
    assert sum(not one.repeated for one in settled) == 1
    assert await store.counts() == {"in": 1, "stored": 1}


async def test_different_stories_do_not_wait_for_one_another(store):
    tries = []

    def counting(story):
        def conclude(_known):
            tries.append(story.story_id)
            return a_settlement(story)

        return conclude

    queries = [(Query(urls=(f"u{n}",), identity=(f"k{n}",)), a_story(f"s{n}")) for n in range(CROWD)]
    await asyncio.gather(*(store.settle(query, counting(story)) for query, story in queries))
    assert len(tries) == CROWD


@pytest.mark.parametrize(
    "key",
    [
        keys.url("u"),
        keys.band("0:ab"),
        keys.identity("bid:kelvane"),
        keys.event("e0"),
        keys.story("s1"),
        keys.identity("bid:later"),
        keys.url("https://harbour.example/s1"),
        keys.alert("a1"),
        keys.delivery("d1"),
    ],
)
async def test_nothing_is_written_on_knowledge_that_changed_meanwhile(store, redis, monkeypatch, key):
    """Somebody writes `key` between the last look and the transaction."""
    known_event = an_event("e0", keys=("bid:kelvane",))
    await store.settle(IDENTITY, gives(a_settlement(a_story("s0"), events=(known_event,))))
    asked = []

    def conclude(known):
        asked.append(known)
        founded = an_event("e1", keys=("bid:kelvane", "bid:later"))
        alert = an_alert(founded)
        return a_settlement(a_story("s1"), events=(founded,), alerts=(alert,), deliveries=(a_delivery(),))

    execute, intrusions = Session.execute, [_touch(redis, key)]

    async def late(session, *commands):
        if intrusions:
            await intrusions.pop()
        return await execute(session, *commands)

    monkeypatch.setattr(Session, "execute", late)
    await store.settle(Query(urls=("u",), bands=("0:ab",), identity=("bid:kelvane",)), conclude)
    assert len(asked) == 2


async def _touch(redis, key):
    """Write a key anew with what is in it."""
    if key.startswith("nb:story:"):
        await redis.hset(key, "other", "")
    else:
        await redis.set(key, await redis.get(key) or b"")


async def test_one_that_never_gets_through_gives_up_in_words(store, redis, monkeypatch):
    async def never(_session, *_commands):
        raise Changed

    monkeypatch.setattr(Session, "execute", never)
    with pytest.raises(StoreUnavailable, match="changed by others"):
        await store.settle(Query(), gives(a_settlement()))


async def test_a_look_that_led_to_nothing_binds_nobody(store, redis):
    """What was watched for it may change: the next work on the same connection is free."""

    def fails(_known):
        raise ZeroDivisionError

    await store.settle(Query(), gives(a_settlement(deliveries=(a_delivery(),))))
    with pytest.raises(ZeroDivisionError):
        await store.settle(IDENTITY, fails)
    assert await store.claim("d1", NOW - timedelta(days=1), timedelta(seconds=30)) is None
    await _touch(redis, keys.delivery("d1"))
    await _touch(redis, keys.identity("bid:kelvane"))
    await store.count("polls")


async def test_the_entry_of_a_story_that_comes_again_is_marked(store):
    await store.settle(Query(), gives(a_settlement(entry_key="guid-1")))
    again = a_settlement(a_story(source="mirror"), entry_key="guid-9")
    assert (await store.settle(Query(), gives(again))).entry_key == "guid-9"
    assert await store.unseen("mirror", ["guid-9", "guid-8"]) == ["guid-8"]
    assert await store.unseen("harbour", ["guid-1"]) == []


async def test_the_stored_settlement_is_whole(store):
    event = an_event()
    first = a_settlement(events=(event,), event_ids=("e1",), alerts=(an_alert(event),), deliveries=(a_delivery(),))
    await store.settle(Query(urls=("u",)), gives(first))
    again = await store.settle(Query(urls=("u",)), gives(first))
    assert (again.story, again.disposition, again.event_ids) == (first.story, first.disposition, ("e1",))
    assert (await store.counts())["in"] == 1


async def test_a_band_is_forgotten_after_its_days_and_an_address_is_not(store, clock):
    query = Query(urls=("u",), bands=("0:ab",))
    await store.settle(query, gives(a_settlement(a_story("s1"))))
    clock.on(days=6)
    assert (await store.known(Query(bands=("0:ab",)))).stories
    clock.on(days=2)
    await store.settle(Query(bands=("0:ab",)), gives(a_settlement(a_story("s2"))))
    assert [s.story_id for s in (await store.known(query)).stories] == ["s1", "s2"]
    assert [s.story_id for s in (await store.known(Query(bands=("0:ab",)))).stories] == ["s2"]
    clock.on(days=30)
    assert (await store.known(query)).stories == ()


async def test_an_event_is_known_for_as_long_as_it_is_kept(redis, clock):
    store = store_on(redis, clock, keep_events=timedelta(days=10))
    await store.settle(IDENTITY, founds_or_joins(a_story("s1")))
    clock.on(days=9)
    await store.settle(IDENTITY, founds_or_joins(a_story("s2")))
    clock.on(days=9)
    assert (await store.known(IDENTITY)).events, "its second report renewed it"
    clock.on(days=2)
    assert (await store.known(IDENTITY)).events == ()


async def test_rows_are_gone_after_their_time(redis):
    store = store_on(redis, Clock(), keep_stories=timedelta(seconds=1), keep_events=timedelta(seconds=1))
    await store.settle(Query(urls=("u",)), founds_or_joins(a_story("s1")))
    await asyncio.sleep(1.2)
    left = {name.decode() for name in await redis.keys("*")}
    assert left == {keys.schema(), keys.counts(), keys.due(), keys.lane("desk", 1), keys.lanes()}
    assert await store.due_deliveries(NOW, 10) == []
    assert (await store.counts())["deliveries_forgotten"] == 1
    assert await redis.exists(keys.due()) == 0


async def absorb(store, event_id, into):
    """A story shows that the event `event_id` is `into`."""
    one = replace(into, merged=(Absorbed(event_id=event_id),))
    await store.settle(Query(), gives(a_settlement(a_story(f"{event_id} is {into.event_id}"), events=(one,))))
    return one


async def test_merged_events_are_one(store, redis):
    await store.settle(
        Query(identity=("a",)), gives(a_settlement(a_story("s1"), events=(an_event("old", keys=("a",)),)))
    )
    kept = an_event("kept", keys=("b",), headline="Kept")
    await store.settle(Query(identity=("b",)), gives(a_settlement(a_story("s2"), events=(kept,))))
    kept = await absorb(store, "old", kept)
    assert await store.event("old") == kept
    assert (await store.known(Query(identity=("a", "b")))).events == (kept,)
    assert await redis.zrange(keys.events(), 0, -1) == await redis.zrange(keys.events("bid"), 0, -1) == [b"kept"]
    assert await store.events() == [kept]
    final = await absorb(store, "kept", an_event("final", keys=("c",)))
    assert await store.event("old") == final
    await absorb(store, "final", an_event("old", headline="Back again"))
    assert (await store.event("final")).headline == "Back again"


async def test_a_pointer_to_nothing_is_nothing(store, redis):
    await redis.set(keys.event("lost"), ">gone")
    await redis.set(keys.event("x"), ">y")
    await redis.set(keys.event("y"), ">x")
    assert await store.event("lost") is None
    assert await store.event("x") is None


async def test_stories_add_up(store):
    await store.settle(Query(), gives(a_settlement(a_story("s1"))))
    await store.settle(Query(), gives(a_copy(a_story("s2"), "s1")))
    await store.settle(Query(), gives(a_copy(a_story("s3"), "s1")))
    counts = await store.counts()
    assert counts == {"in": 3, "stored": 1, "dropped:copy_text": 2}


async def test_the_outbox_row_is_there_with_its_alert(store):
    await store.settle(IDENTITY, founds_or_joins(a_story("s1")))
    (row,) = await store.due_deliveries(NOW, 10)
    alert = await store.alert(row.alert_id)
    assert (row.state, alert.story_id, alert.event.roles["target"]) == (DeliveryState.PENDING, "s1", ("Kelvane",))


async def test_a_delivery_that_moved_on_is_not_set_back(store):
    event = an_event()
    await store.settle(Query(), gives(a_settlement(deliveries=(a_delivery(),), alerts=(an_alert(event),))))
    await store.drop_delivery("d1")
    await store.settle(Query(), gives(a_settlement(a_story("s2"), deliveries=(a_delivery(),))))
    assert (await store.delivery("d1")).state is DeliveryState.DEAD


async def test_a_newer_schema_is_refused(redis, tmp_path):
    await redis.set(keys.schema(), keys.SCHEMA + 1)
    with pytest.raises(NewsbellError, match="newer newsbell"):
        async with open_redis(RedisSettings(), tmp_path / "var"):
            pass


async def test_an_event_that_absorbed_another_is_found_under_both_names(either):
    await either.settle(
        Query(identity=("a",)), gives(a_settlement(a_story("s1"), events=(an_event("e1", keys=("a",)),)))
    )
    await either.settle(
        Query(identity=("b",)), gives(a_settlement(a_story("s2"), events=(an_event("e2", keys=("b",)),)))
    )
    one = an_event("e1", keys=("a", "b"), merged=(Absorbed(event_id="e2"),))
    await either.settle(Query(identity=("a", "b")), gives(a_settlement(a_story("s3"), events=(one,))))
    assert (await either.known(Query(identity=("a",)))).events == (one,)
    assert (await either.known(Query(identity=("b",)))).events == (one,)
