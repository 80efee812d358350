"""Holding back: whether a rule's alert goes to a channel at once, or waits in a batch, until when, and why.  Pure.

A batch is what waits together: the alerts of one rule for one channel (`RULE|CHANNEL`), or everything for a channel
that has a limit (`|CHANNEL`, its gate, through which all its messages pass).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from config.counted import counted
from config.cron import next_time
from config.paces import Pace
from config.schema import Channel, Rule
from pipelines.alerts.hours import quiet_until
from pipelines.model.kinds import Severity

NO_OVERRIDE = "none"
LONGEST = timedelta(hours=24)
"""For which alerts gather by number alone: after it they come, however few they are."""


class Cause(StrEnum):
    """What holds a delivery back.  Also the metric's label."""

    DIGEST = "digest"
    DIGEST_SIZE = "digest_size"
    GROUP_WAIT = "group_wait"
    QUIET_HOURS = "quiet_hours"
    RATE_LIMIT = "rate_limit"


WORDS = {
    Cause.QUIET_HOURS: "quiet hours",
    Cause.DIGEST_SIZE: "digest of",
    Cause.DIGEST: "digest",
    Cause.GROUP_WAIT: "group_wait",
    Cause.RATE_LIMIT: "more than",
}
"""With which the reasons of held deliveries begin."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hold:
    """`due`: when the batch is opened at the latest.  `reason` in words, for the digest; empty for a gate."""

    batch: str
    due: datetime
    reason: str = ""


def hold(rule: Rule, channel: Channel, severity: Severity, now: datetime, zone: str) -> Hold | None:
    """Where and until when the alert waits; None where it goes at once.  `zone`: of rules that name none."""
    if not overrides(rule, severity):
        due, reason = gathered_until(rule, now, zone)
        if due > now:
            return Hold(batch=batch_of(rule.name, channel.name), due=due, reason=reason)
    return Hold(batch=gate_of(channel.name), due=now) if channel.rate_limit else None


def overrides(rule: Rule, severity: Severity) -> bool:
    """Whether an alert of this severity waits for nothing."""
    return rule.quiet_override != NO_OVERRIDE and severity.rank >= Severity(rule.quiet_override).rank


def gathered_until(rule: Rule, now: datetime, zone: str) -> tuple[datetime, str]:
    """When what the rule says now is due, and why not at once."""
    place = ZoneInfo(rule.timezone or zone)
    due, reason = now, ""
    if rule.digest:
        due, reason = next_time(rule.digest, now, place) or now + LONGEST, WORDS[Cause.DIGEST]
    elif rule.digest_size:
        due, reason = now + LONGEST, f"{WORDS[Cause.DIGEST_SIZE]} {rule.digest_size}"
    elif rule.group_wait:
        due, reason = now + rule.group_wait, WORDS[Cause.GROUP_WAIT]
    quiet = quiet_until(rule.quiet_hours, due, place)
    if quiet is None:
        return due, reason
    return quiet, f"{WORDS[Cause.QUIET_HOURS]} until {quiet.astimezone(place):%H:%M}"


def over(limit: Pace) -> str:
    """The reason of what a channel's limit holds back."""
    spans = {timedelta(seconds=1): "a second", timedelta(minutes=1): "a minute", timedelta(hours=1): "an hour"}
    return f"{WORDS[Cause.RATE_LIMIT]} {counted(limit.count, 'message')} in {spans.get(limit.span, 'a day')}"


def cause_of(reason: str) -> Cause:
    """What the reason of a held delivery speaks of; what an older newsbell said otherwise counts as a digest."""
    return next((cause for cause, words in WORDS.items() if reason.startswith(words)), Cause.DIGEST)


def ripe(rule: Rule | None, due: datetime, size: int, now: datetime, zone: str) -> bool:
    """Whether a batch of `size` alerts is to be opened now: its time has come, or enough have gathered.

    Quiet hours stay quiet, however many gather; a batch whose rule is gone goes by its time.
    """
    if due <= now:
        return True
    if rule is None or not rule.digest_size or size < rule.digest_size:
        return False
    return quiet_until(rule.quiet_hours, now, ZoneInfo(rule.timezone or zone)) is None


def batch_of(rule: str, channel: str) -> str:
    return f"{rule}|{channel}"


def gate_of(channel: str) -> str:
    return f"|{channel}"


def parts(batch: str) -> tuple[str, str]:
    """Rule ("" for a gate) and channel of a batch."""
    rule, _, channel = batch.partition("|")
    return rule, channel
