"""Every setting, its type and its default.  The loader (`config.loader`) turns TOML into these values.

Units: durations are `timedelta`, sizes are bytes, moments of the day are `time`.  `docs/reference/configuration.md` is
generated from this module: the text below each field says what the setting does.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from config.secret import NO_SECRET, Secret


@dataclass(frozen=True, kw_only=True, slots=True)
class RedisSettings:
    url: Secret = NO_SECRET
    """Empty: a private server on a unix socket in `data_dir`, append-only file on."""
    fsync: str = "everysec"
    """The private server's `appendfsync`: everysec or always."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CrawlSettings:
    user_agent: str = "newsbell/1.0 (+https://example.org/contact)"
    """Sent with every request; put an address there at which you can be reached."""
    obey_robots: bool = True
    delay: timedelta = timedelta(seconds=1)
    """Between two requests to one host."""
    allow_private_addresses: bool = False
    """Fetch from loopback and private addresses: only for tests."""
    timeout: timedelta = timedelta(seconds=20)
    """For one whole answer, slow ones included."""
    max_feed_size: int = 10_000_000
    """Bytes of one feed after decompression."""
    max_page_size: int = 4_000_000
    """Bytes of one page after decompression."""
    max_entries: int = 200
    """Entries read from one poll, newest first."""
    concurrency: int = 16
    """Requests under way at once."""
    concurrency_per_host: int = 2
    retries: int = 2
    """Further tries of a request that failed for the network's or the server's sake."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    name: str
    """Unique; used in commands, metrics and rules."""
    spider: str = "feeds"
    """A name that `scrapy list` prints."""
    url: str
    """Feed, section page or news sitemap."""
    also: tuple[str, ...] = ()
    """Other addresses of the same feed: the freshest one is taken."""
    language: str | None = None
    """ISO 639-1, a hint."""
    owner: str = ""
    """Who publishes it: independent sources are counted by owner."""
    country: str = ""
    """ISO 3166-1 alpha-2."""
    group: str = ""
    every: timedelta | None = None
    """How often it is polled; 10 minutes where neither this nor `cron` is given."""
    cron: str | None = None
    """A cron expression with five fields, in place of `every`."""
    fetch_pages: bool = True
    """False: the feed's own text is all there is (the site refuses robots)."""
    enabled: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class EmailChannel:
    name: str
    host: str
    port: int = 587
    security: str = "starttls"
    """none, starttls or tls."""
    username: str = ""
    password: Secret = NO_SECRET
    sender: str
    """`from` in TOML."""
    to: tuple[str, ...]
    timeout: timedelta = timedelta(seconds=20)


@dataclass(frozen=True, kw_only=True, slots=True)
class SlackChannel:
    name: str
    webhook_url: Secret = NO_SECRET
    """An incoming webhook; or `bot_token` and `channel` for threads."""
    bot_token: Secret = NO_SECRET
    channel: str = ""
    api_url: str = "https://slack.com/api/"
    timeout: timedelta = timedelta(seconds=20)


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsoleChannel:
    name: str


Channel = EmailChannel | SlackChannel | ConsoleChannel


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    name: str
    kinds: tuple[str, ...] = ()
    """Empty: every kind."""
    statuses: tuple[str, ...] = ("new",)
    channels: tuple[str, ...]
    languages: tuple[str, ...] = ()
    """Only reports in these languages; empty: all."""
    sources: tuple[str, ...] = ()
    """Only reports from these sources; empty: all."""
    actors: tuple[str, ...] = ()
    """Only events in which one of these takes part."""
    not_actors: tuple[str, ...] = ()
    min_confidence: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class AlertSettings:
    max_age: timedelta = timedelta(hours=24)
    """What was published longer ago than this when first seen is learned, never alerted."""
    language: str = "en"
    """Of the words around the news in a message."""
    timezone: str = "UTC"
    """Of the times in messages."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SentrySettings:
    dsn: Secret = NO_SECRET
    """Empty: off."""
    environment: str = "production"


@dataclass(frozen=True, kw_only=True, slots=True)
class DashboardSettings:
    listen: str = "127.0.0.1:8080"
    """Host and port; empty: off."""
    password: Secret = NO_SECRET
    """Required when it listens on anything but loopback."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LogSettings:
    level: str = "info"
    """debug, info, warning or error."""
    format: str = "auto"
    """auto, console or json.  auto: console on a terminal, else JSON."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Config:
    data_dir: Path = Path("var")
    """The private Redis server and its files; made if missing.  Relative to the configuration file."""
    workers: int = 0
    """Processes for extraction and understanding; 0: one for each core but one, at least one."""
    keep_stories: timedelta = timedelta(days=30)
    """How long stories are kept."""
    keep_events: timedelta = timedelta(days=365)
    """How long events are known."""
    redis: RedisSettings = field(default_factory=RedisSettings)
    crawl: CrawlSettings = field(default_factory=CrawlSettings)
    sources: tuple[Source, ...] = ()
    """With none, the shipped catalogue."""
    channels: tuple[Channel, ...] = ()
    rules: tuple[Rule, ...] = ()
    alerts: AlertSettings = field(default_factory=AlertSettings)
    sentry: SentrySettings = field(default_factory=SentrySettings)
    dashboard: DashboardSettings = field(default_factory=DashboardSettings)
    log: LogSettings = field(default_factory=LogSettings)
