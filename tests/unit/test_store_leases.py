from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.model.delivery import DeliveryState as State
from pipelines.store.leases import DROPPED, accepted, claimed, dropped, merged, retried
from tests.unit.store_samples import NOW, a_delivery

LEASE = timedelta(seconds=30)
LATER = NOW + timedelta(minutes=5)


@pytest.mark.parametrize("state", [State.PENDING, State.RETRYING, State.UNKNOWN])
def test_a_due_delivery_can_be_claimed(state):
    got = claimed(a_delivery(state=state, attempts=2), NOW, LEASE)
    assert (got.state, got.attempts, got.due, got.unknowns) == (State.SENDING, 3, NOW + LEASE, 0)


@pytest.mark.parametrize("state", [State.SENT, State.DEAD])
def test_a_final_delivery_cannot(state):
    assert claimed(a_delivery(state=state), LATER, LEASE) is None


@pytest.mark.parametrize("state", [State.PENDING, State.RETRYING, State.UNKNOWN, State.SENDING])
def test_nor_one_that_is_not_due(state):
    assert claimed(a_delivery(state=state, due=LATER), NOW, LEASE) is None


def test_one_left_behind_by_a_dead_sender_says_so():
    got = claimed(a_delivery(state=State.SENDING, attempts=1), NOW, LEASE)
    assert (got.unknowns, got.attempts) == (1, 2)
    assert "stopped" in got.reason


@pytest.mark.parametrize(
    ("stored", "told", "expected"),
    [
        (None, (State.RETRYING, 1), True),
        ((State.SENDING, 1), (State.SENT, 1), True),
        ((State.SENDING, 1), (State.RETRYING, 1), True),
        ((State.SENDING, 1), (State.DEAD, 1), True),
        ((State.SENDING, 2), (State.RETRYING, 1), False),  # somebody else has claimed it since
        ((State.SENDING, 2), (State.DEAD, 1), False),
        ((State.SENDING, 2), (State.SENT, 1), True),  # it went out all the same
        ((State.DEAD, 1), (State.SENT, 1), True),
        ((State.DEAD, 1), (State.RETRYING, 1), False),
        ((State.SENT, 1), (State.RETRYING, 2), False),
        ((State.SENT, 1), (State.DEAD, 2), False),
        ((State.SENT, 1), (State.SENT, 2), False),  # the first receipt stands
    ],
)
def test_whose_word_counts(stored, told, expected):
    before = stored and a_delivery(state=stored[0], attempts=stored[1])
    assert accepted(before, a_delivery(state=told[0], attempts=told[1])) is expected


def test_a_late_word_does_not_hide_that_another_has_sent_it_too():
    first = claimed(a_delivery(), NOW, LEASE)
    second = claimed(first, NOW + LEASE, LEASE)
    row = merged(second, replace(first, state=State.SENT, receipt="250 ok"))
    assert (row.state, row.receipt, row.attempts, row.unknowns) == (State.SENT, "250 ok", 2, 1)
    assert merged(row, replace(second, state=State.SENT)) is None


@pytest.mark.parametrize("state", [State.DEAD, State.RETRYING, State.UNKNOWN, State.PENDING])
def test_a_retry_is_due_at_once_with_its_time_anew(state):
    got = retried(a_delivery(state=state, due=LATER, attempts=9), NOW + LEASE)
    assert (got.state, got.due, got.created) == (State.PENDING, NOW + LEASE, NOW + LEASE)


def test_what_was_sent_is_not_sent_again():
    assert retried(a_delivery(state=State.SENT), LATER) is None


def test_what_is_being_sent_is_left_to_its_sender():
    assert retried(a_delivery(state=State.SENDING, due=LATER), NOW) is None
    left_behind = retried(a_delivery(state=State.SENDING, due=NOW), LATER)
    assert (left_behind.state, left_behind.unknowns) == (State.UNKNOWN, 1)


@pytest.mark.parametrize("state", [State.PENDING, State.RETRYING, State.UNKNOWN, State.SENDING])
def test_an_open_delivery_can_be_dropped(state):
    got = dropped(a_delivery(state=state), LATER)
    assert (got.state, got.reason) == (State.DEAD, DROPPED)


@pytest.mark.parametrize("state", [State.SENT, State.DEAD])
def test_a_final_one_stays(state):
    assert dropped(a_delivery(state=state), LATER) is None


@given(st.lists(st.tuples(st.sampled_from(["claim", "sent", "retry", "die", "hand"]), st.integers(0, 60)), max_size=30))
def test_a_delivery_has_one_holder_and_is_confirmed_once(moves):
    """Any number of senders over one row: whoever is confirmed is the last, and no two hold it at one moment."""
    row, now, holder_until, confirmed = a_delivery(), NOW, NOW, 0
    held = None
    for move, seconds in moves:
        now += timedelta(seconds=seconds)
        if move == "claim" and (got := claimed(row, now, LEASE)):
            assert now >= holder_until
            held, row, holder_until = got, got, got.due
        elif move in {"sent", "retry"} and held:
            state = State.SENT if move == "sent" else State.RETRYING
            told = replace(held, state=state, due=now, updated=now)
            if accepted(row, told):
                confirmed += state is State.SENT
                row, holder_until = told, now
            held = None
        elif move == "hand" and (again := retried(row, now)):
            row = again
        assert confirmed <= 1
        assert (row.state is State.SENT) == bool(confirmed)
