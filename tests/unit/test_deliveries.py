"""Deliveries: one row for each target of each channel, always the same."""

from config.schema import ConsoleChannel, EmailChannel, SlackChannel
from pipelines.alerts.deliveries import deliveries_for
from pipelines.model.delivery import DeliveryState
from tests.unit.alert_samples import NOW, an_alert

MAIL = EmailChannel(
    name="mail", host="h", sender="n@example.org", to=("a@example.org", "b@example.org", "a@example.org")
)
CHANNELS = {"mail": MAIL, "slack": SlackChannel(name="slack"), "console": ConsoleChannel(name="console")}


def test_each_recipient_is_a_target_of_its_own_and_none_is_one_twice():
    rows = deliveries_for(an_alert(channels=("mail", "slack", "mail")), CHANNELS, NOW)
    assert [(r.channel, r.target) for r in rows] == [
        ("mail", "a@example.org"),
        ("mail", "b@example.org"),
        ("slack", "slack"),
    ]
    assert {(r.state, r.attempts, r.due, r.alert_id) for r in rows} == {(DeliveryState.PENDING, 0, NOW, "a1")}


def test_ids_are_stable_and_differ_by_alert_channel_and_target():
    def ids(alert_id):
        return [
            r.delivery_id for r in deliveries_for(an_alert(alert_id=alert_id, channels=tuple(CHANNELS)), CHANNELS, NOW)
        ]

    assert ids("a1") == ids("a1")
    assert len({*ids("a1"), *ids("a2")}) == 8
