"""Scrapy's settings.  The upper-case names are for the `scrapy` command; what depends on the configuration is added
by `from_config`, for the daemon and for the command alike.
"""

from config.schema import CrawlSettings

BOT_NAME = "newsbell"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

TWISTED_REACTOR_ENABLED = False  # see docs/decisions/0003-scrapy-in-the-daemons-loop.md
DOWNLOAD_HANDLERS = {
    "http": "crawler.handler.GuardedDownloadHandler",
    "https": "crawler.handler.GuardedDownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.robots.RobotsMiddleware": 100,
    "crawler.slots.SlotMiddleware": 50,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
}
ITEM_PIPELINES = {"crawler.items.StoryPipeline": 100}
DEFAULT_REQUEST_HEADERS = {"Accept": "*/*"}

REDIRECT_MAX_TIMES = 8
RETRY_HTTP_CODES = [408, 500, 502, 504, 522, 524]  # 429 and 503 ask for a pause: crawler.fetcher keeps it
RETRY_EXCEPTIONS = ["crawler.failures.PassingFailure"]
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"
URLLENGTH_LIMIT = 2083
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_MAX_DELAY = 30.0

TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
MEMUSAGE_ENABLED = False
LOGSTATS_INTERVAL = 0
LOG_LEVEL = "INFO"
LOG_FORMATTER = "crawler.quiet.QuietLogFormatter"
FEED_EXPORT_ENCODING = "utf-8"


def from_config(crawl: CrawlSettings) -> dict[str, object]:
    """The settings that follow from `[crawl]`."""
    delay = crawl.delay.total_seconds()
    return {
        "USER_AGENT": crawl.user_agent,
        "NEWSBELL_OBEY_ROBOTS": crawl.obey_robots,
        "NEWSBELL_ALLOW_PRIVATE_ADDRESSES": crawl.allow_private_addresses,
        "DOWNLOAD_DELAY": delay,
        "AUTOTHROTTLE_START_DELAY": delay,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": float(crawl.concurrency_per_host),
        "DOWNLOAD_TIMEOUT": crawl.timeout.total_seconds(),
        "DOWNLOAD_MAXSIZE": max(crawl.max_feed_size, crawl.max_page_size),
        "CONCURRENT_REQUESTS": crawl.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": crawl.concurrency_per_host,
        "RETRY_TIMES": crawl.retries,
    }


_DAEMON = {
    "SPIDER_MODULES": [],  # nothing is looked up by name, and the spiders would bring the whole pipeline with them
    "LOG_ENABLED": False,
    "LOG_INSTALL_ROOT_HANDLER": False,
    "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
    "DOWNLOADER_STATS": False,
}


def for_daemon(crawl: CrawlSettings) -> dict[str, object]:
    """All of Scrapy's settings inside the daemon: no root log handler, no statistics that nobody reads."""
    module = {name: value for name, value in globals().items() if name.isupper() and not name.startswith("_")}
    return module | from_config(crawl) | _DAEMON
