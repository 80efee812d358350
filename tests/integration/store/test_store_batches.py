"""Held deliveries, silences and reminders in a real Redis."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from config.errors import NewsbellError
from config.schema import ConsoleChannel
from pipelines.alerts.alerting import Alerting
from pipelines.alerts.case import Terms
from pipelines.alerts.digests import opened
from pipelines.alerts.releaser import Releaser
from pipelines.model.batch import Opening
from pipelines.model.delivery import DeliveryState as State
from pipelines.model.kinds import AlertReason
from pipelines.model.settlement import Query
from pipelines.store import keys
from tests.unit.alert_samples import a_rule
from tests.unit.store_samples import NOW, a_delivery, a_settlement, a_silence, a_story, an_alert, an_event, gives

BATCH = "deals|desk"
HOUR = timedelta(hours=1)


async def hold(store, number, *, due=NOW + HOUR, batch=BATCH, targets=("desk@harbour.example",), **alert):
    """An alert that is held for each of `targets`."""
    told = an_alert(an_event(f"e{number}"), f"a{number}", **alert)
    rows = tuple(
        a_delivery(
            f"d{number}-{target}",
            alert_id=f"a{number}",
            target=target,
            state=State.HELD,
            batch=batch,
            due=due,
            reason="quiet hours until 07:00",
        )
        for target in targets
    )
    story = a_settlement(a_story(f"s{number}"), events=(told.event,), alerts=(told,), deliveries=rows)
    await store.settle(Query(urls=(f"u{number}",)), gives(story))


async def open_all(store, clock):
    return await store.open_batch(BATCH, "desk", lambda held: opened(held, "desk", None, clock.now))


async def test_what_is_held_is_not_due_and_cannot_be_claimed(store, clock):
    await hold(store, 1)
    clock.on(days=2)
    assert await store.due_deliveries(clock.now, 10) == []
    assert await store.claim("d1-desk@harbour.example", clock.now, timedelta(seconds=30)) is None
    (batch,) = await store.batches()
    assert (batch.name, batch.due, batch.size) == (BATCH, NOW + HOUR, 1)


async def test_a_batch_is_due_with_the_first_of_its_members(store):
    await hold(store, 1, due=NOW + HOUR)
    await hold(store, 2, due=NOW + 2 * HOUR)
    await hold(store, 3, due=NOW + timedelta(minutes=5))
    (batch,) = await store.batches()
    assert (batch.due, batch.size) == (NOW + timedelta(minutes=5), 3)


async def test_several_become_one_digest_for_each_target(store, clock):
    for number in (1, 2, 3):
        await hold(store, number, targets=("a@x.example", "b@x.example"))
    opening = await open_all(store, clock)
    (digest,) = opening.alerts
    assert digest.reason is AlertReason.DIGEST
    assert [member.alert_id for member in digest.members] == ["a1", "a2", "a3"]
    assert {member.held for member in digest.members} == {"quiet hours until 07:00"}
    assert await store.alert(digest.alert_id) == digest
    due = await store.due_deliveries(clock.now, 10)
    assert {(row.alert_id, row.target, row.state) for row in due} == {
        (digest.alert_id, "a@x.example", State.PENDING),
        (digest.alert_id, "b@x.example", State.PENDING),
    }
    superseded = await store.deliveries("superseded")
    assert len(superseded) == 6
    assert {row.digest for row in superseded} == {row.delivery_id for row in due}
    assert await store.batches() == []


async def test_one_alone_goes_out_as_it_is(store, clock):
    await hold(store, 1)
    clock.on(days=3)
    opening = await open_all(store, clock)
    assert opening.alerts == ()
    (row,) = await store.due_deliveries(clock.now, 10)
    assert (row.alert_id, row.state, row.created) == ("a1", State.PENDING, clock.now)


async def test_opened_twice_and_by_two_at_once_nothing_comes_twice(store, clock):
    for number in range(20):
        await hold(store, number)
    openings = await asyncio.gather(*(open_all(store, clock) for _ in range(4)))
    assert sum(len(opening.alerts) for opening in openings) == 1
    assert len(await store.due_deliveries(clock.now, 10)) == 1
    assert (await open_all(store, clock)).alerts == ()


async def test_what_comes_while_a_batch_is_opened_is_in_this_one_or_the_next(store, clock):
    await asyncio.gather(*(hold(store, number) for number in range(30)), *(open_all(store, clock) for _ in range(10)))
    await open_all(store, clock)
    members = [m.alert_id for a in await store.alerts(100) if a.members for m in a.members]
    alone = [row.alert_id for row in await store.due_deliveries(clock.now, 100) if row.alert_id.startswith("a")]
    alone = [name for name in alone if name in {f"a{n}" for n in range(30)}]
    assert sorted(members + alone) == sorted(f"a{number}" for number in range(30))


async def test_what_was_dropped_or_sent_by_hand_is_not_in_the_digest(store, clock):
    for number in (1, 2, 3):
        await hold(store, number)
    await store.drop_delivery("d1-desk@harbour.example")
    await store.retry_delivery("d2-desk@harbour.example")
    await open_all(store, clock)
    assert [row.alert_id for row in await store.due_deliveries(clock.now, 10)] == ["a2", "a3"]
    assert (await store.delivery("d1-desk@harbour.example")).state is State.DEAD


async def test_more_than_can_be_looked_at_is_opened_in_steps(store, clock, monkeypatch):
    monkeypatch.setattr("pipelines.store.batches.MOST", 3)
    for number in range(8):
        await hold(store, number)
    assert len((await open_all(store, clock)).alerts) == 1
    (batch,) = await store.batches()
    assert (batch.size, batch.due <= clock.now) == (5, True)
    await open_all(store, clock)
    await open_all(store, clock)
    assert await store.batches() == []
    assert len(await store.due_deliveries(clock.now, 10)) == 3


async def test_a_reply_finds_the_digest_that_brought_the_first_alert(store, clock):
    await hold(store, 1)
    await hold(store, 2)
    await open_all(store, clock)
    (row,) = await store.due_deliveries(clock.now, 10)
    assert await store.thread_receipt("a1", "desk", "desk@harbour.example") == ""
    claimed = await store.claim(row.delivery_id, clock.now, timedelta(seconds=30))
    await store.save_delivery(replace(claimed, state=State.SENT, receipt="ts-1"))
    assert await store.thread_receipt("a1", "desk", "desk@harbour.example") == "ts-1"


async def test_a_reply_finds_the_digest_in_which_a_limit_put_the_first_digest(store, clock):
    await hold(store, 1)
    await hold(store, 2)
    await open_all(store, clock)
    (inner,) = await store.due_deliveries(clock.now, 10)
    outer = replace(inner, delivery_id="outer", alert_id="d2", state=State.SENT, receipt="ts-2")
    await store.save_delivery(outer)
    await store.save_delivery(replace(inner, state=State.HELD, batch="|desk"))
    await store.open_batch(
        "|desk", "desk", lambda _: Opening(deliveries=(replace(inner, state=State.SUPERSEDED, digest="outer"),))
    )
    assert await store.thread_receipt("a1", "desk", "desk@harbour.example") == "ts-2"


def releaser(store, clock, **rule):
    rules = (a_rule(name="deals", channels=("desk",), **rule),)
    alerting = Alerting(
        rules=rules, channels={"desk": ConsoleChannel(name="desk")}, terms=Terms(max_age=HOUR), zone="UTC"
    )

    async def nothing():
        pass

    return Releaser(
        store=store, routing=lambda: alerting, clock=lambda: clock.now, released=lambda: None, recover=nothing
    )


async def test_the_releaser_opens_what_is_due_and_nothing_else(store, clock):
    await hold(store, 1)
    await hold(store, 2, batch="other|desk", due=NOW + 2 * HOUR)
    clock.on(minutes=59)
    assert await releaser(store, clock).open_due() == 0
    clock.on(minutes=1)
    assert await releaser(store, clock).open_due() == 1
    assert [batch.name for batch in await store.batches()] == ["other|desk"]


async def test_the_releaser_opens_what_has_gathered(store, clock):
    for number in range(3):
        await hold(store, number)
    assert await releaser(store, clock, digest_size=4).open_due() == 0
    assert await releaser(store, clock, digest_size=3).open_due() == 1


async def test_a_critical_alert_is_repeated_until_somebody_acknowledges_it(store, clock):
    await hold(store, 1, remind_every=HOUR, at=NOW)
    work = releaser(store, clock)
    await work.open_due()
    for _ in range(2):
        clock.on(hours=1)
        await work.open_due()
        await work.open_due()
    reminders = [alert for alert in await store.alerts() if alert.reason is AlertReason.REMINDER]
    assert len(reminders) == 2
    assert {alert.thread_id for alert in reminders} == {"a1"}
    await store.save_silence(a_silence(until=clock.now + 1.5 * HOUR))
    clock.on(hours=1)
    await work.open_due()
    assert len(await store.alerts()) == 3, "silenced: nobody is reminded"
    clock.on(hours=1)
    await work.open_due()
    assert len(await store.alerts()) == 4, "the silence is over"
    await store.acknowledge("e1")
    clock.on(hours=1)
    await work.open_due()
    assert len(await store.alerts()) == 4
    assert await store.reminders_due(clock.now + 100 * HOUR) == []


async def test_silences_are_known_to_every_settlement(store):
    await store.save_silence(a_silence("q1"))
    await store.save_silence(a_silence("q2", created=NOW + HOUR, value="lawsuit"))
    assert [silence.silence_id for silence in await store.silences()] == ["q2", "q1"]
    assert {silence.value for silence in (await store.known(Query())).silences} == {"bid", "lawsuit"}


async def test_a_silence_that_was_over_for_long_is_forgotten(store, clock):
    await store.save_silence(a_silence("q1"))
    clock.on(days=33)
    await store.save_silence(a_silence("q2", created=clock.now))
    assert [silence.silence_id for silence in await store.silences()] == ["q2"]


async def test_there_are_not_more_silences_than_anybody_can_oversee(store, monkeypatch):
    monkeypatch.setattr(keys, "MOST_SILENCES", 2)
    await store.save_silence(a_silence("q1"))
    await store.save_silence(a_silence("q2"))
    await store.save_silence(a_silence("q2", reason="other"))
    with pytest.raises(NewsbellError, match="2 silences already"):
        await store.save_silence(a_silence("q3"))
