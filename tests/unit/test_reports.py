"""What is said of a channel that fails: once that it fails, once that it works again."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipelines.model.channel_report import ChannelReport
from pipelines.notify.breaker import CLOSED, FAILURES, failed
from pipelines.notify.reporter import Reporter, condition
from pipelines.notify.reports import AGAIN, Condition, said, seen, tried, words
from pipelines.notify.sender import Sender
from tests.unit.alert_samples import NOW
from tests.unit.fake_outbox import SENT, FakeChannel, FakeOutbox

DOWN, WORKS, UNKNOWN = Condition.DOWN, Condition.WORKS, Condition.UNKNOWN


def test_the_words_name_channel_reason_and_times():
    report = ChannelReport(channel="team-slack", since=NOW, reason="403 no_service")
    down, up = words(report, DOWN, NOW), words(report, WORKS, NOW + timedelta(hours=2))
    assert down.headline == "Channel team-slack fails"
    assert down.lines[0] == "Since 10 Feb 19:00 UTC its messages are not taken: 403 no_service"
    assert up.headline == "Channel team-slack works again"
    assert up.lines[0] == "It failed from 10 Feb 19:00 to 10 Feb 21:00 UTC."
    assert down.key != up.key


@given(st.lists(st.tuples(st.sampled_from(Condition), st.booleans(), st.integers(0, 120)), max_size=40))
def test_down_and_up_are_said_in_turn_whoever_dies_while_saying_it(moves):
    """Any number of processes; `told` false: the one that says it dies, or the fallback does not take it."""
    report, now, heard = None, NOW, []
    for is_now, told, seconds in moves:
        now += timedelta(seconds=seconds)
        report = seen(report, "desk", is_now, "refused", now)
        claimed = tried(report, is_now, now)
        if claimed:
            report = claimed
            if told:
                heard.append(is_now)
                report = said(report, is_now)
    assert heard == [DOWN if number % 2 == 0 else WORKS for number in range(len(heard))]
    if report and report.told:
        assert heard[-1] is DOWN


def test_who_tries_has_a_minute_for_it():
    first = tried(seen(None, "desk", DOWN, "refused", NOW), DOWN, NOW)
    assert tried(first, DOWN, NOW + AGAIN / 2) is None
    assert tried(first, DOWN, NOW + AGAIN) is not None
    assert tried(first, DOWN, NOW - AGAIN) is not None, "the clock has gone back"


class FakeReports:
    def __init__(self):
        self.rows = {}

    async def change_report(self, channel, change):
        before = self.rows.get(channel)
        after = change(before)
        self.rows.pop(channel, None)
        if after:
            self.rows[channel] = after
        return before


def a_reporter(store, mail, slack):
    sender = Sender(store=FakeOutbox(), channels={"mail": mail, "slack": slack}, clock=lambda: NOW, rng=lambda: 0.5)
    return Reporter(store=store, sender=sender, fallbacks={"slack": "mail"}, clock=lambda: NOW)


def fails(reporter, channel="slack"):
    lane = reporter.sender._lane(channel)
    lane.proven = False
    for _ in range(FAILURES):
        lane.breaker = failed(lane.breaker, "403 no_service", 0.0)
    lane.breaker = failed(lane.breaker, "403 no_service", 1e9)


def works(reporter, channel="slack"):
    lane = reporter.sender._lane(channel)
    lane.breaker, lane.proven = CLOSED, True


def said_by(channel):
    return [call.headline for call in channel.calls]


async def test_a_failing_channel_is_told_once_over_restarts_and_once_that_it_works():
    store, mail = FakeReports(), FakeChannel()
    for _ in range(3):  # each time a new process
        reporter = a_reporter(store, mail, FakeChannel())
        assert condition(reporter.sender._lane("slack")) is UNKNOWN
        await reporter.look()
        fails(reporter)
        await reporter.look()
        await reporter.look()
    works(reporter)
    await reporter.look()
    await reporter.look()
    assert said_by(mail) == ["Channel slack fails", "Channel slack works again"]
    assert store.rows == {}


async def test_a_channel_without_fallback_leaves_a_report_for_who_looks():
    store, mail = FakeReports(), FakeChannel(SENT)
    reporter = a_reporter(store, mail, FakeChannel())
    fails(reporter, "mail")
    await reporter.look()
    assert store.rows["mail"].reason == "403 no_service"
    works(reporter, "mail")
    await reporter.look()
    assert store.rows == {}
    assert mail.calls == []
