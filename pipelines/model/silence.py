"""A silence: somebody wants to hear nothing of a matter for a while.  And what came of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SilencedBy(StrEnum):
    """What a silence is about."""

    EVENT = "event"
    ACTOR = "actor"
    KIND = "kind"
    SOURCE = "source"
    RULE = "rule"


@dataclass(frozen=True, kw_only=True, slots=True)
class Silence:
    """Of what `by` and `value` name nothing is told until `until`; `reason` in words."""

    silence_id: str
    by: SilencedBy
    value: str
    until: datetime
    reason: str
    created: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Hush:
    """A rule would have told the stage `mark` of an event, had it not been silenced.  It stays untold."""

    rule: str
    mark: str
    silence_id: str
    reason: str
    at: datetime
    by: str = ""
    """What the silence is about, one of `SilencedBy`; rows before 0.3 do not say."""
