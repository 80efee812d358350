"""The checks of a rule, in their order: each says why a case is not for the rule, or nothing.  Pure."""

from collections.abc import Callable, Sequence

from pipelines.alerts.actors import takes_part
from pipelines.alerts.case import DENIED, Case, mark_of
from pipelines.alerts.money import amount_of, below
from pipelines.alerts.updates import correction
from pipelines.model.event import Report

Check = Callable[[Case], str]


def objection(case: Case) -> str:
    """Why the rule does not speak; empty where nothing is against it.

    A denial of what was told is not filtered: only what was told already and what is old keeps it back.
    """
    checks = HISTORY if case.corrects else (*FILTERS, *HISTORY)
    return next((reason for check in checks if (reason := check(case))), "")


def _kind(case: Case) -> str:
    return _not_among("kind", case.event.kind, case.rule.kinds)


def _status(case: Case) -> str:
    return _not_among("status", case.report.status, case.rule.statuses or ("no status",))


def _stage(case: Case) -> str:
    return _not_among("stage", case.report.stage, case.rule.stages)


def _language(case: Case) -> str:
    return _not_among("language", case.report.lang, case.rule.languages)


def _source(case: Case) -> str:
    return _not_among("source", case.report.source, case.rule.sources)


def _group(case: Case) -> str:
    source = case.terms.sources.get(case.report.source)
    return _not_among("source group", source.group if source else "", case.rule.source_groups)


def _country(case: Case) -> str:
    source = case.terms.sources.get(case.report.source)
    return _not_among("country", source.country if source else "", case.rule.countries)


def _not_among(what: str, value: str, allowed: Sequence[str]) -> str:
    return f"{what} {value or 'unknown'} is not among {', '.join(allowed)}" if allowed and value not in allowed else ""


def _actors(case: Case) -> str:
    wanted = case.rule.actors
    if wanted and not any(takes_part(name, case.event, case.report) for name in wanted):
        return f"none of {', '.join(wanted)} takes part"
    return ""


def _not_actors(case: Case) -> str:
    unwanted = next((name for name in case.rule.not_actors if takes_part(name, case.event, case.report)), "")
    return f"{unwanted} takes part" if unwanted else ""


def _amount(case: Case) -> str:
    return below(amount_of(case), case.rule.min_amount, case.terms) if case.rule.min_amount else ""


def _confidence(case: Case) -> str:
    if case.event.confidence < case.rule.min_confidence:
        return f"confidence {case.event.confidence:.2f} is below {case.rule.min_confidence:.2f}"
    return ""


def _told(case: Case) -> str:
    """Told already, or a stage that is no news to who was told before."""
    hush = next((h for h in case.event.silenced if (h.rule, h.mark) == (case.rule.name, case.mark)), None)
    if hush:
        return f"{case.mark} came while it was silenced ({hush.reason}), and is no longer news"
    if not case.told:
        return ""
    if case.mark in case.told:
        return "" if correction(case) else f"{case.mark} was told already"
    stages = case.kind.stages
    tentative = {stages[0], DENIED}
    if case.mark == DENIED or tentative.issuperset(case.told):
        return ""
    if case.mark not in case.kind.updates:
        return f"{case.mark} is no update worth a word after {case.told[-1]}"
    first = min((stages.index(stage) for stage in case.told if stage in stages), default=0)
    return f"{case.mark} comes before {case.told[0]}, which was told" if stages.index(case.mark) < first else ""


def _age(case: Case) -> str:
    if _old(case, case.report):
        return "published too long before it was first seen: learned, not told"
    same = (r for r in case.event.reports if r.status is case.report.status and mark_of(case.event, r) == case.mark)
    first = next(same, case.report)
    if first.story_id != case.report.story_id and _old(case, first):
        return f"{case.mark} was learned from an old report: no longer news"
    return ""


def _old(case: Case, report: Report) -> bool:
    return report.published is not None and report.first_seen - report.published > case.terms.max_age


FILTERS: tuple[Check, ...] = (
    _kind,
    _status,
    _stage,
    _language,
    _source,
    _group,
    _country,
    _actors,
    _not_actors,
    _amount,
    _confidence,
)
HISTORY: tuple[Check, ...] = (_told, _age)
