"""The outbox on a real Redis against the plainest model: two senders that die, clocks that jump, a server that is killed."""

import asyncio
import os
import signal
import tempfile
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from config.schema import RedisSettings
from pipelines.alerts.outbox import DEADLINE, LEASE, after
from pipelines.errors import StoreUnavailable
from pipelines.model.delivery import DeliveryState as State
from pipelines.model.delivery import Outcome, Verdict
from pipelines.model.settlement import Query
from pipelines.model.transitions import FINAL, WAITING, allowed
from pipelines.store import keys
from pipelines.store.home import Home
from pipelines.store.server import ensure, open_redis
from tests.integration.store.conftest import store_on
from tests.unit.store_samples import Clock, a_delivery, a_settlement, a_story, an_alert, an_event, gives

CHANNELS = ("desk", "slack")
SENDERS = ("one", "two")


class Server:
    """One for all runs, emptied before each; `clock` is that of the run."""

    def __init__(self):
        self.clock = Clock()

    def start(self, data_dir):
        self.loop = asyncio.new_event_loop()
        self.stack = AsyncExitStack()
        opened = self.stack.enter_async_context(open_redis(RedisSettings(), data_dir))
        self.redis = self.loop.run_until_complete(opened)
        self.home = Home.at(data_dir)
        self.store = store_on(self.redis, self.now, recover=lambda: ensure(RedisSettings(), data_dir))

    def now(self):
        return self.clock()

    def stop(self):
        self.loop.run_until_complete(self.stack.aclose())
        self.loop.close()


SERVER = Server()


class Outbox(RuleBasedStateMachine):
    """`held[sender]` are the deliveries that a living sender holds, each with the moment at which its lease ends."""

    def __init__(self):
        super().__init__()
        self.clock = SERVER.clock = Clock()
        self.store = SERVER.store
        self.made = {}
        self.held = {sender: {} for sender in SENDERS}
        self.seen = {sender: [] for sender in SENDERS}
        self.ghosts = []
        self.confirmed = set()
        self.states = {}
        self.do(SERVER.redis.flushall())
        self.an_alert_is_made("desk", 1, held=False)
        self.an_alert_is_made("desk", 3, held=False)

    def do(self, work):
        return SERVER.loop.run_until_complete(work)

    @rule(channel=st.sampled_from(CHANNELS), severity=st.integers(0, 3), held=st.booleans())
    def an_alert_is_made(self, channel, severity, held):
        name = f"d{len(self.made)}"
        now = self.clock.now
        state = State.HELD if held and severity == 0 else State.PENDING
        row = a_delivery(name, alert_id=f"a-{name}", channel=channel, severity=severity, state=state, batch="b", due=now, created=now, updated=now)  # fmt: skip
        alert = an_alert(an_event(), f"a-{name}")
        story = a_story(f"s-{name}")
        self.do(self.store.settle(Query(), gives(a_settlement(story, alerts=(alert,), deliveries=(row,)))))
        self.made[name] = row
        self.states[name] = state

    @rule(senders=st.sampled_from([("one",), ("two",), SENDERS]), channel=st.sampled_from(CHANNELS))
    def senders_look(self, senders, channel):
        rows = self.do(self.store.due_deliveries(self.clock.now, 2, channel))
        assert [-row.severity for row in rows] == sorted(-row.severity for row in rows)
        for sender in senders:
            self.seen[sender] = [row.delivery_id for row in rows]

    @rule(sender=st.sampled_from(SENDERS))
    def a_sender_claims_what_it_saw(self, sender):
        """What it saw may be long ago."""
        now = self.clock.now
        for name in self.seen[sender]:
            claimed = self.do(self.store.claim(name, now, LEASE))
            holders = [held for held in self.held.values() if name in held]
            if claimed is None:
                continue
            assert name not in self.confirmed, "what was sent is never sent again"
            assert all(held[name].due <= now for held in holders), "two hold it at once"
            self.ghosts += [held.pop(name) for held in holders]
            self.held[sender][name] = claimed

    @rule(channel=st.sampled_from(CHANNELS))
    def two_senders_race(self, channel):
        self.senders_look(SENDERS, channel)
        for sender in SENDERS:
            self.a_sender_claims_what_it_saw(sender)

    @precondition(lambda self: self.ghosts)
    @rule(taken=st.booleans())
    def a_late_word(self, taken):
        """A sender that was taken over had only been slow."""
        row = self.ghosts.pop()
        told = after(row, Outcome(verdict=Verdict.SENT if taken else Verdict.RETRY), self.clock.now, 0.5)
        self.do(self.store.save_delivery(told))
        if taken:
            self.confirmed.add(row.delivery_id)

    @precondition(lambda self: any(self.held.values()))
    @rule(
        sender=st.sampled_from(SENDERS),
        verdict=st.sampled_from(Verdict),
        jitter=st.floats(0, 1, exclude_max=True),
    )
    def an_outcome_is_recorded(self, sender, verdict, jitter):
        for name, row in list(self.held[sender].items())[:1]:
            told = after(row, Outcome(verdict=verdict, reason="said so"), self.clock.now, jitter)
            self.do(self.store.save_delivery(told))
            del self.held[sender][name]
            if told.state is State.SENT:
                self.confirmed.add(name)

    @rule(sender=st.sampled_from(SENDERS))
    def a_sender_dies(self, sender):
        self.held[sender].clear()
        self.seen[sender] = []

    @rule(seconds=st.sampled_from([0.5, 5, 31, 700]))
    def time_passes(self, seconds):
        self.clock.on(seconds=seconds)

    @rule()
    def the_clock_goes_back_an_hour(self):
        self.clock.on(hours=-1)
        self.do(self.store.rebase(self.clock.now))
        # A sender that is at it goes on by a clock that never jumps; its lease ends as long after as it did.
        for held in self.held.values():
            held.update({n: replace(row, due=min(row.due, self.clock.now + LEASE)) for n, row in held.items()})

    @rule()
    def the_clock_goes_ahead_a_day(self):
        """Then no lease is believed to be over, until whoever holds it has ended: `Sender` waits that long."""
        self.clock.on(days=1)
        for held in self.held.values():
            held.clear()

    @precondition(lambda self: self.made)
    @rule(data=st.data(), retry=st.booleans())
    def by_hand(self, data, retry):
        name = data.draw(st.sampled_from(sorted(self.made)))
        if any(name in held for held in self.held.values()):
            return  # the lease of one that is dropped meanwhile is void: another test's matter
        changed = self.do((self.store.retry_delivery if retry else self.store.drop_delivery)(name))
        assert changed is None or name not in self.confirmed

    @rule()
    def redis_is_killed_and_comes_back(self):
        os.kill(SERVER.home.pid(), signal.SIGKILL)
        self.do(self.back())

    async def back(self):
        while True:
            try:
                return await self.store.ping()
            except StoreUnavailable:
                await self.store.recover()

    @invariant()
    def nothing_is_lost_and_every_step_is_in_the_table(self):
        rows = {row.delivery_id: row for row in self.do(self.store.deliveries(limit=1000))}
        assert rows.keys() == self.made.keys(), "every delivery is on the list of its state"
        for name, row in rows.items():
            assert reached(self.states[name], row.state), (self.states[name], row.state)
            assert (row.state is State.SENT) == (name in self.confirmed)
            assert row.channel == self.made[name].channel
            assert row.state is State.SENDING or row.due <= max(self.clock.now, row.updated) + DEADLINE
        self.states = {name: row.state for name, row in rows.items()}
        self.do(self.queues_are_right(rows))

    async def queues_are_right(self, rows):
        queues = [keys.due(), *(keys.lane(channel, rank) for channel in CHANNELS for rank in range(4))]
        found = await self.store._link.ask(*(("ZRANGE", queue, 0, -1, "WITHSCORES") for queue in queues))
        everything = {name.decode(): float(due) for name, due in zip(found[0][::2], found[0][1::2], strict=True)}
        by_lane = [name.decode() for queue in found[1:] for name in queue[::2]]
        assert everything == {n: row.due.timestamp() for n, row in rows.items() if row.state not in FINAL | WAITING}
        assert sorted(by_lane) == sorted(everything)


def reached(before, now):
    """A rule may take two steps at once: dropped and remembered, or claimed twice."""
    return allowed(before, now) or any(allowed(before, state) and allowed(state, now) for state in State)


Outbox.TestCase.settings = settings(
    max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.timeout(110)
class TestOutbox(Outbox.TestCase):
    """As pytest collects it."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        SERVER.start(Path(cls.folder.name) / "var")

    @classmethod
    def tearDownClass(cls):
        SERVER.stop()
        cls.folder.cleanup()
