"""The settings of rules: see `config.schema`."""

from dataclasses import dataclass
from typing import Annotated

from config.forms import Between, Known, Language, Line, Name, NotEmpty, OneOf


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """Which events go to which channels.  Several rules may speak of one event."""

    name: Name
    """Unique; shown in messages and by `newsbell explain`."""
    kinds: tuple[Annotated[str, Known("kind")], ...] = ()
    """Empty: every kind."""
    statuses: Annotated[tuple[Annotated[str, OneOf(("new", "rumour", "denial"))], ...], NotEmpty()] = ("new",)
    """How the news is told: new, rumour, denial."""
    channels: Annotated[tuple[Annotated[str, Known("channel")], ...], NotEmpty()]
    """Names of channels, all of which get the alert."""
    languages: tuple[Language, ...] = ()
    """Only reports in these languages; empty: all."""
    sources: tuple[Annotated[str, Known("source")], ...] = ()
    """Only reports from these sources; empty: all."""
    actors: tuple[Line, ...] = ()
    """Only events in which one of these takes part."""
    not_actors: tuple[Line, ...] = ()
    """Never events in which one of these takes part."""
    min_confidence: Annotated[float, Between(0.0, 1.0)] = 0.0
    """Only events of which newsbell is at least this sure, from 0 to 1."""
