"""What a replay leaves unsaid: for each document and rule that gave no alert, why not."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pipelines.alerts.alerting import Alerting
from pipelines.model.alert import Alert
from pipelines.model.delivery import Delivery
from pipelines.model.event import Event
from pipelines.model.settlement import Settlement
from pipelines.model.silence import Silence
from pipelines.model.story import Story


@dataclass(kw_only=True)
class Unsaid:
    """Is a `flow.Alerting` that listens to another one.  `rows` are what it heard, as a program reads them."""

    alerting: Alerting
    rows: list[dict[str, Any]] = field(default_factory=list)

    def __call__(
        self, event: Event, story: Story, now: datetime, silences: tuple[Silence, ...]
    ) -> tuple[Event, tuple[Alert, ...], tuple[Delivery, ...]]:
        """What the rules make of it."""
        for rule, why in self.alerting.silent(event, story, now, silences).items():
            self._note(story, now, why, event=event.event_id, rule=rule)
        return self.alerting(event, story, now, silences)

    def ended(self, settlement: Settlement, now: datetime) -> None:
        """A document came to its end; one that no rule was asked about has its own reason."""
        disposition, reading = settlement.disposition, settlement.reading
        if disposition.reason:
            self._note(
                settlement.story, now, f"{disposition.outcome} ({disposition.reason}) {disposition.detail}".strip()
            )
        elif not settlement.events:
            nearest = reading.nearest if reading else ""
            self._note(settlement.story, now, f"no event was read in it{': ' if nearest else ''}{nearest}")

    def _note(
        self, story: Story, now: datetime, why: str, *, event: str | None = None, rule: str | None = None
    ) -> None:
        at = now.isoformat(timespec="seconds")
        self.rows.append({"document_id": story.story_id, "event_id": event, "rule": rule, "at": at, "why": why})
