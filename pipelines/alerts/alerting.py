"""Alerting: the rules of a configuration, ready to be asked by the flow, and what they hold back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from config.paces import Pace, parse_pace
from config.rates import rates_of
from config.schema import Channel, Config, Rule
from pipelines.alerts.case import Terms
from pipelines.alerts.deliveries import deliveries_for
from pipelines.alerts.digests import opened, passed_gate
from pipelines.alerts.holding import Cause, Hold, cause_of, gate_of, hold, parts, ripe
from pipelines.alerts.reminders import reminder
from pipelines.alerts.rules import alerts_for, why_not
from pipelines.model.alert import Alert
from pipelines.model.batch import Batch, Held, Opening, Reminder, Reminding
from pipelines.model.delivery import Delivery
from pipelines.model.event import Event
from pipelines.model.silence import Silence
from pipelines.model.story import Story


@dataclass(frozen=True, kw_only=True, slots=True)
class Alerting:
    """Is a `pipelines.flow.Alerting`, and says how batches are opened."""

    rules: Sequence[Rule]
    channels: Mapping[str, Channel]
    terms: Terms
    zone: str

    def __call__(
        self, event: Event, story: Story, now: datetime, silences: tuple[Silence, ...]
    ) -> tuple[Event, tuple[Alert, ...], tuple[Delivery, ...]]:
        """What the rules make of `story`'s report of `event`: the event with what was told, alerts, their deliveries."""
        terms = replace(self.terms, silences=silences)
        event, alerts = alerts_for(self.rules, event, story, now=now, terms=terms)
        return event, alerts, tuple(row for alert in alerts for row in self.rows(alert, now))

    def rows(self, alert: Alert, now: datetime) -> tuple[Delivery, ...]:
        """The deliveries of an alert, each due or held; none in a channel that is no longer there."""
        there = tuple(name for name in alert.channels if name in self.channels)
        return deliveries_for(replace(alert, channels=there), self.channels, now, self.holds(alert, now))

    def holds(self, alert: Alert, now: datetime) -> Mapping[str, Hold]:
        """The channels in which the alert waits."""
        rule = self.rule(alert.rule)
        if rule is None:
            return MappingProxyType({})
        found = {
            name: hold(rule, self.channels[name], alert.severity, now, self.zone)
            for name in dict.fromkeys(alert.channels)
            if name in self.channels
        }
        return MappingProxyType({name: each for name, each in found.items() if each})

    def silent(self, event: Event, story: Story, now: datetime, silences: tuple[Silence, ...]) -> dict[str, str]:
        """For each rule that stays silent about the report, why (for `explain` and `replay`)."""
        terms = replace(self.terms, silences=silences)
        reasons = {rule.name: why_not(rule, event, story, now=now, terms=terms) for rule in self.rules}
        return {rule: reason for rule, reason in reasons.items() if reason}

    def ripe(self, batch: Batch, now: datetime) -> bool:
        """Whether `batch` is to be opened now."""
        return ripe(self.rule(parts(batch.name)[0]), batch.due, batch.size, now, self.zone)

    def open(self, batch: str, held: Held, now: datetime) -> Opening:
        """What becomes of what waits in `batch`.  A gate whose limit is gone lets everything through."""
        rule, channel = parts(batch)
        limit = self.limit(channel)
        if not rule and limit:
            return passed_gate(held, channel, limit, now)
        return opened(held, channel, limit if rule else None, now)

    def remind(self, known: Reminding, now: datetime) -> Reminder:
        """What becomes of a reminder that is due."""
        return reminder(known, self._at_once, now)

    def _at_once(self, alert: Alert, now: datetime) -> tuple[Delivery, ...]:
        """A reminder's deliveries, but for those that quiet hours or a digest would hold: there they would heap up."""
        return tuple(
            row
            for row in self.rows(alert, now)
            if row.batch in {"", gate_of(row.channel)} or cause_of(row.reason) is Cause.GROUP_WAIT
        )

    def rule(self, name: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.name == name), None)

    def limit(self, channel: str) -> Pace | None:
        """The limit of a channel; None where it has none, or there is no such channel any more."""
        settings = self.channels.get(channel)
        return parse_pace(settings.rate_limit) if settings and settings.rate_limit else None


def alerting_from(config: Config) -> Alerting:
    """The configuration's rules.  Raises ConfigError for a table of rates that cannot be read."""
    channels = {channel.name: channel for channel in config.channels}
    return Alerting(
        rules=config.rules,
        channels=channels,
        terms=terms_of(config),
        zone=config.alerts.timezone,
    )


def terms_of(config: Config, silences: tuple[Silence, ...] = ()) -> Terms:
    """What the configuration says for all rules."""
    return Terms(
        max_age=config.alerts.max_age,
        sources=MappingProxyType({source.name: source for source in config.sources}),
        rates=rates_of(config),
        silences=silences,
    )
