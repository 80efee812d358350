"""The simulated clock: what goes out when, alone or in a digest; a copy of the store's batches in memory."""

from datetime import datetime, timedelta

import pytest

from config.schema import ConsoleChannel
from pipelines.alerts.alerting import Alerting
from pipelines.alerts.case import Terms
from pipelines.model.kinds import Severity
from scheduler.simulation import Simulation
from tests.unit.alert_samples import a_rule, an_alert

NOON = datetime.fromisoformat("2026-06-01T12:00:00+00:00")
NIGHT = datetime.fromisoformat("2026-06-01T23:00:00+00:00")
SEVEN = datetime.fromisoformat("2026-06-02T07:00:00+00:00")
EIGHT = datetime.fromisoformat("2026-06-02T08:00:00+00:00")


async def played(coming, *, limit="", **rule):
    """What goes out, as (alert, minutes after noon, in a digest, why held), of alerts by the minute at which they are made."""
    alerting = Alerting(
        rules=(a_rule(name="deals", channels=("desk",), **rule),),
        channels={"desk": ConsoleChannel(name="desk", rate_limit=limit)},
        terms=Terms(max_age=timedelta(days=1)),
        zone="UTC",
    )
    simulation = Simulation(alerting, NOON)
    out = []
    for number, (minute, severity) in enumerate(coming):
        at = NOON + timedelta(minutes=minute)
        alert = an_alert(alert_id=f"a{number}", at=at, severity=Severity(severity), channels=("desk",))
        out += await simulation.take([alert], alerting.rows(alert, at), at)
    out += await simulation.until(None)
    return [(o.alert.alert_id, (o.at - NOON) / timedelta(minutes=1), bool(o.digest), o.held) for o in out]


def normal(*minutes):
    return [(minute, "normal") for minute in minutes]


async def test_what_is_not_held_goes_at_once():
    assert await played(normal(0, 5)) == [("a0", 0, False, ""), ("a1", 5, False, "")]


async def test_group_wait_makes_one_message_of_what_comes_together():
    out = await played(normal(0, 0.1, 0.4, 2), group_wait=timedelta(seconds=30))
    assert out == [
        ("a0", 0.5, True, "group_wait"),
        ("a1", 0.5, True, "group_wait"),
        ("a2", 0.5, True, "group_wait"),
        ("a3", 2.5, False, ""),
    ]


async def test_a_digest_comes_at_its_time_or_when_enough_have_gathered():
    out = await played(normal(*range(10), 11, 12), digest="0 8 * * *", digest_size=10)
    assert [(name, minute) for name, minute, _, _ in out[:10]] == [(f"a{n}", 9) for n in range(10)]
    assert [(name, minute, held) for name, minute, _, held in out[10:]] == [
        ("a10", 20 * 60, "digest"),
        ("a11", 20 * 60, "digest"),
    ]


async def test_at_night_only_what_is_critical_goes_out():
    out = await played(
        [(11 * 60, "high"), (11 * 60 + 1, "critical"), (12 * 60, "normal")], quiet_hours=("22:00-07:00",)
    )
    morning = 19 * 60
    assert out == [
        ("a1", 11 * 60 + 1, False, ""),
        ("a0", morning, True, "quiet hours until 07:00"),
        ("a2", morning, True, "quiet hours until 07:00"),
    ]


async def test_a_limit_holds_back_and_drops_nothing():
    out = await played([*normal(0, 1, 2, 3, 4), (5, "critical")], limit="2/h")
    reason = "more than 2 messages in an hour"
    assert out == [
        ("a0", 0, False, ""),
        ("a1", 1, False, ""),
        ("a5", 5, False, ""),
        ("a2", 61, True, reason),
        ("a3", 61, True, reason),
        ("a4", 61, True, reason),
    ]


@pytest.mark.parametrize("limit", ["1/min", "3/h", "20/d"])
async def test_everything_goes_out_once(limit):
    coming = normal(*(n * 0.7 for n in range(60)))
    out = await played(coming, limit=limit, quiet_hours=("12:10-12:20",), group_wait=timedelta(seconds=90))
    assert sorted(name for name, *_ in out) == sorted(f"a{n}" for n in range(60))
