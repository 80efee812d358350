"""The metrics of the daemon.  `TABLE` says what each is for; `docs/reference/metrics.md` is generated from it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)

from pipelines.alerts.tally import Turn, made
from pipelines.model.alert import Alert
from pipelines.model.delivery import Delivery, DeliveryState
from pipelines.model.disposition import DropReason, Outcome, QuarantineReason
from pipelines.model.mention import Reading
from pipelines.model.settlement import Settlement
from pipelines.model.source_state import PollResult
from pipelines.model.story import Story

_FAST = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_WORK = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
_NEWS = (1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 1_800.0, 3_600.0, 10_800.0, 43_200.0, 86_400.0)


CIRCUITS = {"closed": 0, "half_open": 1, "open": 2}


@dataclass(frozen=True, kw_only=True, slots=True)
class Metric:
    """One row of the table.  A row with `buckets` (upper bounds in seconds) is a histogram."""

    name: str
    type: str
    help: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()


TABLE = (
    Metric(
        name="newsbell_stories_total",
        type="counter",
        help="Stories that came to an end: stored, dropped or quarantined; the sum is everything that came in.",
        labels=("outcome", "reason"),
    ),
    Metric(
        name="newsbell_story_seconds",
        type="histogram",
        help="From an article's arrival at the desk to its end in the store.",
        buckets=_WORK,
    ),
    Metric(
        name="newsbell_mentions_total",
        type="counter",
        help="Mentions of events found in stories, by kind and by how the story speaks of the event.",
        labels=("kind", "status"),
    ),
    Metric(
        name="newsbell_unread_characters_total",
        type="counter",
        help="Characters of stories that were not understood because they stand past the limits.",
    ),
    Metric(
        name="newsbell_llm_total",
        type="counter",
        help="Stories about which a language model was to be asked: asked, or answered before (known); and what came of it: "
        "agreed, changed, refused, failed, over_budget.",
        labels=("result",),
    ),
    Metric(
        name="newsbell_events_total",
        type="counter",
        help="Events founded (new) or changed (update).",
        labels=("kind", "change"),
    ),
    Metric(
        name="newsbell_alerts_total",
        type="counter",
        help="Alerts that rules gave.",
        labels=("rule", "kind", "reason"),
    ),
    Metric(
        name="newsbell_alerts_silenced_total",
        type="counter",
        help="Alerts that a silence kept untold, by what it silences: event, actor, kind, source or rule.",
        labels=("rule", "reason"),
    ),
    Metric(
        name="newsbell_deliveries_held_total",
        type="counter",
        help="Deliveries that were held back, by why: digest, digest_size, group_wait, quiet_hours or rate_limit.",
        labels=("rule", "reason"),
    ),
    Metric(
        name="newsbell_deliveries_superseded_total",
        type="counter",
        help="Held deliveries that a digest took the place of, by why they had been held.",
        labels=("rule", "reason"),
    ),
    Metric(
        name="newsbell_alert_delay_seconds",
        type="histogram",
        help="From publication (since=published) or first sight (since=first_seen) of a story to its alert.",
        labels=("since",),
        buckets=_NEWS,
    ),
    Metric(
        name="newsbell_deliveries_total",
        type="counter",
        help="Attempts to deliver an alert, by the state in which they left the delivery.",
        labels=("channel", "state"),
    ),
    Metric(
        name="newsbell_delivery_seconds",
        type="histogram",
        help="How long one attempt to deliver took.",
        labels=("channel",),
        buckets=_WORK,
    ),
    Metric(
        name="newsbell_delivery_delay_seconds",
        type="histogram",
        help="From an alert to its confirmed delivery, retries included.",
        labels=("channel",),
        buckets=_NEWS,
    ),
    Metric(
        name="newsbell_template_failures_total",
        type="counter",
        help="Messages for which a template of your own failed, so that the shipped one was taken.",
        labels=("template",),
    ),
    Metric(
        name="newsbell_polls_total",
        type="counter",
        help="Polls of sources by result: ok, not_modified, or the reason of the failure.",
        labels=("result",),
    ),
    Metric(
        name="newsbell_entries_found_total",
        type="counter",
        help="Entries that the answers to polls held.",
    ),
    Metric(
        name="newsbell_entries_new_total",
        type="counter",
        help="Entries that were not known before.",
    ),
    Metric(
        name="newsbell_poll_gaps_total",
        type="counter",
        help="Polls whose list held no known entry though the source had been read before: some were probably missed.",
    ),
    Metric(
        name="newsbell_queue_length",
        type="gauge",
        help="Pieces of work that wait or are under way.",
        labels=("queue",),
    ),
    Metric(
        name="newsbell_channel_circuit",
        type="gauge",
        help="0: the channel is sent to; 1: it failed and is tried with one delivery; 2: it failed and is left alone.",
        labels=("channel",),
    ),
    Metric(
        name="newsbell_loop_lag_seconds",
        type="histogram",
        help="How late the event loop came to a task that was due.",
        buckets=_FAST,
    ),
)


class Metrics:
    """Counts what the daemon does, in a registry of its own."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # the library left it without types
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._counters = {row.name: self._counter(row) for row in TABLE if row.type == "counter"}
        self._histograms = {row.name: self._histogram(row) for row in TABLE if row.type == "histogram"}
        self._gauges = {row.name: self._gauge(row) for row in TABLE if row.type == "gauge"}
        for outcome, reason in endings():
            self._counters["newsbell_stories_total"].labels(outcome, reason)

    def _gauge(self, row: Metric) -> Gauge:
        return Gauge(row.name, row.help, row.labels, registry=self.registry)

    def _counter(self, row: Metric) -> Counter:
        return Counter(row.name, row.help, row.labels, registry=self.registry)

    def _histogram(self, row: Metric) -> Histogram:
        return Histogram(row.name, row.help, row.labels, buckets=row.buckets, registry=self.registry)

    def settled(self, settlement: Settlement, seconds: float) -> None:
        """A story ended, `seconds` after it had arrived."""
        disposition = settlement.disposition
        self._count("stories_total", disposition.outcome.value, str(disposition.reason))
        self._observe("story_seconds", seconds)
        if settlement.reading:
            self._read(settlement.reading)
        for event in settlement.events:
            self._count("events_total", event.kind, "new" if event.version == 1 else "update")
        for alert in settlement.alerts:
            self._alerted(alert, settlement.story)
        for hush in settlement.hushes:
            self._count("alerts_silenced_total", hush.rule, hush.by)
        self.turned(made(settlement.alerts, settlement.deliveries))

    def _read(self, reading: Reading) -> None:
        self._counters["newsbell_unread_characters_total"].inc(reading.unread)
        if advice := reading.advice:
            self._count("llm_total", advice.result.value)
            for result, happened in (("asked", advice.asked), ("known", advice.known)):
                if happened:
                    self._count("llm_total", result)
        for mention in reading.mentions:
            self._count("mentions_total", mention.kind, mention.status.value)

    def _alerted(self, alert: Alert, story: Story) -> None:
        self._count("alerts_total", alert.rule, alert.event.kind, alert.reason.value)
        self._observe("alert_delay_seconds", (alert.at - story.first_seen).total_seconds(), "first_seen")
        if story.published is not None:
            self._observe("alert_delay_seconds", (alert.at - story.published).total_seconds(), "published")

    def turned(self, turns: Iterable[Turn]) -> None:
        """Deliveries were held back, or a digest took their place."""
        for turn in turns:
            self._count(f"deliveries_{turn.state.value}_total", turn.rule, turn.cause.value)

    def polled(self, result: PollResult) -> None:
        """A source was polled."""
        self._count("polls_total", result.reason or ("not_modified" if result.not_modified else "ok"))
        self._counters["newsbell_entries_found_total"].inc(result.found)
        self._counters["newsbell_entries_new_total"].inc(result.new)
        self._counters["newsbell_poll_gaps_total"].inc(int(result.gap))

    def delivered(self, delivery: Delivery, seconds: float) -> None:
        """One attempt to deliver came to an end after `seconds`."""
        self._count("deliveries_total", delivery.channel, delivery.state.value)
        self._observe("delivery_seconds", seconds, delivery.channel)
        if delivery.state is DeliveryState.SENT:
            delay = (delivery.updated - delivery.created).total_seconds()
            self._observe("delivery_delay_seconds", delay, delivery.channel)

    def template_failed(self, template: str) -> None:
        """One of the user's templates failed while it ran."""
        self._count("template_failures_total", template)

    def loop_late(self, seconds: float) -> None:
        """The event loop came `seconds` late."""
        self._observe("loop_lag_seconds", seconds)

    def watch_queue(self, name: str, length: Callable[[], int]) -> None:
        """Ask `length` whenever the metrics are read."""
        self._gauges["newsbell_queue_length"].labels(name).set_function(length)

    def watch_circuit(self, channel: str, state: Callable[[], str]) -> None:
        """Ask for the state of the channel's circuit whenever the metrics are read."""
        self._gauges["newsbell_channel_circuit"].labels(channel).set_function(lambda: CIRCUITS[state()])

    def _count(self, name: str, *labels: str) -> None:
        self._counters[f"newsbell_{name}"].labels(*labels).inc()

    def _observe(self, name: str, seconds: float, *labels: str) -> None:
        metric = self._histograms[f"newsbell_{name}"]
        (metric.labels(*labels) if labels else metric).observe(max(seconds, 0.0))


def endings() -> tuple[tuple[str, str], ...]:
    """Every outcome with its reasons: each is shown from the start, as 0."""
    dropped = tuple((Outcome.DROPPED.value, reason.value) for reason in DropReason)
    quarantined = tuple((Outcome.QUARANTINED.value, reason.value) for reason in QuarantineReason)
    return ((Outcome.STORED.value, ""), *dropped, *quarantined)
