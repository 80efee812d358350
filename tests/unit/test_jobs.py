"""The planner: polls what is due, and minds only the sources that are configured."""

from datetime import UTC, timedelta

from pipelines.errors import StoreUnavailable
from pipelines.model.source_state import PollResult, SourceState
from scheduler.jobs import Planner
from scheduler.plan import FORGOTTEN
from tests.unit.test_plan import NOW, source


class States:
    def __init__(self, *states):
        self.known = {state.name: state for state in states}
        self.forgotten = []
        self.away = False

    async def source_states(self):
        return dict(self.known)

    async def save_source_state(self, state):
        self.known[state.name] = state

    async def forget_sources(self, names):
        if self.away:
            raise StoreUnavailable("gone")
        self.forgotten += names


class Engine:
    def __init__(self):
        self.polled = []

    async def poll(self, one, state):
        self.polled.append((one.name, state.etag))
        return PollResult(source=one.name)


def a_planner(states, *names, engine=None, at_once=5):
    return Planner(
        sources=tuple(map(source, names)),
        zone=UTC,
        engine=engine or Engine(),
        states=states,
        clock=lambda: NOW,
        polled=lambda *_: None,
        failed=lambda *_: None,
        at_once=at_once,
    )


async def test_a_source_is_polled_with_what_is_remembered_of_it():
    engine = Engine()
    planner = a_planner(States(SourceState(name="a", etag="7")), "a", "b", engine=engine)
    await planner.tick()
    await planner.drain(1)
    assert sorted(engine.polled) == [("a", "7"), ("b", "")]


async def test_sources_out_of_the_catalogue_are_forgotten_at_the_start_and_with_each_new_configuration():
    long_ago = NOW - FORGOTTEN - timedelta(hours=1)
    states = States(*(SourceState(name=name, polls=1, last_poll=long_ago) for name in ("a", "b", "gone")))
    planner = a_planner(states, "a", "b", at_once=0)
    await planner.tick()
    assert states.forgotten == ["gone"]
    await planner.replace((source("b"),), UTC)
    assert "a" in states.forgotten
    assert "b" not in states.forgotten


async def test_a_new_configuration_holds_though_the_store_is_away():
    states = States()
    planner = a_planner(states, "a")
    states.away = True
    await planner.replace((source("b"),), UTC)
    assert [one.name for one in planner.sources] == ["b"]


async def test_a_source_that_was_taken_out_no_longer_counts_as_failing():
    failed = SourceState(name="gone", failures=9, reason="dns", polls=9, last_poll=NOW - timedelta(hours=1))
    planner = a_planner(States(failed, SourceState(name="a")), "gone", "a")
    await planner.tick()
    await planner.drain(1)
    assert set(planner.states) == {"gone", "a"}
    await planner.replace((source("a"),), UTC)
    assert set(planner.states) == {"a"}


async def test_what_could_not_be_forgotten_at_the_start_is_forgotten_at_the_next_tick():
    states = States(SourceState(name="gone", polls=1, last_poll=NOW - FORGOTTEN - timedelta(hours=1)))
    planner = a_planner(states, "a", at_once=0)
    states.away = True
    await planner.tick()
    assert states.forgotten == []
    states.away = False
    await planner.tick()
    assert states.forgotten == ["gone"]
