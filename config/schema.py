"""Every setting, its type and its default.  The loader (`config.loader`) turns TOML into these values.

Units: durations are `timedelta`, sizes are bytes.  `docs/reference/configuration.md` and what `newsbell init` writes are
generated from this module: the text below each field says what the setting does; `Annotated` says what is accepted.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from config.channels import CHANNEL_TYPES, Channel, ConsoleChannel, EmailChannel, SlackChannel
from config.forms import (
    Between,
    Country,
    Cron,
    Dsn,
    Header,
    Known,
    Language,
    Line,
    Listen,
    Name,
    NotASetting,
    OneOf,
    ReadApart,
    SecretUrl,
    Timeout,
    Timezone,
    WebUrl,
)
from config.llm import LlmSettings
from config.phrases import phrase_languages
from config.redis import RedisSettings
from config.rules import Rule
from config.secret import NO_SECRET, Secret

__all__ = [
    "CHANNEL_TYPES",
    "SPIDERS",
    "AlertSettings",
    "Channel",
    "Config",
    "ConsoleChannel",
    "CrawlSettings",
    "DashboardSettings",
    "EmailChannel",
    "HeartbeatSettings",
    "LlmSettings",
    "LogSettings",
    "RatesSettings",
    "RedisSettings",
    "Rule",
    "SentrySettings",
    "SlackChannel",
    "Source",
]

_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)
_CENTURY = timedelta(days=36_500)

SPIDERS = ("feeds", "vietnamnet")
"""The spiders' names, as `scrapy list` prints them."""

Count = Annotated[int, Between(1, 10_000)]
Bytes = Annotated[int, Between(1_000, 1_000_000_000)]


@dataclass(frozen=True, kw_only=True, slots=True)
class CrawlSettings:
    """How pages and feeds are fetched."""

    user_agent: Header = "newsbell/1.0 (+https://example.org/contact)"
    """Sent with every request; put an address there at which you can be reached."""
    obey_robots: bool = True
    """Fetch nothing that a site's robots.txt refuses."""
    delay: Annotated[timedelta, Between(timedelta(0), timedelta(hours=1))] = timedelta(seconds=1)
    """Between two requests to one host."""
    allow_private_addresses: bool = False
    """Fetch from loopback and private addresses: only for tests."""
    timeout: Timeout = timedelta(seconds=20)
    """For one whole answer, slow ones included."""
    max_feed_size: Bytes = 10_000_000
    """Bytes of one feed after decompression."""
    max_page_size: Bytes = 4_000_000
    """Bytes of one page after decompression."""
    max_entries: Count = 200
    """Entries read from one poll, newest first."""
    concurrency: Count = 16
    """Requests under way at once."""
    concurrency_per_host: Count = 2
    """Requests under way at once to one host."""
    retries: Annotated[int, Between(0, 20)] = 2
    """Further tries of a request that failed for the network's or the server's sake."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """One feed, section page or news sitemap."""

    name: Name
    """Unique; used in commands, metrics and rules."""
    spider: Annotated[str, Known("spider")] = "feeds"
    """A name that `scrapy list` prints."""
    url: WebUrl
    """Feed, section page or news sitemap."""
    also: tuple[WebUrl, ...] = ()
    """Other addresses of the same feed: the freshest one is taken."""
    language: Language | None = None
    """ISO 639-1, a hint."""
    owner: Line = ""
    """Who publishes it: independent sources are counted by owner."""
    country: Country = ""
    """ISO 3166-1 alpha-2."""
    group: Line = ""
    """A word of your own for sources that belong together."""
    every: Annotated[timedelta, Between(_SECOND, timedelta(days=31))] | None = None
    """How often it is polled; 10 minutes where neither this nor `cron` is given."""
    cron: Cron | None = None
    """A cron expression with five fields, in place of `every`; days of the week as cron counts them (0 is Sunday)."""
    fetch_pages: bool = True
    """False: the feed's own text is all there is (the site refuses robots)."""
    enabled: bool = True
    """False: known, never polled."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AlertSettings:
    """What holds for every rule."""

    max_age: Annotated[timedelta, Between(_SECOND, _CENTURY)] = timedelta(hours=24)
    """What was published longer ago than this when first seen is learned, never alerted."""
    language: Annotated[str, OneOf(phrase_languages())] = "en"
    """Of the words around the news in a message."""
    timezone: Timezone = "UTC"
    """Of the times in messages."""
    phrases: Path | None = None
    """A file with words of your own, in the form of `config/data/phrases/en.toml`; what it lacks is as in `language`."""
    templates: Path | None = None
    """A folder with templates of your own for messages; what it lacks is as shipped."""
    late_after: Annotated[timedelta, Between(_SECOND, _CENTURY)] = timedelta(minutes=10)
    """A message that goes out longer than this after its time says by how much."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HeartbeatSettings:
    """A sign of life while newsbell is well: who misses it knows that newsbell is not."""

    url: SecretUrl = NO_SECRET
    """Posted to, for instance a check at healthchecks.io; empty: none."""
    channel: Annotated[str, Known("channel")] = ""
    """Told in one of your channels; empty: none."""
    every: Annotated[timedelta, Between(_SECOND, timedelta(days=31))] = timedelta(minutes=5)
    """How often."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SummarySettings:
    """What newsbell did since the summary before."""

    channel: Annotated[str, Known("channel")] = ""
    """Where it is told; empty: off."""
    cron: Cron = "0 9 * * mon"
    """When, in the time zone of `alerts`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RatesSettings:
    """Exchange rates for `min_amount` and `critical_amount`."""

    file: Path | None = None
    """A table of your own, as `newsbell rates show` prints it; empty: the last refreshed one, else the shipped one."""
    url: WebUrl = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml"
    """Where `newsbell rates refresh` reads the day's rates."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SentrySettings:
    """Errors of newsbell itself go to Sentry."""

    dsn: Dsn = NO_SECRET
    """Empty: off.  With `${NAME}`, off too where the environment has no NAME."""
    environment: Line = "production"
    """Shown in Sentry."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DashboardSettings:
    """Health, metrics and pages over HTTP."""

    listen: Listen = "127.0.0.1:8080"
    """Host and port; empty: off."""
    password: Secret = NO_SECRET
    """Required when it listens on anything but loopback."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LogSettings:
    """What the daemon says on standard output."""

    level: Annotated[str, OneOf(("debug", "info", "warning", "error"))] = "info"
    """debug, info, warning or error."""
    format: Annotated[str, OneOf(("auto", "console", "json"))] = "auto"
    """auto, console or json.  auto: console on a terminal, else JSON."""
    file: Path | None = None
    """A file in place of standard output; SIGHUP opens it anew, for logrotate."""
    max_size: Annotated[int, Between(0, 10_000_000_000)] = 0
    """Bytes after which newsbell itself begins a new file and keeps the old one as FILE.1; 0: something else rotates."""
    keep: Annotated[int, Between(1, 100)] = 5
    """Old files that are kept, with `max_size`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Config:
    """The whole configuration.  `file` is where it came from, None for the shipped defaults."""

    file: Annotated[Path | None, NotASetting()] = None
    notes: Annotated[tuple[str, ...], NotASetting()] = ()
    """What the loader wants the reader to know, though nothing is wrong: one line each."""
    data_dir: Path = Path("var")
    """The private Redis server and its files; made if missing.  Relative to the configuration file."""
    workers: Annotated[int, Between(0, 256)] = 0
    """Processes for extraction and understanding; 0: one for each core but one, at least one."""
    kinds: Path | None = None
    """A folder with kinds of events of your own, one file each (docs/how-to/add-a-kind.md); a change needs a restart."""
    keep_stories: Annotated[timedelta, Between(_DAY, _CENTURY)] = timedelta(days=30)
    """How long stories are kept."""
    keep_events: Annotated[timedelta, Between(_DAY, _CENTURY)] = timedelta(days=365)
    """How long events are known."""
    redis: RedisSettings = field(default_factory=RedisSettings)
    crawl: CrawlSettings = field(default_factory=CrawlSettings)
    sources: Annotated[tuple[Source, ...], ReadApart()] = ()
    """With none, the shipped catalogue."""
    shipped_sources: bool = False
    """The shipped catalogue beside your own sources; yours win where a name is the same."""
    channels: Annotated[tuple[Channel, ...], ReadApart()] = ()
    """With none, a console channel named console."""
    rules: Annotated[tuple[Rule, ...], ReadApart()] = ()
    """With none, one rule for everything new, to every channel."""
    alerts: AlertSettings = field(default_factory=AlertSettings)
    heartbeat: HeartbeatSettings = field(default_factory=HeartbeatSettings)
    summary: SummarySettings = field(default_factory=SummarySettings)
    rates: RatesSettings = field(default_factory=RatesSettings)
    llm: LlmSettings = field(default_factory=LlmSettings)
    sentry: SentrySettings = field(default_factory=SentrySettings)
    dashboard: DashboardSettings = field(default_factory=DashboardSettings)
    log: LogSettings = field(default_factory=LogSettings)
