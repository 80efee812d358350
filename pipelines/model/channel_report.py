"""A channel that has failed, and whether that was told through another one."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ChannelReport:
    """Is kept as long as the channel fails, and until it was told that it works again."""

    channel: str
    since: datetime
    reason: str
    told: bool = False
    """Its fallback has said that it fails."""
    tried: datetime | None = None
    """When somebody last tried to say so, or that it works again."""
