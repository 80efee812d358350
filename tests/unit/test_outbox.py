"""The outbox's state machine, by cases and against a simple model."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from pipelines.alerts.outbox import DEADLINE, LEASE, LEAST_TRIES, LONGEST_PAUSE, after, lateness, pause
from pipelines.model.delivery import Delivery, DeliveryState, Outcome, Verdict
from pipelines.model.transitions import FINAL, allowed
from pipelines.store.leases import LOST, claimed
from tests.unit.alert_samples import NOW


def a_delivery(**changes):
    given = {"delivery_id": "d1", "alert_id": "a1", "channel": "mail", "target": "a@example.org"}
    return Delivery(**{**given, "due": NOW, "created": NOW, "updated": NOW, **changes})


SENDING = claimed(a_delivery(), NOW, LEASE)


def test_a_claim_counts_the_attempt_and_holds_until_the_lease_ends():
    assert (SENDING.state, SENDING.attempts, SENDING.due, SENDING.unknowns) == (
        DeliveryState.SENDING,
        1,
        NOW + LEASE,
        0,
    )


def test_a_delivery_left_behind_while_sending_is_of_unknown_outcome():
    again = claimed(SENDING, NOW + LEASE, LEASE)
    assert (again.delivery_id, again.attempts, again.unknowns, again.reason) == ("d1", 2, 1, LOST)


CASES = {
    Verdict.SENT: (DeliveryState.SENT, 0),
    Verdict.DEAD: (DeliveryState.DEAD, 0),
    Verdict.RETRY: (DeliveryState.RETRYING, 0),
    Verdict.UNKNOWN: (DeliveryState.UNKNOWN, 1),
}


@pytest.mark.parametrize(("verdict", "expected"), CASES.items())
def test_what_an_outcome_makes_of_a_delivery(verdict, expected):
    row = after(SENDING, Outcome(verdict=verdict, reason="why", receipt="r1"), NOW, 0.5)
    assert (row.state, row.unknowns) == expected
    assert (row.reason, row.receipt, row.attempts, row.delivery_id) == ("why", "r1", 1, "d1")


def test_a_receipt_is_kept_when_a_later_attempt_has_none():
    row = after(a_delivery(receipt="r1"), Outcome(verdict=Verdict.SENT), NOW, 0.0)
    assert row.receipt == "r1"


def test_retry_after_is_obeyed_and_never_shortens_a_pause():
    def due(seconds):
        return after(SENDING, Outcome(verdict=Verdict.RETRY, retry_after=seconds), NOW, 0.5).due - NOW

    own = due(None)
    assert due(120.0) == timedelta(seconds=120)
    assert due(0.1) == own
    assert due(-5.0) == due(float("nan")) == own


@pytest.mark.parametrize("seconds", [DEADLINE.total_seconds() + 1, 1e18, float("inf")])
def test_who_asks_for_more_time_than_there_is_gets_nothing(seconds):
    row = after(SENDING, Outcome(verdict=Verdict.RETRY, reason="429", retry_after=seconds), NOW, 0.5)
    assert (row.state, row.reason) == (DeliveryState.DEAD, "given up after 24 h: 429")


def test_after_the_deadline_it_is_given_up():
    late = NOW + DEADLINE
    tried = replace(SENDING, attempts=LEAST_TRIES)
    row = after(tried, Outcome(verdict=Verdict.UNKNOWN, reason="no answer"), late, 0.5)
    assert (row.state, row.reason, row.unknowns) == (DeliveryState.DEAD, "given up after 24 h: no answer", 1)


def test_what_was_hardly_tried_is_not_given_up_for_its_age():
    row = after(SENDING, Outcome(verdict=Verdict.RETRY, reason="451"), NOW + DEADLINE, 0.5)
    assert row.state is DeliveryState.RETRYING


def test_a_word_about_lateness_from_a_limit_on():
    limit = timedelta(minutes=10)
    assert lateness(a_delivery(), NOW + limit, limit) == timedelta(0)
    assert lateness(a_delivery(), NOW + 2 * limit, limit) == 2 * limit


@given(jitters=st.lists(st.floats(0, 1, exclude_max=True), min_size=12, max_size=12))
def test_pauses_grow_whatever_the_jitter_and_end_growing(jitters):
    pauses = [pause(attempts, None, jitter) for attempts, jitter in enumerate(jitters, 1)]
    growing = [p for p in pauses if p < LONGEST_PAUSE * 0.75]
    assert all(a < b for a, b in pairwise(growing))
    assert len(growing) >= 6
    assert max(pauses) <= LONGEST_PAUSE * 1.25


def test_the_number_of_attempts_has_no_end():
    assert pause(10**6, None, 0.0) == LONGEST_PAUSE * 0.75


class OutboxMachine(RuleBasedStateMachine):
    """A receiver, a sender that may die, and one row, against the plainest model of what must hold."""

    def __init__(self):
        super().__init__()
        self.now = NOW
        self.begin()

    def begin(self):
        self.row = a_delivery(due=self.now, created=self.now)
        self.taken = 0  # messages that the receiver really has
        self.attempts = 0
        self.doubts = 0
        self.ours = False

    def open(self):
        return self.row.state not in FINAL

    @precondition(lambda self: not self.open())
    @rule()
    def next_alert(self):
        self.begin()

    @precondition(lambda self: self.open() and not self.ours)
    @rule()
    def claim_when_due(self):
        self.now = max(self.now, self.row.due)
        self.doubts += self.row.state is DeliveryState.SENDING
        self.row = claimed(self.row, self.now, LEASE)
        self.attempts += 1
        self.ours = True

    @precondition(lambda self: self.ours)
    @rule(arrived=st.booleans())
    def die(self, arrived):
        self.taken += arrived
        self.ours = False

    @precondition(lambda self: self.ours)
    @rule(
        verdict=st.sampled_from(Verdict),
        arrived=st.booleans(),
        asked=st.none() | st.floats(0, 3600),
        jitter=st.floats(0, 1, exclude_max=True),
        seconds=st.floats(0, 25),
    )
    def answer(self, verdict, arrived, asked, jitter, seconds):
        self.now += timedelta(seconds=seconds)
        self.taken += verdict is Verdict.SENT or (verdict is Verdict.UNKNOWN and arrived)
        self.doubts += verdict is Verdict.UNKNOWN
        before = self.row
        self.row = after(before, Outcome(verdict=verdict, reason="why", retry_after=asked), self.now, jitter)
        self.ours = False
        assert allowed(before.state, self.row.state)
        if self.open():
            assert self.row.due >= self.now + timedelta(seconds=asked or 0)
            assert self.row.due <= self.row.created + DEADLINE or self.row.attempts < LEAST_TRIES
        else:
            assert verdict in {Verdict.SENT, Verdict.DEAD} or self.row.reason.startswith("given up after")

    @invariant()
    def nothing_is_lost_and_repeats_are_accounted_for(self):
        assert self.row.attempts == self.attempts
        assert self.row.unknowns == self.doubts
        assert self.row.delivery_id == "d1"
        assert self.row.state is not DeliveryState.SENT or self.taken >= 1
        pending_doubt = self.row.state is DeliveryState.SENDING and not self.ours
        assert self.taken <= 1 + self.row.unknowns + pending_doubt

    @invariant()
    def only_an_open_row_comes_again(self):
        assert self.row.state in FINAL or self.row.due >= NOW
        assert (self.row.state is DeliveryState.PENDING) == (self.attempts == 0)


OutboxMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestOutboxMachine = OutboxMachine.TestCase
