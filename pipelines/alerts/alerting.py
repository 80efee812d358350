"""Alerting: the rules of a configuration, ready to be asked by the flow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.schema import Channel, Config, Rule
from pipelines.alerts.deliveries import deliveries_for
from pipelines.alerts.rules import alerts_for, why_not
from pipelines.model.alert import Alert
from pipelines.model.delivery import Delivery
from pipelines.model.event import Event
from pipelines.model.story import Story


@dataclass(frozen=True, kw_only=True, slots=True)
class Alerting:
    """Is a `pipelines.flow.Alerting`."""

    rules: Sequence[Rule]
    channels: Mapping[str, Channel]
    max_age: timedelta

    def __call__(
        self, event: Event, story: Story, now: datetime
    ) -> tuple[Event, tuple[Alert, ...], tuple[Delivery, ...]]:
        """What the rules make of `story`'s report of `event`: the event with what was told, alerts, their deliveries."""
        event, alerts = alerts_for(self.rules, event, story, now=now, max_age=self.max_age)
        return event, alerts, tuple(row for alert in alerts for row in deliveries_for(alert, self.channels, now))

    def silences(self, event: Event, story: Story) -> dict[str, str]:
        """For each rule that stays silent about the report, why (for `explain` and `replay`)."""
        reasons = {rule.name: why_not(rule, event, story, max_age=self.max_age) for rule in self.rules}
        return {rule: reason for rule, reason in reasons.items() if reason}


def alerting_from(config: Config) -> Alerting:
    channels = {channel.name: channel for channel in config.channels}
    return Alerting(rules=config.rules, channels=channels, max_age=config.alerts.max_age)
