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
    """Why an alert goes out: the event is new, or it moved on."""

    NEW = "new"
    UPDATE = "update"
