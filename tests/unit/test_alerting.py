"""Alerting: the rules of a configuration, asked as the flow asks them."""

from dataclasses import replace
from datetime import timedelta

from config.schema import AlertSettings, Config, ConsoleChannel, EmailChannel
from pipelines.alerts.alerting import alerting_from
from pipelines.model.kinds import Status
from tests.unit.alert_samples import NOW, a_report, a_rule, a_story, an_event

CONFIG = Config(
    channels=(
        EmailChannel(name="desk-mail", host="h", sender="n@example.org", to=("a@example.org", "b@example.org")),
        ConsoleChannel(name="here"),
    ),
    rules=(a_rule(channels=("desk-mail", "here")), a_rule(name="courts", kinds=("lawsuit",))),
)


def test_what_the_rules_make_of_a_report_goes_to_every_target():
    event, alerts, rows = alerting_from(CONFIG)(an_event(), a_story(), NOW, ())
    assert [alert.rule for alert in alerts] == ["deals"]
    assert [(row.channel, row.target) for row in rows] == [
        ("desk-mail", "a@example.org"),
        ("desk-mail", "b@example.org"),
        ("here", "here"),
    ]
    assert {row.alert_id for row in rows} == {alerts[0].alert_id}
    assert dict(event.alerted) == {"deals": ("offered",)}
    assert alerting_from(CONFIG)(event, a_story(), NOW, ()) == (event, (), ())


def test_the_age_limit_is_the_configurations():
    hasty = replace(CONFIG, alerts=AlertSettings(max_age=timedelta(minutes=1)))
    assert alerting_from(hasty)(an_event(), a_story(), NOW, ())[1] == ()


def test_every_rule_that_stays_silent_says_why():
    silences = alerting_from(CONFIG).silent(an_event(a_report(status=Status.OPINION)), a_story(), NOW, ())
    assert silences == {
        "deals": "status opinion is not among new",
        "courts": "kind bid is not among lawsuit",
    }
    assert alerting_from(CONFIG).silent(an_event(), a_story(), NOW, ()).keys() == {"courts"}
