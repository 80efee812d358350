"""What is said of a channel that fails, through its fallback: once that it fails, once that it works again.  Pure."""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from pipelines.model.announcement import Announcement
from pipelines.model.channel_report import ChannelReport
from pipelines.model.kinds import Severity

AGAIN = timedelta(minutes=1)
"""Between two tries to say it; until then another process may be at it."""


class Condition(StrEnum):
    """How a channel is.  `unknown`: nothing was sent since the start, or too little failed."""

    DOWN = "down"
    WORKS = "works"
    UNKNOWN = "unknown"


def seen(
    report: ChannelReport | None, channel: str, condition: Condition, reason: str, now: datetime
) -> ChannelReport | None:
    """The report of a channel that is found in `condition`; None: there is nothing to say of it."""
    if condition is Condition.DOWN:
        return replace(report, reason=reason) if report else ChannelReport(channel=channel, since=now, reason=reason)
    if condition is Condition.WORKS and report and not report.told:
        return None  # nobody was told that it fails: nobody needs to know that it works
    return report


def tried(report: ChannelReport | None, condition: Condition, now: datetime) -> ChannelReport | None:
    """The report of somebody who will now say it: None where there is nothing to say, or somebody else is at it."""
    if report is None or (report.tried is not None and timedelta() <= now - report.tried < AGAIN):
        return None
    due = (condition is Condition.DOWN and not report.told) or (condition is Condition.WORKS and report.told)
    return replace(report, tried=now) if due else None


def said(report: ChannelReport | None, condition: Condition) -> ChannelReport | None:
    """The report after it was said."""
    if report is None or condition is Condition.WORKS:
        return None
    return replace(report, told=True, tried=None)


def words(report: ChannelReport, condition: Condition, now: datetime) -> Announcement:
    """What is said.  Both are about one matter, named by channel and beginning."""
    key = f"channel-{report.channel}-{report.since:%Y%m%dT%H%M%S}"
    if condition is Condition.WORKS:
        up = (f"It failed from {_time(report.since)} to {_time(now)} UTC.", "What waited for it is being sent.")
        return Announcement(key=f"{key}-up", headline=f"Channel {report.channel} works again", lines=up)
    lines = (
        f"Since {_time(report.since)} UTC its messages are not taken: {report.reason}",
        "They wait, and are sent when it works again; what is refused for good is among the dead letters.",
        "newsbell outbox list --state dead",
    )
    headline = f"Channel {report.channel} fails"
    return Announcement(key=f"{key}-down", headline=headline, lines=lines, severity=Severity.HIGH)


def _time(moment: datetime) -> str:
    return f"{moment:%d %b %H:%M}"
