"""A short torture; the long one is `make torture`, its table in docs/explanation/outbox.md."""

import time

import pytest

from tests.torture.__main__ import torture
from tests.torture.receivers import CHANNELS
from tests.torture.round import ALERTS

ROUNDS = 30
SECONDS = 45.0
"""On a slow or busy machine fewer rounds are gone: what was gone through must be right all the same."""


@pytest.mark.slow
@pytest.mark.timeout(400)
async def test_nothing_is_lost_and_every_repeat_is_accounted_for():
    end = time.monotonic() + SECONDS
    made = await torture(ROUNDS, 30, enough=lambda: time.monotonic() > end)
    assert made.faults == []
    assert made.rounds >= 1
    assert set(made.channels) == set(CHANNELS)
    assert {channel.expected for channel in made.channels.values()} == {made.rounds * ALERTS}
    assert made.kills
