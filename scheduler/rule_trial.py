"""Trying rules: a made-up event, and what each rule makes of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from config.amounts import parse_amount, split_amount
from config.counted import counted
from config.durations import format_duration
from config.errors import NewsbellError
from config.kinds import kinds
from pipelines.alerts.alerting import Alerting
from pipelines.alerts.rules import amount_note
from pipelines.model.alert import Alert
from pipelines.model.event import Event, Report
from pipelines.model.kinds import Status
from pipelines.model.money import Money
from pipelines.model.silence import Silence
from pipelines.model.story import Story
from scheduler.simulation import Outgoing, Repeats, Simulation, repeats_of

NAME = "trial"


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """What the made-up event is like; `sources` independent ones report it, `told` stages were told before."""

    kind: str
    stage: str
    status: Status = Status.NEW
    actors: tuple[str, ...] = ()
    amount: str = ""
    source: str = ""
    sources: int = 1
    language: str = "en"
    confidence: float = 1.0
    told: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What a rule makes of an event: `at` and `channels` where it speaks, else `why` not; why later, where it waits."""

    rule: str
    at: datetime | None = None
    channels: tuple[str, ...] = ()
    severity: str = ""
    why: str = ""


def trial_event(trial: Trial, alerting: Alerting, now: datetime) -> tuple[Event, Story]:
    """The event as `trial` says, reported just now, and the story that reports it.  NewsbellError for a bad amount."""
    kind = kinds()[trial.kind]
    source = alerting.terms.sources.get(trial.source)
    owner = source.owner if source else ""
    story = Story(
        story_id=NAME, source=trial.source, owner=owner, title="A trial", published=now, first_seen=now,
        lang=trial.language,
    )  # fmt: skip
    others = (_report(trial, f"other {number}", now) for number in range(1, trial.sources))
    report = _report(trial, NAME, now, source=trial.source, owner=owner)
    roles: dict[str, tuple[str, ...]] = {role: (name,) for role, name in zip(kind.roles, trial.actors, strict=False)}
    for name in trial.actors[len(kind.roles) :]:
        roles[kind.roles[-1]] = (*roles[kind.roles[-1]], name)
    event = Event(
        event_id=NAME,
        kind=trial.kind,
        stage=trial.stage,
        status=trial.status,
        roles=MappingProxyType(roles),
        amount=_money(trial.amount),
        confidence=trial.confidence,
        headline=story.title,
        lang=trial.language,
        first_seen=now,
        updated=now,
        reports=(*others, report),
        stages=(trial.stage,),
        alerted=MappingProxyType({rule.name: trial.told for rule in alerting.rules} if trial.told else {}),
    )
    return event, story


def _report(trial: Trial, name: str, now: datetime, *, source: str = "", owner: str = "") -> Report:
    return Report(
        story_id=name,
        source=source or name,
        owner=owner,
        title="A trial",
        url=None,
        lang=trial.language,
        published=now,
        first_seen=now,
        status=trial.status,
        stage=trial.stage,
    )


def _money(text: str) -> Money | None:
    if not text:
        return None
    try:
        figure, currency = split_amount(parse_amount(text))
    except ValueError as error:
        raise NewsbellError(f"--amount {text!r}: expected {error}, such as 97.4e9 USD") from None
    return Money(amount=Decimal(figure), currency=currency)


async def verdicts(
    alerting: Alerting, event: Event, story: Story, now: datetime, silences: tuple[Silence, ...] = ()
) -> list[Verdict]:
    """What each rule makes, under `silences`, of `story`'s report of `event`, in the rules' order."""
    told, alerts, rows = alerting(event, story, now, silences)
    simulation = Simulation(alerting, now, lambda _name: told)
    out = await simulation.take(alerts, rows, now) + await simulation.until(None)
    silent = alerting.silent(event, story, now, silences)
    return [
        verdict
        for rule in alerting.rules
        for verdict in (
            [Verdict(rule=rule.name, why=silent[rule.name])]
            if rule.name in silent
            else _spoken(rule.name, out, alerting, event)
        )
    ]


def _spoken(rule: str, out: Sequence[Outgoing], alerting: Alerting, event: Event) -> Iterator[Verdict]:
    settings, repeats = alerting.rule(rule), repeats_of(out)
    note = amount_note(settings, event, alerting.terms) if settings else ""
    for each in out:
        if each.alert.rule == rule and not each.reminds:
            late = each.at > each.alert.at
            holds = alerting.holds(each.alert, each.alert.at)
            reason = next((holds[name].reason for name in each.channels if late and name in holds), "")
            again = _again(each.alert, repeats.get(each.alert.alert_id))
            yield Verdict(
                rule=rule,
                at=each.at,
                channels=each.channels,
                severity=each.alert.severity.value,
                why="; ".join(filter(None, (str(each.alert.reason), reason and f"held: {reason}", again, note))),
            )


def _again(alert: Alert, repeats: Repeats | None) -> str:
    """The reminders, on the clock on which the question was asked."""
    if alert.remind_every is None or repeats is None:
        return ""
    first, last = (moment.astimezone(alert.at.tzinfo) for moment in (repeats.first, repeats.last))
    times = f"{first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M}"
    every = format_duration(alert.remind_every)
    return f"again every {every} until acknowledged, at most {counted(repeats.count, 'time')}, {times}"
