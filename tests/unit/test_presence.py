"""Who counts as another daemon on the same store."""

import pytest
from structlog.testing import capture_logs

from pipelines.errors import StoreUnavailable
from scheduler.presence import QUIET, Presence, own_name


class Store:
    """Words by name; each beat is one later than the one before, whatever a clock says."""

    def __init__(self, **words):
        self.words, self.count, self.away = dict(words), 0, False

    async def beat(self, name):
        if self.away:
            raise StoreUnavailable("away")
        self.count += 1
        self.words[name] = -self.count
        return dict(self.words)

    async def leave(self, name):
        if self.away:
            raise StoreUnavailable("away")
        self.words.pop(name, None)


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def daemon(store, clock, name="me"):
    return Presence(store=store, name=name, steady=clock)


async def test_alone_after_one_that_was_killed(clock):
    me = daemon(Store(killed=1e9), clock)
    with capture_logs() as lines:
        for _ in range(3):
            await me.look()
    assert (me.others, lines) == ([], [])


async def test_each_of_two_sees_the_other_and_says_so_once(clock):
    store = Store()
    first, second = daemon(store, clock, "first"), daemon(store, clock, "second")
    with capture_logs() as lines:
        for _ in range(4):
            await first.look()
            await second.look()
    assert (first.others, second.others) == (["second"], ["first"])
    assert sorted(line["other"] for line in lines) == ["first", "second"]
    assert {line["log_level"] for line in lines} == {"warning"}


async def test_one_that_leaves_is_gone_at_once_and_one_that_falls_silent_after_a_while(clock):
    store = Store()
    me, polite, killed = (daemon(store, clock, name) for name in ("me", "polite", "killed"))
    for each in (me, polite, killed, me):
        await each.look()
    assert me.others == ["killed", "polite"]
    await polite.end()
    await me.look()
    assert me.others == ["killed"]
    clock.now += QUIET
    await me.look()
    assert me.others == []


async def test_a_store_that_is_away_stops_nothing(clock):
    store = Store()
    me = daemon(store, clock)
    store.away = True
    await me.look()
    await me.end()
    assert me.others == []


def test_no_two_names_are_equal():
    assert own_name() != own_name()
