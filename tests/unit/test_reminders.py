"""Reminders: a critical alert once more, until somebody acknowledges its event."""

from datetime import datetime, timedelta
from types import MappingProxyType

import pytest

from config.schema import ConsoleChannel
from pipelines.alerts.alerting import Alerting
from pipelines.alerts.case import Terms
from pipelines.model.batch import Reminding
from pipelines.model.kinds import AlertReason, Severity
from pipelines.store.scratch_batches import ScratchBatches
from scheduler.simulation import Repeats, Simulation, repeats_of
from tests.unit.alert_samples import NOW, a_rule, a_story, an_alert, an_event
from tests.unit.store_samples import a_silence

HOUR = timedelta(hours=1)
EVENING = datetime.fromisoformat("2026-06-01T18:00:00+00:00")


def alerting(*, limit="", **rule):
    return Alerting(
        rules=(a_rule(name="deals", channels=("desk",), severity="critical", remind_every=HOUR, **rule),),
        channels={"desk": ConsoleChannel(name="desk", rate_limit=limit)},
        terms=Terms(max_age=timedelta(days=1)),
        zone="UTC",
    )


def told():
    """An event as its alert left it, and that alert."""
    event, (alert,), _ = alerting()(an_event(), a_story(), NOW, ())
    return event, alert


def reminded(now=NOW + HOUR, rules=None, **known):
    event, alert = told()
    given = {"alert": alert, "event": event, "acknowledged": False, "due": now, **known}
    return (rules or alerting()).remind(Reminding(**given), now)


def test_it_is_the_alert_once_more_in_its_thread():
    again = reminded()
    _, alert = told()
    assert (again.alert.reason, again.alert.thread_id) == (AlertReason.REMINDER, alert.alert_id)
    assert (again.alert.alert_id != alert.alert_id, again.alert.remind_every) == (True, None)
    assert ([row.channel for row in again.deliveries], again.due) == (["desk"], NOW + 2 * HOUR)


def later_told():
    event, _ = told()
    return an_event(alerted=MappingProxyType({"deals": (*event.alerted["deals"], "rejected")}))


@pytest.mark.parametrize(
    "known",
    [{"acknowledged": True}, {"event": None}, {"alert": None}, {"event": later_told()}],
    ids=["acknowledged", "event forgotten", "alert forgotten", "a later stage was told"],
)
def test_after_that_nobody_is_reminded_any_more(known):
    again = reminded(**known)
    assert (again.alert, again.deliveries, again.due) == (None, (), None)


def test_after_a_day_it_ends():
    assert reminded(NOW + 23 * HOUR).due == NOW + 24 * HOUR
    last = reminded(NOW + 24 * HOUR)
    assert (last.alert is not None, last.due) == (True, None)


@pytest.mark.parametrize(("until", "silent"), [(NOW + 2 * HOUR, True), (NOW + HOUR / 2, False)])
def test_while_it_is_silenced_nobody_is_reminded(until, silent):
    again = reminded(silences=(a_silence(until=until),))
    assert (again.alert is None, again.due) == (silent, NOW + 2 * HOUR)


def test_a_silence_of_another_matter_changes_nothing():
    assert reminded(silences=(a_silence(value="lawsuit", until=NOW + 9 * HOUR),)).alert


@pytest.mark.parametrize(
    ("rule", "there"),
    [
        ({"quiet_hours": ("18:00-23:00",)}, False),
        ({"digest": "0 8 * * *"}, False),
        ({"digest_size": 5}, False),
        ({"group_wait": timedelta(seconds=30)}, True),
        ({"limit": "5/h"}, True),
    ],
)
def test_what_would_heap_up_is_left_out(rule, there):
    again = reminded(rules=alerting(quiet_override="none", **rule))
    assert (bool(again.alert), again.due) == (there, NOW + 2 * HOUR)


async def played(events, silences=(), **rule):
    """How often an alert of the evening is repeated."""
    rules = alerting(**rule)
    simulation = Simulation(rules, EVENING, events)
    simulation.silence(silences)
    name = told()[1].alert_id
    alert = an_alert(alert_id=name, at=EVENING, severity=Severity.CRITICAL, channels=("desk",), remind_every=HOUR)
    out = await simulation.take([alert], rules.rows(alert, EVENING), EVENING)
    out += await simulation.until(None)
    assert [each.at for each in out if not each.reminds] == [EVENING]
    return repeats_of(out).get(name)


async def test_a_trial_counts_them():
    event, _ = told()
    day = Repeats(first=EVENING + HOUR, last=EVENING + 24 * HOUR, count=24)
    assert await played(lambda _name: event) == day
    assert await played(lambda _name: later_told()) is None
    until_nine = (a_silence(until=EVENING + 3 * HOUR),)
    assert await played(lambda _name: event, until_nine) == Repeats(first=EVENING + 3 * HOUR, last=day.last, count=22)


async def test_in_a_trial_one_that_does_not_repeat_ends_at_once():
    shelf = ScratchBatches(now=NOW, events=lambda _name: None)
    shelf.take((an_alert(),), ())
    assert shelf.reminders == {}
