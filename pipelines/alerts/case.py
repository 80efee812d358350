"""A case: one rule before one report of one event, with everything that its judgement may look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from config.kinds import Kind, kinds
from config.rates import Rates, shipped_rates
from config.schema import Rule, Source
from pipelines.model.event import Event, Report
from pipelines.model.kinds import Status
from pipelines.model.silence import Silence
from pipelines.model.story import Story

DENIED = "denied"
"""What `Event.alerted` records where a rule told a denial, which is no stage."""
AMOUNT = "amount "
MERGED = "merged "
"""Before a corrected amount, and before the name of an event that proved to be this one, in `Event.alerted`: these are
no stages either.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What holds for all rules: the age limit, the sources by name, exchange rates, silences."""

    max_age: timedelta
    sources: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}))
    rates: Rates = field(default_factory=shipped_rates)
    silences: tuple[Silence, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """`mark` is the stage that the report counts as; `told` are those the rule told before, in order."""

    rule: Rule
    event: Event
    report: Report
    mark: str
    told: tuple[str, ...]
    terms: Terms
    now: datetime

    @property
    def kind(self) -> Kind:
        return kinds()[self.event.kind]

    @property
    def corrects(self) -> bool:
        """A denial of what the rule told: it is always told, because it corrects us."""
        return self.mark == DENIED and bool(self.told)


def case_of(rule: Rule, event: Event, story: Story, terms: Terms, now: datetime) -> Case | None:
    """The case of `story`'s report of `event`; None where the story does not report it."""
    report = next((r for r in reversed(event.reports) if r.story_id == story.story_id), None)
    if report is None:
        return None
    told = tuple(mark for mark in event.alerted.get(rule.name, ()) if not mark.startswith((AMOUNT, MERGED)))
    return Case(rule=rule, event=event, report=report, mark=mark_of(event, report), told=told, terms=terms, now=now)


def mark_of(event: Event, report: Report) -> str:
    """Stages that papers do not keep apart count as one; whatever a rumour is about, it counts as the first stage."""
    kind = kinds()[event.kind]
    if report.status is Status.DENIAL:
        return DENIED
    if report.status is Status.RUMOUR:
        return kind.stages[0]
    return kind.same_stage.get(report.stage, report.stage)
