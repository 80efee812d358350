"""The circuit breaker of a channel."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.notify.breaker import CLOSED, FAILURES, FIRST_PAUSE, LONGEST_PAUSE, Circuit, failed


def broken(times, now=0.0, breaker=CLOSED):
    for _ in range(times):
        breaker = failed(breaker, "refused", now)
    return breaker


def test_it_stays_closed_below_the_limit():
    breaker = broken(FAILURES - 1)
    assert breaker.state(0) is Circuit.CLOSED
    assert breaker.room(0, 4, 1) == 3
    assert breaker.wait(0) == 0


def test_it_opens_at_the_limit_and_lets_nothing_through():
    breaker = broken(FAILURES)
    assert breaker.state(FIRST_PAUSE - 0.1) is Circuit.OPEN
    assert breaker.room(0, 4, 0) == 0
    assert breaker.wait(1) == FIRST_PAUSE - 1
    assert not breaker.down


def test_after_the_pause_one_is_let_through():
    breaker = broken(FAILURES)
    assert breaker.state(FIRST_PAUSE) is Circuit.HALF_OPEN
    assert [breaker.room(FIRST_PAUSE, 4, n) for n in (0, 1, 4)] == [1, 0, 0]


def test_a_failed_try_doubles_the_pause_and_the_channel_counts_as_down():
    breaker = failed(broken(FAILURES), "again", FIRST_PAUSE)
    assert breaker.until == FIRST_PAUSE + 2 * FIRST_PAUSE
    assert breaker.down
    assert breaker.reason == "again"


def test_late_answers_of_what_was_begun_before_change_nothing_but_the_reason():
    breaker = broken(FAILURES)
    late = failed(breaker, "late", 1.0)
    assert (late.until, late.opened, late.reason) == (breaker.until, 1, "late")


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 300)), max_size=60))
def test_whatever_happens_a_pause_ends_and_a_taken_delivery_closes(moves):
    breaker, now = CLOSED, 0.0
    for taken, seconds in moves:
        now += seconds
        breaker = CLOSED if taken else failed(breaker, "x", now)
        assert breaker.wait(now) <= LONGEST_PAUSE + 1e-6
        assert breaker.state(now + LONGEST_PAUSE) is not Circuit.OPEN
        assert (breaker.state(now) is Circuit.CLOSED) >= taken
