import asyncio
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from config.paces import parse_pace
from pipelines.model.delivery import Delivery, TooSoon
from pipelines.model.delivery import DeliveryState as State
from pipelines.model.meter import meter
from pipelines.model.settlement import Query
from pipelines.store import keys
from tests.unit.store_samples import NOW, a_delivery, a_settlement, a_story, an_alert, an_event, gives

LEASE = timedelta(seconds=30)


async def put(store, *rows, alert_id="a1", story_id="s1"):
    alert = an_alert(an_event(), alert_id)
    await store.settle(Query(), gives(a_settlement(a_story(story_id), alerts=(alert,), deliveries=rows)))


async def due(store, at=NOW, limit=10):
    return [row.delivery_id for row in await store.due_deliveries(at, limit)]


async def test_what_is_due_comes_longest_due_first(store):
    rows = [a_delivery(f"d{n}", due=NOW - timedelta(minutes=n)) for n in (1, 3, 2)]
    await put(store, *rows, a_delivery("later", due=NOW + timedelta(minutes=1)))
    assert await due(store) == ["d3", "d2", "d1"]
    assert await due(store, limit=2) == ["d3", "d2"]
    assert await due(store, NOW + timedelta(minutes=1)) == ["d3", "d2", "d1", "later"]


async def in_lane(store, channel="desk", at=NOW, limit=10):
    return [row.delivery_id for row in await store.due_deliveries(at, limit, channel)]


async def test_of_a_channel_the_most_severe_comes_first_then_the_longest_due(store):
    given = [("info", 0, 9), ("young", 2, 1), ("old", 2, 5), ("critical", 3, 0), ("normal", 1, 7)]
    rows = [a_delivery(name, severity=rank, due=NOW - timedelta(minutes=age)) for name, rank, age in given]
    await put(store, *rows, a_delivery("other", channel="slack", severity=3), a_delivery("later", due=NOW + LEASE))
    assert await in_lane(store) == ["critical", "old", "young", "normal", "info"]
    assert await in_lane(store, limit=2) == ["critical", "old"]
    assert await in_lane(store, "slack") == ["other"]
    assert await in_lane(store, "gone") == []
    assert await store.lanes() == {"desk", "slack"}


async def test_what_is_held_or_superseded_is_not_due(store):
    await put(store, a_delivery("h1", state=State.HELD), a_delivery("s1", state=State.SUPERSEDED))
    assert await due(store) == await in_lane(store) == []
    assert await store.claim("h1", NOW, LEASE) is None
    assert await store.retry_delivery("s1") is None


async def test_what_stands_in_a_queue_and_is_not_to_be_had_leaves_it(store, redis):
    await put(store, a_delivery())
    await store.drop_delivery("d1")
    await redis.zadd(keys.lane("desk", 1), {"d1": NOW.timestamp()})
    assert await in_lane(store) == ["d1"]
    assert await store.claim("d1", NOW, LEASE) is None
    assert await in_lane(store) == []


async def test_what_an_older_newsbell_wrote_is_queued_up(store, redis):
    await put(store, a_delivery(), a_delivery("d2"))
    await redis.delete(keys.lane("desk", 1), keys.lanes())
    assert await store.queue_up() == 2
    assert await in_lane(store) == ["d1", "d2"]
    assert await store.lanes() == {"desk"}


async def test_a_delivery_can_be_postponed_while_it_is_due(store):
    await put(store, a_delivery())
    later = NOW + timedelta(seconds=1)
    assert (await store.postpone("d1", NOW, later)).due == later
    assert await store.postpone("d1", NOW, later) is None
    await store.claim("d1", later, LEASE)
    assert await store.postpone("d1", later + LEASE, later) is None
    assert await in_lane(store, at=later) == []


async def test_when_the_clock_has_gone_back_nothing_waits_for_a_time_that_was(store):
    hour = timedelta(hours=1)
    await put(
        store,
        a_delivery("now", due=NOW),
        *(a_delivery(n, updated=NOW + hour, created=NOW + hour, due=NOW + hour + LEASE) for n in ("d1", "d2")),
    )
    assert await store.rebase(NOW) == 2
    assert await store.rebase(NOW) == 0
    assert await in_lane(store, at=NOW + LEASE) == ["now", "d1", "d2"]
    row = await store.delivery("d1")
    assert (row.created, row.updated, row.due) == (NOW, NOW, NOW + LEASE)


async def test_a_step_that_is_not_in_the_table_is_refused(store):
    await put(store, a_delivery(state=State.HELD))
    row = await store.delivery("d1")
    with pytest.raises(ValueError, match="held to retrying"):
        await store._change("d1", lambda _stored: replace(row, state=State.RETRYING))


async def test_an_empty_outbox(store):
    assert await due(store) == []
    assert await store.deliveries() == []
    assert await store.delivery("d1") is None
    assert await store.claim("d1", NOW, LEASE) is None
    assert await store.retry_delivery("d1") is None
    assert await store.drop_delivery("d1") is None


async def test_a_delivery_is_claimed_by_one(store, second_store):
    await put(store, a_delivery())
    async with second_store() as other:
        claims = await asyncio.gather(*([store, other][n % 2].claim("d1", NOW, LEASE) for n in range(20)))
    assert [one.attempts for one in claims if one] == [1]
    assert await due(store, NOW + LEASE - timedelta(seconds=1)) == []
    assert (await store.delivery("d1")).state is State.SENDING


async def test_a_rate_holds_for_all_senders_together(store, second_store, redis):
    await put(store, *(a_delivery(f"d{n}") for n in range(16)))
    ten = meter(parse_pace("10/min"))
    async with second_store() as other:
        asked = [[store, other][n % 2].claim(f"d{n}", NOW, LEASE, meter=ten) for n in range(16)]
        claims = await asyncio.gather(*asked)
        assert sum(isinstance(one, Delivery) for one in claims) == 1
        assert all(5 < one.wait <= 6 for one in claims if isinstance(one, TooSoon))
        await redis.delete(keys.pace("desk"))
        twenty = meter(parse_pace("20/s"))
        claims = await asyncio.gather(
            *([store, other][n % 2].claim(f"d{n}", NOW, LEASE, meter=twenty) for n in range(16))
        )
    assert sum(isinstance(one, Delivery) for one in claims) == 15


async def test_what_a_rate_has_no_room_for_stays_as_it_is(store):
    await put(store, a_delivery(), a_delivery("d2"))
    slow = meter(parse_pace("1/h"))
    await store.claim("d1", NOW, LEASE, meter=slow)
    before = await store.delivery("d2")
    assert isinstance(await store.claim("d2", NOW, LEASE, meter=slow), TooSoon)
    assert await store.delivery("d2") == before
    assert await due(store) == ["d2"]


async def test_a_servers_clock_that_went_back_holds_no_rate_up(store, redis):
    await put(store, a_delivery())
    await redis.set(keys.pace("desk"), time.time() + 3600)
    held = await store.claim("d1", NOW, LEASE, meter=meter(parse_pace("2/s")))
    assert 0 < held.wait <= 0.5


async def test_a_lapsed_lease_is_taken_over_and_tells_that_the_outcome_is_unknown(store):
    await put(store, a_delivery())
    assert (await store.claim("d1", NOW, LEASE)).unknowns == 0
    assert await due(store, NOW + LEASE) == ["d1"]
    taken = await store.claim("d1", NOW + LEASE, LEASE)
    assert (taken.attempts, taken.unknowns) == (2, 1)


@pytest.mark.parametrize(("state", "open_"), [(State.SENT, False), (State.DEAD, False), (State.RETRYING, True), (State.UNKNOWN, True)])  # fmt: skip
async def test_final_states_are_due_no_more(store, state, open_):
    await put(store, a_delivery())
    claimed = await store.claim("d1", NOW, LEASE)
    await store.save_delivery(replace(claimed, state=state, due=NOW + timedelta(seconds=5), reason="said so"))
    assert await due(store, NOW + timedelta(days=9)) == (["d1"] if open_ else [])
    assert (await store.delivery("d1")).reason == "said so"
    assert [row.delivery_id for row in await store.deliveries(state)] == ["d1"]
    assert await store.deliveries(State.SENDING) == await store.deliveries(State.PENDING) == []


async def test_a_late_word_of_a_sender_that_was_taken_over(store):
    await put(store, a_delivery())
    first = await store.claim("d1", NOW, LEASE)
    second = await store.claim("d1", NOW + LEASE, LEASE)
    await store.save_delivery(replace(first, state=State.RETRYING, due=NOW))
    assert await store.delivery("d1") == second
    await store.save_delivery(replace(first, state=State.SENT, receipt="250 ok"))
    await store.save_delivery(replace(second, state=State.RETRYING))
    assert (await store.delivery("d1")).receipt == "250 ok"
    assert await due(store, NOW + timedelta(days=9)) == []


async def test_a_delivery_that_is_not_in_the_store_can_be_saved(store):
    await store.save_delivery(a_delivery("new"))
    assert await due(store) == ["new"]


async def test_a_dead_delivery_can_be_sent_again(store, clock):
    await put(store, a_delivery())
    await store.save_delivery(replace(await store.claim("d1", NOW, LEASE), state=State.DEAD))
    clock.on(hours=1)
    assert (await store.retry_delivery("d1")).state is State.PENDING
    assert await due(store, clock.now) == ["d1"]
    assert (await store.claim("d1", clock.now, LEASE)).attempts == 2


async def test_what_was_sent_cannot_be_retried_or_dropped(store):
    await put(store, a_delivery())
    await store.save_delivery(replace(await store.claim("d1", NOW, LEASE), state=State.SENT))
    assert await store.retry_delivery("d1") is None
    assert await store.drop_delivery("d1") is None


async def test_a_dropped_delivery_is_dead(store):
    await put(store, a_delivery())
    assert (await store.drop_delivery("d1")).state is State.DEAD
    assert await due(store) == []
    assert [row.reason for row in await store.deliveries("dead")] == ["dropped by hand"]


async def test_deliveries_are_listed_newest_first(store, clock):
    for number in range(4):
        now = clock.now
        await put(store, a_delivery(f"d{number}", updated=now, due=now), alert_id=f"a{number}", story_id=f"s{number}")
        clock.on(minutes=1)
    await store.drop_delivery("d1")
    assert [row.delivery_id for row in await store.deliveries()] == ["d1", "d3", "d2", "d0"]
    assert [row.delivery_id for row in await store.deliveries(limit=2)] == ["d1", "d3"]
    assert [row.delivery_id for row in await store.deliveries("pending")] == ["d3", "d2", "d0"]
    assert await store.deliveries(limit=0) == []


async def test_the_thread_is_the_receipt_of_its_first_alert_at_that_target(store):
    await put(
        store, a_delivery("d1"), a_delivery("d2", target="other@harbour.example"), a_delivery("d3", channel="slack")
    )
    assert await store.thread_receipt("a1", "desk", "desk@harbour.example") == ""
    for name, receipt in (("d1", "<m1>"), ("d3", "17.01")):
        await store.save_delivery(replace(await store.claim(name, NOW, LEASE), state=State.SENT, receipt=receipt))
    assert await store.thread_receipt("a1", "desk", "desk@harbour.example") == "<m1>"
    assert await store.thread_receipt("a1", "desk", "other@harbour.example") == ""
    assert await store.thread_receipt("a1", "slack", "desk@harbour.example") == "17.01"
    assert await store.thread_receipt("a9", "desk", "desk@harbour.example") == ""
    assert [row.delivery_id for row in await store.alert_deliveries("a1")] == ["d1", "d2", "d3"]


@pytest.mark.parametrize("state", [State.UNKNOWN, State.DEAD])
async def test_a_receipt_of_what_may_have_arrived_counts_too(store, state):
    await put(store, a_delivery())
    await store.save_delivery(replace(await store.claim("d1", NOW, LEASE), state=state, receipt="<digest1>"))
    assert await store.thread_receipt("a1", "desk", "desk@harbour.example") == "<digest1>"


async def test_alerts_are_listed_newest_first(store, clock):
    for number in range(3):
        await put(store, alert_id=f"a{number}", story_id=f"s{number}")
        clock.on(minutes=1)
    assert [alert.alert_id for alert in await store.alerts()] == ["a2", "a1", "a0"]
    assert [alert.alert_id for alert in await store.alerts(1)] == ["a2"]
    assert await store.alerts(0) == []
    assert (await store.alert("a1")).event == an_event()
    assert await store.alert("a9") is None
