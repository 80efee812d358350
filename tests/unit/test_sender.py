"""The sender: everything that is due goes out once, whatever hangs, fails or dies."""

import asyncio
import time
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from config.paces import parse_pace
from pipelines.alerts.deliveries import delivery_id
from pipelines.alerts.outbox import LEASE
from pipelines.model.delivery import Delivery, DeliveryState, Outcome, Verdict
from pipelines.model.kinds import AlertReason
from pipelines.notify import breaker, carrier, lane, sender
from pipelines.notify.sender import Sender
from tests.unit.alert_samples import an_alert
from tests.unit.fake_outbox import SENT, FakeChannel, FakeOutbox, Watched, until, utc_now


@pytest.fixture
def store():
    return FakeOutbox()


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch):
    monkeypatch.setattr(sender, "POLL", 0.05)
    monkeypatch.setattr(sender, "PAUSE", 0.02)
    monkeypatch.setattr(carrier, "PAUSE", 0.02)


def a_row(alert_id="a1", channel="fake", target="desk", **changes):
    now = utc_now()
    row = Delivery(
        delivery_id=delivery_id(alert_id, channel, target),
        alert_id=alert_id,
        channel=channel,
        target=target,
        due=now,
        created=now,
        updated=now,
    )
    return replace(row, **changes)


def fresh(*args, **changes):
    """A row that is made while the sender runs."""
    return a_row(*args, created=utc_now() + timedelta(seconds=30), **changes)


def a_sender(store, *, watcher=None, options=None, **channels):
    given = {"clock": utc_now, "rng": lambda: 0.0, "watcher": watcher or Watched(), **(options or {})}
    return Sender(store=store, channels=channels, **given)


@asynccontextmanager
async def running(one, drain=timedelta(seconds=1)):
    stop = asyncio.Event()
    task = asyncio.create_task(one.run(stop, drain))
    try:
        yield stop
    finally:
        stop.set()
        await task


def states(store):
    return [row.state for row in store.rows.values()]


async def test_what_is_due_is_sent_and_recorded(store):
    store.add(an_alert(), a_row(), a_row(target="chief"))
    channel, watcher = FakeChannel(), Watched()
    async with running(a_sender(store, fake=channel, watcher=watcher)):
        await until(lambda: states(store) == [DeliveryState.SENT] * 2)
    assert sorted(call[1] for call in channel.calls) == ["chief", "desk"]
    assert {(row.attempts, row.receipt) for row in store.rows.values()} == {(1, "r1")}
    assert {row.delivery_id for row in watcher.delivered_rows} == set(store.rows)


async def test_a_nudge_sends_at_once(store, monkeypatch):
    monkeypatch.setattr(sender, "POLL", 30.0)
    channel = FakeChannel()
    one = a_sender(store, fake=channel)
    async with running(one):
        await asyncio.sleep(0.05)
        store.add(an_alert(), a_row())
        began = time.perf_counter()
        one.nudge()
        await until(lambda: states(store) == [DeliveryState.SENT])
        assert time.perf_counter() - began < 0.1


async def test_a_hanging_channel_holds_up_no_other(store):
    hanging = FakeChannel(asyncio.Event())
    for number in range(300):
        store.add(an_alert(alert_id=f"h{number}"), a_row(f"h{number}", "hanging"))
    store.add(an_alert(), a_row())
    channel = FakeChannel()
    async with running(a_sender(store, fake=channel, hanging=hanging), drain=timedelta(0)):
        await until(lambda: channel.calls)
        await until(lambda: len(hanging.calls) == lane.WIDTH)
    assert hanging.most == lane.WIDTH


async def test_many_are_sent_each_once_a_few_at_a_time_and_without_a_pause(store, monkeypatch):
    monkeypatch.setattr(sender, "POLL", 30.0)
    channel = FakeChannel()
    for number in range(450):
        store.add(an_alert(alert_id=f"a{number}"), a_row(f"a{number}"))
    async with running(a_sender(store, fake=channel)):
        await until(lambda: states(store) == [DeliveryState.SENT] * 450)
    assert len(channel.calls) == len(set(channel.calls)) == 450
    assert channel.most <= lane.WIDTH


async def test_within_a_channel_the_longest_due_goes_first(store, monkeypatch):
    monkeypatch.setattr(lane, "WIDTH", 1)
    now = utc_now()
    for number in (3, 1, 2):
        store.add(an_alert(alert_id=f"a{number}"), a_row(f"a{number}", due=now - timedelta(seconds=10 - number)))
    channel = FakeChannel()
    async with running(a_sender(store, fake=channel)):
        await until(lambda: len(channel.calls) == 3)
    assert [call[0] for call in channel.calls] == ["a1", "a2", "a3"]


async def test_a_retry_waits_for_its_time_and_knows_that_nothing_arrived(store, monkeypatch):
    monkeypatch.setattr("pipelines.alerts.outbox.FIRST_PAUSE", timedelta(milliseconds=100))
    store.add(an_alert(), fresh())
    channel = FakeChannel(Outcome(verdict=Verdict.RETRY, reason="451"), SENT)
    async with running(a_sender(store, fake=channel)):
        await until(lambda: states(store) == [DeliveryState.RETRYING])
        await until(lambda: states(store) == [DeliveryState.SENT])
    assert [call[3] for call in channel.calls] == [False, False]


async def test_after_an_unknown_outcome_the_channel_is_told_so(store, monkeypatch):
    monkeypatch.setattr("pipelines.alerts.outbox.FIRST_PAUSE", timedelta(milliseconds=10))
    store.add(an_alert(), fresh())
    channel = FakeChannel(
        Outcome(verdict=Verdict.UNKNOWN, reason="cut"), Outcome(verdict=Verdict.RETRY, reason="451"), SENT
    )
    async with running(a_sender(store, fake=channel)):
        await until(lambda: states(store) == [DeliveryState.SENT])
    assert [call[3] for call in channel.calls] == [False, True, True]
    assert [row.unknowns for row in store.rows.values()] == [1]


async def test_what_a_dead_sender_left_behind_is_sent_again_when_its_lease_ends(store):
    left = a_row(state=DeliveryState.SENDING, attempts=1, due=utc_now() + timedelta(milliseconds=150))
    store.add(an_alert(), left)
    channel = FakeChannel()
    async with running(a_sender(store, fake=channel)):
        await asyncio.sleep(0.1)
        assert channel.calls == []
        await until(lambda: states(store) == [DeliveryState.SENT])
    assert channel.calls == [("a1", "desk", "", True)]
    assert [(row.attempts, row.unknowns) for row in store.rows.values()] == [(2, 1)]


async def test_what_is_sent_and_not_recorded_is_recorded_later_and_not_sent_again(store):
    store.add(an_alert(), a_row())
    store.away = {"save_delivery"}
    channel = FakeChannel()
    recovered = []

    async def recover():
        recovered.append(True)

    one = replace(a_sender(store, fake=channel), recover=recover)
    async with running(one):
        await until(lambda: len(recovered) > 2)
        store.rows = {name: replace(row, due=utc_now()) for name, row in store.rows.items()}  # the lease ends
        await asyncio.sleep(0.15)
        store.away = set()
        await until(lambda: states(store) == [DeliveryState.SENT])
    assert len(channel.calls) == 1


@pytest.mark.parametrize("method", ["*", "due_deliveries", "alert", "claim"])
async def test_while_the_store_is_away_the_work_waits(store, method):
    store.add(an_alert(), a_row())
    store.away = {method}
    channel = FakeChannel()
    async with running(a_sender(store, fake=channel)):
        await asyncio.sleep(0.1)
        assert channel.calls == []
        store.away = set()
        await until(lambda: states(store) == [DeliveryState.SENT])


async def test_a_row_that_cannot_be_read_does_not_end_all_sending(store, monkeypatch):
    store.add(an_alert(), a_row())
    read, broken = store.due_deliveries, [ValueError("no such row"), ValueError("no such row")]

    async def due_deliveries(now, limit, channel):
        if broken:
            raise broken.pop()
        return await read(now, limit, channel)

    monkeypatch.setattr(store, "due_deliveries", due_deliveries)
    async with running(a_sender(store, fake=FakeChannel())):
        await until(lambda: states(store) == [DeliveryState.SENT], 20)  # a traceback is written twice


def in_thread():
    first = an_alert()
    return first, an_alert(alert_id="a2", thread_id="a1", reason=AlertReason.UPDATE)


async def test_an_update_follows_the_first_message_of_its_thread(store, monkeypatch):
    monkeypatch.setattr("pipelines.alerts.outbox.FIRST_PAUSE", timedelta(milliseconds=150))
    first, update = in_thread()
    store.add(update, a_row("a2"))
    store.add(first, a_row("a1"))
    channel = FakeChannel(Outcome(verdict=Verdict.RETRY, reason="451"), Outcome(verdict=Verdict.SENT, receipt="ts1"))
    async with running(a_sender(store, fake=channel)):
        await until(lambda: states(store) == [DeliveryState.SENT] * 2)
    assert [call[:3] for call in channel.calls] == [("a1", "desk", ""), ("a1", "desk", ""), ("a2", "desk", "ts1")]


async def test_an_update_waits_for_the_digest_that_brings_the_first_alert(store):
    first, update = in_thread()
    digest = a_row("d1", due=utc_now() + timedelta(milliseconds=150))
    store.add(first, a_row("a1", state=DeliveryState.SUPERSEDED, digest=digest.delivery_id))
    store.add(an_alert(alert_id="d1"), digest)
    store.add(update, a_row("a2"))
    channel = FakeChannel()
    async with running(a_sender(store, fake=channel)):
        await until(lambda: len(channel.calls) == 2)
    assert [call[0] for call in channel.calls] == ["d1", "a2"]


async def test_an_update_whose_first_message_was_given_up_goes_out_by_itself(store):
    first, update = in_thread()
    store.add(first, a_row("a1", state=DeliveryState.DEAD))
    store.add(update, fresh("a2"))
    channel = FakeChannel()
    async with running(a_sender(store, fake=channel)):
        await until(lambda: channel.calls)
    assert channel.calls == [("a2", "desk", "", False)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [(a_row("gone"), "the alert is no longer in the store"), (a_row(channel="x"), "there is no channel x any more")],
    ids=["no alert", "no channel"],
)
async def test_what_cannot_be_sent_any_more_ends_with_its_reason(store, row, reason):
    store.add(an_alert(), row)
    async with running(a_sender(store, fake=FakeChannel())):
        await until(lambda: states(store) == [DeliveryState.DEAD])
    assert store.rows[row.delivery_id].reason == reason


async def test_a_channel_that_raises_stops_nothing_and_is_reported(store):
    store.add(an_alert(), a_row())
    store.add(an_alert(alert_id="a2"), a_row("a2", due=utc_now() + timedelta(milliseconds=20)))
    channel, watcher = FakeChannel(ZeroDivisionError("secret"), SENT), Watched()
    async with running(a_sender(store, fake=channel, watcher=watcher)):
        await until(lambda: states(store) == [DeliveryState.UNKNOWN, DeliveryState.SENT])
    row = store.rows[a_row().delivery_id]
    assert row.reason == "fault in the channel: ZeroDivisionError"
    assert [(type(error), name) for error, name in watcher.errors] == [(ZeroDivisionError, row.delivery_id)]


async def test_an_attempt_ends_before_its_lease(store, monkeypatch):
    assert carrier.SEND_LIMIT < LEASE
    monkeypatch.setattr(carrier, "SEND_LIMIT", timedelta(milliseconds=50))
    store.add(an_alert(), a_row())
    async with running(a_sender(store, fake=FakeChannel(asyncio.Event()))):
        await until(lambda: states(store) == [DeliveryState.UNKNOWN])


async def test_a_stop_lets_what_is_under_way_end(store):
    store.add(an_alert(), a_row())
    answer = asyncio.Event()
    channel = FakeChannel(answer)
    async with running(a_sender(store, fake=channel), drain=timedelta(seconds=5)) as stop:
        await until(lambda: channel.calls)
        stop.set()
        await asyncio.sleep(0.02)
        store.add(an_alert(alert_id="late"), a_row("late"))
        answer.set()
    assert states(store) == [DeliveryState.SENT, DeliveryState.PENDING]


async def test_a_stop_breaks_off_what_takes_too_long_and_says_that_nobody_knows(store):
    store.add(an_alert(), a_row())
    channel = FakeChannel(asyncio.Event())
    began = time.perf_counter()
    async with running(a_sender(store, fake=channel), drain=timedelta(milliseconds=50)) as stop:
        await until(lambda: channel.calls)
        stop.set()
    assert time.perf_counter() - began < 1
    assert states(store) == [DeliveryState.UNKNOWN]


async def test_a_flush_sends_what_is_due_and_returns(store):
    first, update = in_thread()
    store.add(first, a_row("a1"))
    store.add(update, a_row("a2"))
    store.add(an_alert(alert_id="later"), a_row("later", due=utc_now() + timedelta(hours=1)))
    channel = FakeChannel()
    await a_sender(store, fake=channel).flush(timedelta(seconds=5))
    assert states(store) == [DeliveryState.SENT, DeliveryState.SENT, DeliveryState.PENDING]


async def test_a_flush_does_not_wait_for_ever(store):
    store.add(an_alert(), a_row())
    began = time.perf_counter()
    await a_sender(store, fake=FakeChannel(asyncio.Event())).flush(timedelta(milliseconds=100))
    assert time.perf_counter() - began < 1
    assert states(store) == [DeliveryState.UNKNOWN]


def severe(name, severity, age=0):
    return a_row(name, severity=severity, due=utc_now() - timedelta(seconds=age))


async def test_the_most_severe_goes_first_then_the_oldest(store, monkeypatch):
    monkeypatch.setattr(lane, "WIDTH", 1)
    for name, severity, age in (("info", 0, 60), ("young", 2, 1), ("old", 2, 30), ("critical", 3, 0)):
        store.add(an_alert(alert_id=name), severe(name, severity, age))
    channel = FakeChannel()
    async with running(a_sender(store, fake=channel)):
        await until(lambda: len(channel.calls) == 4)
    assert [call[0] for call in channel.calls] == ["critical", "old", "young", "info"]


async def test_a_critical_alert_overtakes_what_waits_already(store, monkeypatch):
    monkeypatch.setattr(lane, "WIDTH", 1)
    for number in range(50):
        store.add(an_alert(alert_id=f"a{number}"), severe(f"a{number}", 1, 60))
    first = asyncio.Event()
    channel = FakeChannel(first, SENT)
    async with running(a_sender(store, fake=channel)):
        await until(lambda: channel.calls)
        store.add(an_alert(alert_id="now"), severe("now", 3))
        first.set()
        await until(lambda: len(channel.calls) == 51)
    assert channel.calls[1][0] == "now"


async def test_a_rate_is_kept(store):
    for number in range(6):
        store.add(an_alert(alert_id=f"a{number}"), a_row(f"a{number}"))
    channel = FakeChannel()
    one = a_sender(store, fake=channel, options={"paces": {"fake": parse_pace("2/s")}})
    began = time.perf_counter()
    async with running(one):
        await until(lambda: len(channel.calls) == 6)
    assert 1.9 < time.perf_counter() - began < 2.6


async def test_two_senders_keep_a_rate_together(store):
    for number in range(3):
        store.add(an_alert(alert_id=f"a{number}"), a_row(f"a{number}"))
    channel = FakeChannel()
    one, two = (a_sender(store, fake=channel, options={"paces": {"fake": parse_pace("1/h")}}) for _ in range(2))
    await one.flush(timedelta(seconds=0.2))
    await two.flush(timedelta(seconds=0.2))
    assert len(channel.calls) == 1
    assert two.lanes["fake"].pacing() > 3000
    assert sorted(states(store)) == [DeliveryState.PENDING, DeliveryState.PENDING, DeliveryState.SENT]


async def test_another_rate_holds_at_once(store):
    one = a_sender(store, fake=FakeChannel(), options={"paces": {"fake": parse_pace("1/d")}})
    one.hold_off("fake", 86_400)
    one.replace(one.channels, {"fake": parse_pace("50/s")}, timedelta(hours=1))
    store.add(an_alert(), a_row())
    await one.flush(timedelta(seconds=2))
    assert states(store) == [DeliveryState.SENT]


async def test_a_flush_waits_for_the_rate(store):
    for number in range(12):
        store.add(an_alert(alert_id=f"a{number}"), a_row(f"a{number}"))
    one = a_sender(store, fake=FakeChannel(), options={"paces": {"fake": parse_pace("10/s")}})
    await one.flush(timedelta(seconds=2))
    assert states(store) == [DeliveryState.SENT] * 12


async def test_a_channel_that_fails_is_left_alone_and_then_tried_with_one(store, monkeypatch):
    monkeypatch.setattr(breaker, "FIRST_PAUSE", 0.3)
    for number in range(40):
        store.add(an_alert(alert_id=f"a{number}"), a_row(f"a{number}"))
    down = Outcome(verdict=Verdict.RETRY, reason="refused")
    channel = FakeChannel(*[down] * (lane.WIDTH + 1), SENT)
    one = a_sender(store, fake=channel)
    async with running(one):
        await until(lambda: one.lanes and one.lanes["fake"].breaker.opened == 1)
        assert len(channel.calls) == lane.WIDTH
        await asyncio.sleep(0.15)
        assert len(channel.calls) == lane.WIDTH
        await until(lambda: one.lanes["fake"].breaker.down)
        assert len(channel.calls) == lane.WIDTH + 1
        assert not one.lanes["fake"].proven
        await until(lambda: len(channel.calls) > 2 * lane.WIDTH)
        assert one.lanes["fake"].proven
        assert not one.lanes["fake"].breaker.failures


async def test_a_receiver_that_asks_for_a_pause_gets_it_from_the_whole_channel(store):
    for number in range(8):
        store.add(an_alert(alert_id=f"a{number}"), a_row(f"a{number}"))
    busy = Outcome(verdict=Verdict.RETRY, reason="429", retry_after=0.4)
    channel = FakeChannel(busy, busy, busy, busy, SENT)
    one = a_sender(store, fake=channel)
    async with running(one):
        await until(lambda: len(channel.calls) == 4)
        began = time.perf_counter()
        await until(lambda: len(channel.calls) == 8)
        assert time.perf_counter() - began > 0.3
        assert not one.lanes["fake"].breaker.failures


async def test_what_goes_out_long_after_its_time_is_late(store):
    store.add(an_alert(), a_row(created=utc_now() - timedelta(minutes=30)))
    store.add(an_alert(alert_id="a2"), a_row("a2", created=utc_now() - timedelta(minutes=5)))
    channel = FakeChannel()
    async with running(a_sender(store, fake=channel)):
        await until(lambda: states(store) == [DeliveryState.SENT] * 2)
    late, on_time = sorted(channel.late, reverse=True)
    assert (round(late.total_seconds()), on_time) == (1800, timedelta(0))
    assert sorted(row.late for row in store.rows.values()) == [False, True]


class JumpingClock:
    def __init__(self):
        self.off = timedelta(0)

    def __call__(self):
        return utc_now() + self.off


async def test_a_clock_that_goes_back_does_not_hold_up_a_retry(store, monkeypatch):
    monkeypatch.setattr("pipelines.alerts.outbox.FIRST_PAUSE", timedelta(milliseconds=400))
    store.add(an_alert(), a_row())
    channel, clock = FakeChannel(Outcome(verdict=Verdict.RETRY, reason="451"), SENT), JumpingClock()
    async with running(a_sender(store, fake=channel, options={"clock": clock})):
        await until(lambda: states(store) == [DeliveryState.RETRYING])
        clock.off = -timedelta(hours=1)
        await until(lambda: states(store) == [DeliveryState.SENT])


async def test_after_a_jump_ahead_no_lease_is_believed_to_be_over(store, monkeypatch):
    monkeypatch.setattr(sender, "LEASE", timedelta(milliseconds=500))
    clock, channel = JumpingClock(), FakeChannel()
    async with running(a_sender(store, fake=channel, options={"clock": clock})):
        await asyncio.sleep(0.1)
        store.add(an_alert(), a_row(state=DeliveryState.SENDING, attempts=1, due=utc_now() + timedelta(seconds=30)))
        clock.off = timedelta(days=1)
        await asyncio.sleep(0.3)
        assert channel.calls == []
        await until(lambda: states(store) == [DeliveryState.SENT])
    assert channel.calls[0][3]


async def test_a_jump_back_that_another_sender_has_noticed_first_ends_no_lease(store):
    clock, channel = JumpingClock(), FakeChannel()
    one = a_sender(store, fake=channel, options={"clock": clock})
    async with running(one):
        await asyncio.sleep(0.1)
    one.stopping = False
    clock.off = -timedelta(hours=1)
    claimed = a_row(state=DeliveryState.SENDING, attempts=1, updated=clock(), due=clock() + LEASE)
    store.add(an_alert(), claimed)
    assert one.time() > claimed.due, "by the time that this sender still goes by, the lease is over"
    await one.carry(claimed)
    assert channel.calls == []
    assert store.rows[claimed.delivery_id] == claimed


async def test_a_jump_between_the_question_and_the_claim_ends_no_lease(store, monkeypatch):
    clock, channel = JumpingClock(), FakeChannel()
    one = a_sender(store, fake=channel, options={"clock": clock})
    async with running(one):
        await asyncio.sleep(0.1)
    one.stopping = False
    row = a_row()
    store.add(an_alert(), row)
    claim = store.claim

    async def jumps_meanwhile(*args, **kwargs):
        clock.off = -timedelta(hours=1)
        store.rows[row.delivery_id] = replace(row, state=DeliveryState.SENDING, attempts=1, due=clock() + LEASE)
        return await claim(*args, **kwargs)

    monkeypatch.setattr(store, "claim", jumps_meanwhile)
    await one.carry(row)
    assert channel.calls == []


async def test_what_the_sender_cannot_read_is_reported(store, monkeypatch):
    async def due_deliveries(now, limit, channel):
        raise ValueError("no such row")

    monkeypatch.setattr(store, "due_deliveries", due_deliveries)
    store.add(an_alert(), a_row())
    watcher = Watched()
    async with running(a_sender(store, fake=FakeChannel(), watcher=watcher)):
        await until(lambda: watcher.errors, 20)
    assert isinstance(watcher.errors[0][0], ValueError)


async def test_what_was_made_before_the_sender_or_before_the_store_went_away_may_have_been_sent(store):
    store.add(an_alert(), a_row())
    channel = FakeChannel()
    async with running(a_sender(store, fake=channel)):
        await until(lambda: len(channel.calls) == 1)
        store.add(an_alert(alert_id="a2"), a_row("a2"))
        await until(lambda: len(channel.calls) == 2)
        store.away = {"*"}
        store.add(an_alert(alert_id="a3"), a_row("a3"))
        await asyncio.sleep(0.2)
        store.away = set()
        await until(lambda: len(channel.calls) == 3)
    assert [call[3] for call in channel.calls] == [True, False, True]
