"""What is counted of the deliveries that wait: each time that one is held back, and that a digest takes its place, once."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from config.paces import parse_pace
from config.schema import ConsoleChannel
from pipelines.alerts import tally
from pipelines.alerts.deliveries import deliveries_for
from pipelines.alerts.digests import opened, passed_gate
from pipelines.alerts.holding import Cause, cause_of, gate_of, hold
from pipelines.model.batch import Held
from pipelines.model.delivery import DeliveryState as State
from pipelines.model.kinds import Severity
from tests.unit.alert_samples import NOW, a_rule, an_alert

DESK = ConsoleChannel(name="desk", rate_limit="5/h")
SETTINGS = {
    Cause.DIGEST: {"digest": "0 8 * * *"},
    Cause.DIGEST_SIZE: {"digest_size": 3},
    Cause.GROUP_WAIT: {"group_wait": timedelta(seconds=30)},
    Cause.QUIET_HOURS: {"quiet_hours": ("00:00-23:59",)},
}


def held(count, **settings):
    """So many alerts of a rule with these settings, with their deliveries."""
    rule = a_rule(name="deals", channels=("desk",), **settings)
    alerts = tuple(an_alert(alert_id=f"a{number}", rule="deals", channels=("desk",)) for number in range(count))
    waits = hold(rule, DESK, Severity.NORMAL, NOW, "UTC")
    rows = tuple(row for alert in alerts for row in deliveries_for(alert, {"desk": DESK}, NOW, {"desk": waits}))
    return Held(deliveries=rows, alerts=alerts)


def counts(turns):
    assert {turn.rule for turn in turns} <= {"deals"}
    return Counter((turn.state.value, turn.cause.value) for turn in turns)


@pytest.mark.parametrize(("cause", "settings"), SETTINGS.items(), ids=SETTINGS)
def test_what_its_rule_holds_is_counted_when_it_is_made_and_when_a_digest_brings_it(cause, settings):
    waiting = held(2, **settings)
    assert counts(tally.made(waiting.alerts, waiting.deliveries)) == {("held", cause.value): 2}
    assert counts(tally.opened(waiting, opened(waiting, "desk", None, NOW))) == {("superseded", cause.value): 2}


def test_one_alone_is_not_superseded():
    waiting = held(1, digest="0 8 * * *")
    assert counts(tally.opened(waiting, opened(waiting, "desk", None, NOW))) == {}


def test_a_limit_counts_when_it_first_holds_back_and_when_its_digest_comes():
    coming = held(7)
    assert {row.batch for row in coming.deliveries} == {gate_of("desk")}
    assert counts(tally.made(coming.alerts, coming.deliveries)) == {}
    limit = parse_pace("5/h")
    first = passed_gate(coming, "desk", limit, NOW)
    assert counts(tally.opened(coming, first)) == {("held", "rate_limit"): 3}
    waiting = replace(coming, deliveries=tuple(row for row in first.deliveries if row.state is State.HELD))
    still = passed_gate(replace(waiting, passed=(NOW,) * 4), "desk", limit, NOW + timedelta(minutes=1))
    assert counts(tally.opened(waiting, still)) == {}
    last = passed_gate(waiting, "desk", limit, NOW + timedelta(hours=2))
    assert counts(tally.opened(waiting, last)) == {("superseded", "rate_limit"): 3}


def test_words_of_an_older_newsbell_have_a_cause():
    assert cause_of("because") is Cause.DIGEST
