"""An event: one thing that happened in the world, whatever the language and however many papers write it up."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from pipelines.model.kinds import Status
from pipelines.model.money import Money
from pipelines.model.silence import Hush


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """One story's report of an event, as a message shows it.  `copy` marks copies and translations of another report."""

    story_id: str
    source: str
    owner: str
    title: str
    url: str | None
    lang: str
    published: dt.datetime | None
    first_seen: dt.datetime
    status: Status
    stage: str
    evidence: str = ""
    copy: bool = False
    amount: Money | None = None
    """The amount that this report names."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Absorbed:
    """An event that proved to be another one: its name means that one from now on.

    `alerted` and `threads` are its own, as in `Event`; `known_to`: rules that had told the other one before.
    """

    event_id: str
    alerted: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    threads: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    known_to: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """What is known of an event.  `reports` in the order they were seen; the first one founded the event.

    `status` and `stage` are the strongest and latest that any report gave.  `version` counts the changes.
    """

    event_id: str
    kind: str
    stage: str
    status: Status
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    amount: Money | None = None
    valuation: Money | None = None
    court: str | None = None
    date: dt.date | None = None
    confidence: float = 0.0
    headline: str = ""
    evidence: str = ""
    lang: str = ""
    first_seen: dt.datetime
    updated: dt.datetime
    reports: tuple[Report, ...] = ()
    stages: tuple[str, ...] = ()
    """Every stage reported as new, in order."""
    keys: tuple[str, ...] = ()
    """Identity keys under which the event is found again (see `steps.recognise`)."""
    alerted: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """For each rule that has spoken about the event, the stages of which it spoke, in order."""
    threads: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """For each rule that has spoken about the event, the `alert_id` of the first alert."""
    merged: tuple[Absorbed, ...] = ()
    """Events that proved to be this one."""
    told_amounts: Mapping[str, Money] = field(default_factory=lambda: MappingProxyType({}))
    """For each rule that has spoken about the event, the last amount that it told."""
    silenced: tuple[Hush, ...] = ()
    """What rules would have told, had it not been silenced."""
    version: int = 1
