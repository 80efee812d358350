"""A mention: what one document says of one event."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from pipelines.model.advice import Advice
from pipelines.model.kinds import Status
from pipelines.model.money import Money


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """One ground for a decision: a named feature, its weight (log-odds; 0 where a rule decided alone), the text it saw."""

    feature: str
    weight: float = 0.0
    text: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """One event as one document tells it.

    `roles` maps a kind's role names (acquirer, target, plaintiff, …) to names: canonical English names where the
    gazetteer knows the entity, else as written.  `evidence` is the sentence that says so, word for word.
    `confidence` is a probability in [0, 1].
    """

    kind: str
    stage: str
    status: Status
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    amount: Money | None = None
    valuation: Money | None = None
    court: str | None = None
    date: dt.date | None = None
    confidence: float
    evidence: str
    reasons: tuple[Reason, ...] = ()
    new: float = 0.0
    """The probability that the document tells it as new, whatever the status that was chosen."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What newsbell understood of one document.  `relevance` are the grounds for `ai_industry`."""

    lang: str
    ai_industry: bool
    mentions: tuple[Mention, ...] = ()
    relevance: tuple[Reason, ...] = ()
    dormant: tuple[Mention, ...] = ()
    """Of a story that does not say that it is about AI: what it tells, should one of its events be known already."""
    doubtful: tuple[Mention, ...] = ()
    """What is not told, but might be new: the least that a second opinion could be asked about."""
    unread: int = 0
    """Characters past the limits of what is read."""
    advice: Advice | None = None
    """What came of asking a language model, where one was to be asked."""
    nearest: str = ""
    """For a document without mentions: the nearest it came to one, and what was missing."""
