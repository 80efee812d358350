"""Independent sources: how many owners told a thing, and what still waits for another one.  Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.durations import format_duration
from pipelines.alerts.case import Case, mark_of
from pipelines.model.event import Report
from pipelines.model.kinds import Status

_TELLS = frozenset({Status.NEW, Status.RUMOUR, Status.DENIAL})


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """An alert that waits for more sources.  `since`: when the first of the `have` reports came."""

    have: int
    needed: int
    since: datetime
    within: timedelta

    def words(self, now: datetime) -> str:
        """What is waited for, how long it has waited, and how long it may."""
        waited = now - self.since
        found = f"{self.have} of {self.needed} independent sources"
        if waited > self.within:
            return f"waited for a confirmation: {found} within {format_duration(self.within)}; no longer waiting"
        return (
            f"waits for a confirmation: {found}, for {format_duration(_rounded(waited))} so far, "
            f"at most {format_duration(self.within)}"
        )


def waiting(case: Case) -> Waiting | None:
    """What the alert waits for; None where enough owners told the thing close enough together."""
    if case.rule.min_sources <= 1 or case.corrects:
        return None
    reports = list(_same(case))
    owners = {owner(report) for report in reports}
    if len(owners) >= case.rule.min_sources:
        return None
    return Waiting(
        have=len(owners),
        needed=case.rule.min_sources,
        since=min(report.first_seen for report in reports),
        within=case.rule.min_sources_within,
    )


def owner(report: Report) -> str:
    """Who publishes it: sources of one owner are one source."""
    return (report.owner or report.source).casefold()


def _same(case: Case) -> Iterator[Report]:
    """Reports of the same thing up to this one, close enough in time, copies and translations left out."""
    earliest = case.report.first_seen - case.rule.min_sources_within
    for report in case.event.reports:
        tells = report.status in _TELLS and not report.copy
        if report is case.report or (
            tells
            and mark_of(case.event, report) == case.mark
            and earliest <= report.first_seen <= case.report.first_seen
        ):
            yield report


def _rounded(duration: timedelta) -> timedelta:
    return timedelta(seconds=max(0, round(duration.total_seconds())))
