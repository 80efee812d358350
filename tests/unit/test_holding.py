"""Holding back: which alert waits in which batch, until when, and why."""

from datetime import datetime, timedelta

import pytest

from config.schema import ConsoleChannel
from pipelines.alerts.holding import hold, ripe
from pipelines.model.kinds import Severity
from tests.unit.alert_samples import a_rule

DAY = datetime.fromisoformat("2026-06-01T12:00:00+00:00")
NIGHT = datetime.fromisoformat("2026-06-01T23:00:00+00:00")
QUIET = {"quiet_hours": ("22:00-07:00",)}
SEVEN = datetime.fromisoformat("2026-06-02T07:00:00+00:00")
EIGHT = datetime.fromisoformat("2026-06-02T08:00:00+00:00")
OWN = "deals|desk"

CASES = {
    "nothing to wait for": ({}, "normal", DAY, "", None),
    "group_wait": (
        {"group_wait": timedelta(seconds=30)},
        "normal",
        DAY,
        "",
        (OWN, DAY + timedelta(seconds=30), "group_wait"),
    ),
    "digest": ({"digest": "0 8 * * *"}, "normal", DAY, "", (OWN, EIGHT, "digest")),
    "digest before group_wait": (
        {"digest": "0 8 * * *", "group_wait": timedelta(seconds=30)},
        "normal",
        DAY,
        "",
        (OWN, EIGHT, "digest"),
    ),
    "number alone": ({"digest_size": 10}, "normal", DAY, "", (OWN, DAY + timedelta(days=1), "digest of 10")),
    "day": (QUIET, "normal", DAY, "", None),
    "night": (QUIET, "normal", NIGHT, "", (OWN, SEVEN, "quiet hours until 07:00")),
    "a digest that would come at night": (
        {**QUIET, "digest": "0 3 * * *"},
        "normal",
        DAY,
        "",
        (OWN, SEVEN, "quiet hours until 07:00"),
    ),
    "group_wait into the night": (
        {**QUIET, "group_wait": timedelta(minutes=2)},
        "normal",
        datetime.fromisoformat("2026-06-01T21:59:00+00:00"),
        "",
        (OWN, SEVEN, "quiet hours until 07:00"),
    ),
    "another zone's night": ({**QUIET, "timezone": "Asia/Ho_Chi_Minh"}, "normal", DAY, "", None),
    "critical at night": (QUIET, "critical", NIGHT, "", None),
    "high at night": (QUIET, "high", NIGHT, "", (OWN, SEVEN, "quiet hours until 07:00")),
    "high at night, where high may": ({**QUIET, "quiet_override": "high"}, "high", NIGHT, "", None),
    "critical at night, where nothing may": (
        {**QUIET, "quiet_override": "none"},
        "critical",
        NIGHT,
        "",
        (OWN, SEVEN, "quiet hours until 07:00"),
    ),
    "a limit": ({}, "normal", DAY, "20/h", ("|desk", DAY, "")),
    "a limit, critical": (QUIET, "critical", NIGHT, "20/h", ("|desk", NIGHT, "")),
    "a limit at night": (QUIET, "normal", NIGHT, "20/h", (OWN, SEVEN, "quiet hours until 07:00")),
}


@pytest.mark.parametrize(("rule", "severity", "now", "limit", "expected"), CASES.values(), ids=CASES)
def test_hold(rule, severity, now, limit, expected):
    found = hold(a_rule(**rule), ConsoleChannel(name="desk", rate_limit=limit), Severity(severity), now, "UTC")
    assert (found and (found.batch, found.due, found.reason)) == expected


RIPE = {
    "its time has come": ({}, 0, 1, DAY, True),
    "not yet": ({}, 1, 99, DAY, False),
    "enough have gathered": ({"digest_size": 10}, 1, 10, DAY, True),
    "not enough": ({"digest_size": 10}, 1, 9, DAY, False),
    "enough, at night": ({"digest_size": 10, **QUIET}, 1, 10, NIGHT, False),
}


@pytest.mark.parametrize(("rule", "minutes", "size", "now", "expected"), RIPE.values(), ids=RIPE)
def test_ripe(rule, minutes, size, now, expected):
    assert ripe(a_rule(**rule), now + timedelta(minutes=minutes), size, now, "UTC") is expected


def test_a_batch_whose_rule_is_gone_goes_by_its_time():
    assert not ripe(None, DAY + timedelta(hours=1), 99, DAY, "UTC")
    assert ripe(None, DAY, 1, DAY, "UTC")
