"""Settings of a language model that may be asked where the offline engine is in doubt."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from config.forms import Between, Line, Timeout, WebUrl
from config.secret import NO_SECRET, Secret


@dataclass(frozen=True, kw_only=True, slots=True)
class LlmSettings:
    """A language model that is asked where newsbell is in doubt; off as long as it has no url."""

    url: WebUrl = ""
    """Of an OpenAI-compatible service, up to and without /chat/completions; empty: off."""
    model: Line = ""
    """The model's name there."""
    api_key: Secret = NO_SECRET
    """Sent as a bearer token; empty: none."""
    band: tuple[Annotated[float, Between(0.2, 1.0)], ...] = (0.35, 0.75)
    """From which to which probability that a story tells of something new it is asked."""
    budget: Annotated[int, Between(0, 1_000_000)] = 200
    """Questions a day (UTC), restarts included."""
    timeout: Timeout = timedelta(seconds=20)
    """For one answer; an article waits for it no longer."""
