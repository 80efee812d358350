"""The settings of rules; part of the schema (see `config.schema`)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from config.forms import (
    Amount,
    Between,
    Country,
    Cron,
    Hours,
    Known,
    Language,
    Line,
    Name,
    NotEmpty,
    OneOf,
    OrOne,
    Timezone,
)

SEVERITIES = ("info", "normal", "high", "critical")
"""The least first, as `pipelines.model.kinds.Severity`."""

_NO_TIME = timedelta(0)
_DAY = timedelta(days=1)
_MONTH = timedelta(days=31)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """Which events go to which channels.  Several rules may speak of one event."""

    name: Name
    """Unique; shown in messages and by `newsbell explain`."""
    kinds: tuple[Annotated[str, Known("kind")], ...] = ()
    """Empty: every kind."""
    statuses: Annotated[tuple[Annotated[str, OneOf(("new", "rumour", "denial"))], ...], NotEmpty()] = ("new",)
    """How the news is told: new, rumour, denial.  A denial of what was alerted is always sent."""
    stages: tuple[Annotated[str, Known("stage")], ...] = ()
    """Only events at one of these stages; empty: all."""
    channels: Annotated[tuple[Annotated[str, Known("channel")], ...], NotEmpty()]
    """Names of channels, all of which get the alert."""
    languages: tuple[Language, ...] = ()
    """Only reports in these languages; empty: all."""
    sources: tuple[Annotated[str, Known("source")], ...] = ()
    """Only reports from these sources; empty: all."""
    source_groups: tuple[Annotated[str, Known("group")], ...] = ()
    """Only reports from sources with one of these groups; empty: all."""
    countries: tuple[Country, ...] = ()
    """Only reports from sources of these countries; empty: all."""
    actors: tuple[Line, ...] = ()
    """Only events in which one of these takes part: an entity under any of its names, or its people; else this text."""
    not_actors: tuple[Line, ...] = ()
    """Never events in which one of these takes part."""
    min_amount: Amount = ""
    """Only events of at least this much, such as 1e9 USD; other currencies are converted (see [rates])."""
    min_confidence: Annotated[float, Between(0.0, 1.0)] = 0.0
    """Only events of which newsbell is at least this sure, from 0 to 1."""
    min_sources: Annotated[int, Between(1, 20)] = 1
    """Wait until so many independent owners report it; copies and translations do not count."""
    min_sources_within: Annotated[timedelta, Between(timedelta(minutes=1), _MONTH)] = _DAY
    """Reports that lie further apart than this do not confirm each other."""
    severity: Annotated[str, OneOf(SEVERITIES)] = "normal"
    """Of its alerts: info, normal, high or critical.  What weighs more is sent first."""
    critical_stages: tuple[Annotated[str, Known("stage")], ...] = ()
    """Alerts of these stages are critical."""
    critical_amount: Amount = ""
    """Alerts of at least this much are critical."""
    important_stages: tuple[Annotated[str, Known("stage")], ...] = ()
    """These are told though the event is silenced; empty: what the kind says (withdrawn, blocked, ruling, settled …)."""
    template: Line = ""
    """Name of a message template of your own; empty: the usual message."""
    group_wait: Annotated[timedelta, Between(_NO_TIME, _DAY)] = _NO_TIME
    """What comes within this time after a first alert is one message."""
    digest: Cron | None = None
    """A cron expression: alerts gather until then and come as one message."""
    digest_size: Annotated[int, Between(0, 1_000)] = 0
    """The gathered alerts come as soon as there are so many; 0: whatever their number."""
    quiet_hours: Annotated[tuple[Hours, ...], OrOne()] = ()
    """Hours in which alerts gather, such as 22:00-07:00; several in an array."""
    quiet_override: Annotated[str, OneOf((*SEVERITIES, "none"))] = "critical"
    """From this severity on an alert waits for nothing: no quiet hours, digest or group_wait; none: all wait."""
    timezone: Timezone = ""
    """Of `digest` and `quiet_hours`; empty: that of [alerts]."""
    remind_every: Annotated[timedelta, Between(timedelta(minutes=1), _MONTH)] | None = None
    """Critical alerts are repeated until `newsbell events ack`; empty: never."""
