"""The names of alerts and their threads.  Pure."""

import hashlib
from collections.abc import Mapping, Sequence

from pipelines.model.kinds import AlertReason


def alert_id(event_id: str, rule: str, reason: AlertReason, mark: str) -> str:
    """The alert's name: the same decision made twice has the same."""
    return hashlib.sha256(f"{event_id}\x1f{rule}\x1f{reason}\x1f{mark}".encode()).hexdigest()[:24]


def thread_of(event_id: str, rule: str, threads: Mapping[str, str], told: Sequence[str]) -> str:
    """The first alert of the rule for the event, of which it told the stages `told`; rows before 0.2 have no `threads`."""
    return threads.get(rule) or alert_id(event_id, rule, AlertReason.NEW, told[0])


def last_alert(event_id: str, rule: str, told: Sequence[str]) -> str:
    """The newest alert of the rule for the event, of which it told the stages `told`."""
    return alert_id(event_id, rule, AlertReason.UPDATE if len(told) > 1 else AlertReason.NEW, told[-1])
