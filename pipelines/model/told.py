"""What newsbell said of itself the last time: when, and what it had counted by then."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """`stories` that had come in since the store began."""

    at: datetime
    stories: int = 0
