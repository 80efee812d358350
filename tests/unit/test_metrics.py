"""Everything that happens is counted, once."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import generate_latest

from pipelines.model.advice import Advice, AdviceResult
from pipelines.model.alert import Alert
from pipelines.model.delivery import Delivery, DeliveryState
from pipelines.model.disposition import Disposition, DropReason, Outcome
from pipelines.model.event import Event
from pipelines.model.kinds import AlertReason, Status
from pipelines.model.mention import Mention, Reading
from pipelines.model.settlement import Settlement, Signature
from pipelines.model.silence import Hush
from pipelines.model.source_state import PollResult
from pipelines.model.story import Story
from scheduler.metrics import TABLE, Metrics, endings

NOW = datetime(2025, 2, 10, 12, tzinfo=UTC)


def event(version):
    return Event(
        event_id="e", kind="bid", stage="offered", status=Status.NEW, first_seen=NOW, updated=NOW, version=version
    )


def settlement(disposition, published=NOW - timedelta(minutes=10), **rest):
    story = Story(story_id="s", source="a", title="t", published=published, first_seen=NOW - timedelta(seconds=2))
    return Settlement(story=story, disposition=disposition, signature=Signature(), **rest)


def alert(rule="r"):
    return Alert(
        alert_id="x",
        thread_id="x",
        rule=rule,
        reason=AlertReason.NEW,
        event=event(1),
        story_id="s",
        channels=("desk",),
        at=NOW,
    )


@pytest.fixture
def metrics():
    return Metrics()


def value(metrics, name, **labels):
    return metrics.registry.get_sample_value(name, labels)


def test_every_ending_is_shown_from_the_start(metrics):
    for outcome, reason in endings():
        assert value(metrics, "newsbell_stories_total", outcome=outcome, reason=reason) == 0
    assert len(endings()) == len(set(endings()))


def test_stories_add_up(metrics):
    stored = settlement(Disposition(outcome=Outcome.STORED))
    dropped = settlement(Disposition(outcome=Outcome.DROPPED, reason=DropReason.COPY_TEXT))
    for one in (stored, stored, dropped):
        metrics.settled(one, 0.2)
    assert value(metrics, "newsbell_stories_total", outcome="stored", reason="") == 2
    assert value(metrics, "newsbell_stories_total", outcome="dropped", reason="copy_text") == 1
    assert value(metrics, "newsbell_story_seconds_count") == 3
    assert value(metrics, "newsbell_story_seconds_sum") == pytest.approx(0.6)


def test_events_mentions_and_alerts(metrics):
    reading = Reading(
        lang="en",
        ai_industry=True,
        mentions=(Mention(kind="bid", stage="offered", status=Status.RUMOUR, confidence=0.9, evidence="x"),),
    )
    one = settlement(
        Disposition(outcome=Outcome.STORED), reading=reading, events=(event(1), event(4)), alerts=(alert(),)
    )
    metrics.settled(one, 0.1)
    metrics.settled(settlement(Disposition(outcome=Outcome.STORED), published=None, alerts=(alert(),)), 0.1)
    assert value(metrics, "newsbell_mentions_total", kind="bid", status="rumour") == 1
    assert value(metrics, "newsbell_events_total", kind="bid", change="new") == 1
    assert value(metrics, "newsbell_events_total", kind="bid", change="update") == 1
    assert value(metrics, "newsbell_alerts_total", rule="r", kind="bid", reason="new") == 2
    assert value(metrics, "newsbell_alert_delay_seconds_sum", since="first_seen") == 4
    assert value(metrics, "newsbell_alert_delay_seconds_sum", since="published") == 600


def test_what_was_silenced_and_held_is_counted_by_rule_and_reason(metrics):
    hush = Hush(rule="r", mark="offered", silence_id="q1", reason="holidays", at=NOW, by="actor")
    rows = tuple(
        Delivery(
            delivery_id=f"d{number}",
            alert_id="x",
            channel="desk",
            target="t",
            state=state,
            due=NOW,
            created=NOW,
            updated=NOW,
            reason=reason,
        )
        for number, (state, reason) in enumerate(
            [
                (DeliveryState.HELD, "quiet hours until 07:00"),
                (DeliveryState.HELD, ""),  # on its way through a gate
                (DeliveryState.PENDING, ""),
            ]
        )
    )
    one = settlement(Disposition(outcome=Outcome.STORED), alerts=(alert(),), deliveries=rows, hushes=(hush,))
    metrics.settled(one, 0.1)
    assert value(metrics, "newsbell_alerts_silenced_total", rule="r", reason="actor") == 1
    assert value(metrics, "newsbell_deliveries_held_total", rule="r", reason="quiet_hours") == 1
    assert generate_latest(metrics.registry).decode().count("newsbell_deliveries_held_total{") == 1


def test_a_date_in_the_future_is_no_negative_delay(metrics):
    one = settlement(Disposition(outcome=Outcome.STORED), published=NOW + timedelta(hours=1), alerts=(alert(),))
    metrics.settled(one, 0.1)
    assert value(metrics, "newsbell_alert_delay_seconds_sum", since="published") == 0


def test_polls(metrics):
    metrics.polled(PollResult(source="a", found=20, new=3, gap=True))
    metrics.polled(PollResult(source="a", not_modified=True))
    metrics.polled(PollResult(source="a", reason="http_404"))
    for result in ("ok", "not_modified", "http_404"):
        assert value(metrics, "newsbell_polls_total", result=result) == 1
    assert value(metrics, "newsbell_entries_found_total") == 20
    assert value(metrics, "newsbell_entries_new_total") == 3
    assert value(metrics, "newsbell_poll_gaps_total") == 1


@pytest.mark.parametrize("state", DeliveryState)
def test_deliveries(metrics, state):
    row = Delivery(
        delivery_id="d",
        alert_id="x",
        channel="desk",
        target="t",
        state=state,
        due=NOW,
        created=NOW,
        updated=NOW + timedelta(seconds=7),
    )
    metrics.delivered(row, 0.3)
    assert value(metrics, "newsbell_deliveries_total", channel="desk", state=state.value) == 1
    assert value(metrics, "newsbell_delivery_seconds_sum", channel="desk") == pytest.approx(0.3)
    delay = value(metrics, "newsbell_delivery_delay_seconds_sum", channel="desk")
    assert delay == (7 if state is DeliveryState.SENT else None)


def test_queues_are_asked_when_the_metrics_are_read(metrics):
    waiting = [1, 2]
    metrics.watch_queue("outbox", lambda: len(waiting))
    waiting.append(3)
    assert value(metrics, "newsbell_queue_length", queue="outbox") == 3


def test_loop_lag(metrics):
    metrics.loop_late(0.004)
    metrics.loop_late(-0.001)
    assert value(metrics, "newsbell_loop_lag_seconds_bucket", le="0.005") == 2


def test_names_are_as_prometheus_has_them_and_two_daemons_do_not_share(metrics):
    Metrics().loop_late(1)
    assert value(metrics, "newsbell_loop_lag_seconds_count") == 0
    for row in TABLE:
        assert re.fullmatch(r"newsbell_[a-z_]+", row.name)
        assert row.name.endswith("_total") == (row.type == "counter")
        assert row.name.endswith("_seconds") == (row.type == "histogram")
        assert row.help.endswith(".")
    shown = generate_latest(metrics.registry).decode()
    assert all(f"# TYPE {row.name} {row.type}\n" in shown for row in TABLE)
    assert "_created" not in shown


ADVICE = [
    (Advice(result=AdviceResult.CHANGED, words="", asked=True), {"asked": 1, "changed": 1}),
    (Advice(result=AdviceResult.AGREED, words="", known=True), {"known": 1, "agreed": 1}),
    (Advice(result=AdviceResult.OVER_BUDGET, words=""), {"over_budget": 1}),
    (None, {}),
]


@pytest.mark.parametrize(("advice", "counted"), ADVICE)
def test_what_came_of_asking_a_language_model_is_counted(advice, counted):
    metrics = Metrics()
    reading = Reading(lang="en", ai_industry=True, advice=advice, unread=7)
    metrics.settled(settlement(Disposition(outcome=Outcome.STORED), reading=reading), 0.1)
    samples = {sample.labels["result"]: sample.value for family in metrics.registry.collect() for sample in family.samples if sample.name == "newsbell_llm_total"}  # fmt: skip
    assert samples == counted
    assert metrics.registry.get_sample_value("newsbell_unread_characters_total") == 7
