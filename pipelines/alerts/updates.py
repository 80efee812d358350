"""Updates: what changed since a rule last spoke of an event, and what did not.  Pure.

An amount counts as corrected when two independent owners give the new one and nobody has given the old one since:
papers round, and one of them errs alone.
"""

from decimal import Decimal

from pipelines.alerts.case import AMOUNT, DENIED, Case, mark_of
from pipelines.alerts.confirmation import owner
from pipelines.alerts.money import amount_of
from pipelines.model.alert import Change
from pipelines.model.event import Report
from pipelines.model.kinds import Status
from pipelines.model.money import Money

CONFIRMERS = 2
"""Owners that have to give the new amount."""
APART = Decimal("0.05")
"""Amounts that differ by less, as part of the larger, are one amount told more or less exactly."""


def correction(case: Case) -> Money | None:
    """The amount that takes the place of the one that was told, at a stage that was told; None where that stands."""
    if case.mark not in case.told:
        return None
    told, new = case.event.told_amounts.get(case.rule.name), case.report.amount
    if told is None or new is None or not _gives(case, case.report) or _equal(case, told, new):
        return None
    if f"{AMOUNT}{money_text(new)}" in case.event.alerted.get(case.rule.name, ()):
        return None
    giving = [r for r in case.event.reports if r.amount and _gives(case, r)]
    since = next(number for number, r in enumerate(giving) if r.amount and _equal(case, r.amount, new))
    later = giving[since:]
    agreed = all(r.amount and _equal(case, r.amount, new) for r in later)
    return new if agreed and len({owner(r) for r in later}) >= CONFIRMERS else None


def changes(case: Case, corrected: Money | None) -> tuple[Change, ...]:
    """For an update: stage, status and amount, before and after; those that stayed are among them, with equal ends."""
    if not case.told:
        return ()
    before, after = case.told[-1], DENIED if case.mark == DENIED else case.report.stage
    found = [Change(what="stage", before=before, after=before if corrected else after)]
    if before == case.kind.stages[0] and case.report.status is Status.NEW and not corrected:
        found.append(Change(what="status", before=Status.RUMOUR.value, after=Status.NEW.value))
    told = case.event.told_amounts.get(case.rule.name)
    now = corrected or amount_of(case)
    if told or now:
        found.append(Change(what="amount", before=money_text(told), after=money_text(now)))
    return tuple(found)


def change_text(found: tuple[Change, ...]) -> str:
    """What changed, in one line: "offered → rejected", or the amounts where the stage stayed."""
    moved = next((each for each in found if each.what != "status" and each.before != each.after), None)
    return f"{moved.before} → {moved.after}" if moved else ""


def money_text(money: Money | None) -> str:
    """The amount as `Change` has it: plain digits and the currency."""
    return f"{money.amount.normalize():f} {money.currency}" if money and money.amount.is_finite() else ""


def _gives(case: Case, report: Report) -> bool:
    """Whether the report tells the same stage as news of its own."""
    return report.status is Status.NEW and not report.copy and mark_of(case.event, report) == case.mark


def _equal(case: Case, a: Money, b: Money) -> bool:
    """Whether two amounts are one; where they cannot be compared they count as one: no correction follows."""
    other = case.terms.rates.convert(b.amount, b.currency, a.currency)
    if other is None or not (a.amount.is_finite() and other.is_finite()):
        return True
    return abs(a.amount - other) <= APART * max(abs(a.amount), abs(other))
