"""What is remembered of a source between polls."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceState:
    """`failures` in a row; `reason` of the last failure; `not_before`: a pause that the server or we asked for."""

    name: str
    etag: str = ""
    last_modified: str = ""
    last_url: str = ""
    """The address that the last good poll used."""
    last_poll: datetime | None = None
    last_success: datetime | None = None
    last_new: datetime | None = None
    """When a poll last brought an entry that was not known."""
    newest: datetime | None = None
    """Publication time of the newest entry."""
    failures: int = 0
    reason: str = ""
    detail: str = ""
    not_before: datetime | None = None
    polls: int = 0
    not_modified: int = 0
    entries: int = 0
    """New entries so far."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PollResult:
    """What came of one poll.  `reason` is empty when it went well, else a short label (`http_404`, `not_a_feed`, …)."""

    source: str
    reason: str = ""
    detail: str = ""
    not_modified: bool = False
    url: str = ""
    etag: str = ""
    last_modified: str = ""
    found: int = 0
    """Entries in the answer."""
    new: int = 0
    """Entries that were not known."""
    gap: bool = False
    """No entry of the list was known, though the source had been read before: some were probably missed."""
    newest: datetime | None = None
    retry_after: float | None = None
    """Seconds, where the server named them."""
    ttl: float | None = None
    """Seconds, where the feed named them."""

    @property
    def ok(self) -> bool:
        return not self.reason
