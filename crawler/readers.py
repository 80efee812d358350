"""What a spider must be able to do: read the entries of a source."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from config.schema import CrawlSettings, Source
from crawler.desk_protocol import Workers
from crawler.fetcher import Document, Fetcher
from pipelines.model.entry import Entry
from pipelines.model.source_state import SourceState


@dataclass(frozen=True, kw_only=True, slots=True)
class Validator:
    """What the last good answer of one address said of its version, and how fresh it was (see `Found.freshness`)."""

    etag: str
    last_modified: str
    freshness: float


@dataclass(kw_only=True, slots=True)
class AddressMemory:
    """What is remembered of addresses while newsbell runs: validators of sources with several of them, and moves."""

    validators: dict[str, Validator] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Poll:
    """One poll as a reader sees it.  `due` tells which entries are still due, for readers that follow listings back."""

    source: Source
    state: SourceState
    fetcher: Fetcher
    workers: Workers
    settings: CrawlSettings
    now: datetime
    memory: AddressMemory
    due: Callable[[tuple[Entry, ...]], Awaitable[tuple[Entry, ...]]]
    pages: int | None = None
    """How many listing pages are read; None: one more after a page of new entries only."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What one document holds.  `freshness` grows with the newest entry; documents of one source are compared by it."""

    entries: tuple[Entry, ...]
    freshness: float = 0.0
    newest: datetime | None = None
    ttl: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What a poll read.  `url` is the configured address that was taken, `not_modified` that no address had news."""

    entries: tuple[Entry, ...] = ()
    url: str = ""
    not_modified: bool = False
    etag: str = ""
    last_modified: str = ""
    newest: datetime | None = None
    ttl: float | None = None
    detail: str = ""
    learned: Mapping[str, Validator] = field(default_factory=dict)
    """To be remembered by address once every entry is settled."""


ReadDocument = Callable[[Poll, Document], Awaitable[Found]]
"""From an answer to its entries; raises PollError."""

Reader = Callable[[Poll], Awaitable[Reading]]
"""A spider's way to a source's entries.  Raises PollError and FetchFailed."""
