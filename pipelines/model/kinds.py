"""The vocabulary of events: kinds, statuses, roles.  Kinds are data: see `config/data/kinds/`."""

from enum import StrEnum


class Status(StrEnum):
    """How a document speaks of a development."""

    NEW = "new"
    BACKGROUND = "background"
    RUMOUR = "rumour"
    DENIAL = "denial"
    OPINION = "opinion"


class AlertReason(StrEnum):
    """Why an alert goes out: the event is new, it moved on, several alerts are brought together, or nobody acknowledged."""

    NEW = "new"
    UPDATE = "update"
    DIGEST = "digest"
    REMINDER = "reminder"


class Severity(StrEnum):
    """How much an alert weighs, the least first."""

    INFO = "info"
    NORMAL = "normal"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """The place in that order, from 0: what is stored with a delivery and compared."""
        return list(Severity).index(self)
