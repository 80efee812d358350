"""Silences before a case: which one keeps a rule from speaking.  Pure."""

from collections.abc import Iterable
from datetime import datetime

from pipelines.alerts.actors import takes_part
from pipelines.alerts.case import Case
from pipelines.model.event import Event, Report
from pipelines.model.silence import Silence, SilencedBy


def silence_over(case: Case) -> Silence | None:
    """The silence that keeps the case untold; None where none does.

    A denial of what was told passes every silence, and so does an update at a stage that the rule calls important.
    """
    if case.corrects:
        return None
    found = next(
        (s for s in case.terms.silences if s.until > case.now and covers(s, case.rule.name, case.event, case.report)),
        None,
    )
    if found is None or (_follows(case, found) and important(case)):
        return None
    return found


def set_by(silences: Iterable[Silence], now: datetime) -> tuple[Silence, ...]:
    """Those that somebody had set by `now`: for trials of a past moment.  (A running newsbell takes all that it knows.)"""
    return tuple(silence for silence in silences if silence.created <= now)


def important(case: Case) -> bool:
    """Whether the report's stage is one that is told though the event is silenced."""
    return case.report.stage in (case.rule.important_stages or case.kind.important)


def _follows(case: Case, silence: Silence) -> bool:
    """Whether it is an update: of what was told, would have been told, or was silenced by name."""
    hushed = any(hush.rule == case.rule.name for hush in case.event.silenced)
    return bool(case.told) or hushed or silence.by is SilencedBy.EVENT


def covers(silence: Silence, rule: str, event: Event, report: Report) -> bool:
    """Whether the silence is of what the rule would say of the report."""
    value = silence.value
    match silence.by:
        case SilencedBy.EVENT:
            return event.event_id == value
        case SilencedBy.ACTOR:
            return takes_part(value, event, report)
        case SilencedBy.KIND:
            return event.kind == value
        case SilencedBy.SOURCE:
            return value in {report.source, report.owner}
        case SilencedBy.RULE:
            return rule == value
