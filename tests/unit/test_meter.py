"""A channel's rate."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.paces import Pace, checked_pace, parse_pace
from pipelines.model.meter import meter


@pytest.mark.parametrize(
    ("text", "count", "seconds"), [("1/s", 1, 1), ("20/min", 20, 60), ("100/h", 100, 3600), ("5/d", 5, 86_400)]
)
def test_a_rate_as_text(text, count, seconds):
    assert parse_pace(checked_pace(text)) == Pace(count=count, span=timedelta(seconds=seconds))


@pytest.mark.parametrize("text", ["", "0/s", "1", "1/m", "-1/s", "1.5/s", "1/ s", "1/s ", "1000000/s"])
def test_what_is_no_rate(text):
    with pytest.raises(ValueError):
        parse_pace(text)


def test_one_a_second():
    one = meter(parse_pace("1/s"))
    assert one.room(100.0) == 1
    one = one.taken(100.0)
    assert (one.room(100.5), one.wait(100.25)) == (0, 0.75)
    assert one.room(101.0) == 1


def test_a_rest_saves_one_seconds_worth_and_no_more():
    ten = meter(parse_pace("10/s"))
    assert ten.room(1000.0) == 10
    for _ in range(10):
        ten = ten.taken(1000.0)
    assert ten.room(1000.0) == 0
    assert ten.room(1000.1) == 1
    assert ten.room(2000.0) == 10


@given(st.integers(1, 50), st.lists(st.floats(0, 0.5), min_size=1, max_size=200))
def test_in_no_second_go_more_than_twice_the_rate(count, pauses):
    one, now, went = meter(parse_pace(f"{count}/s")), 0.0, []
    for pause in pauses:
        now += pause
        for _ in range(one.room(now)):
            one = one.taken(now)
            went.append(now)
    for first in went:
        assert sum(first <= moment < first + 0.999 for moment in went) <= 2 * count
    assert len(went) <= count * (now + 1) + 1
