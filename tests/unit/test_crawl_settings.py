"""What Scrapy is told."""

from datetime import timedelta

from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from config.schema import SPIDERS, CrawlSettings
from crawler.settings import SPIDER_MODULES, for_daemon, from_config
from crawler.ways import WAYS


def test_every_spider_has_a_way_and_may_be_configured():
    names = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": SPIDER_MODULES})).list()

    assert sorted(names) == sorted(WAYS) == sorted(SPIDERS)


def test_the_configuration_decides():
    settings = from_config(
        CrawlSettings(
            user_agent="x/1",
            obey_robots=False,
            delay=timedelta(seconds=3),
            timeout=timedelta(seconds=7),
            max_feed_size=5_000,
            max_page_size=9_000,
            concurrency=4,
            concurrency_per_host=3,
            retries=1,
        )
    )

    assert settings == {
        "USER_AGENT": "x/1",
        "NEWSBELL_OBEY_ROBOTS": False,
        "NEWSBELL_ALLOW_PRIVATE_ADDRESSES": False,
        "DOWNLOAD_DELAY": 3.0,
        "AUTOTHROTTLE_START_DELAY": 3.0,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 3.0,
        "DOWNLOAD_TIMEOUT": 7.0,
        "DOWNLOAD_MAXSIZE": 9_000,
        "CONCURRENT_REQUESTS": 4,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 3,
        "RETRY_TIMES": 1,
    }


def test_the_daemon_opens_no_doors_of_scrapys():
    settings = Settings(for_daemon(CrawlSettings()))

    assert not settings.getbool("TELNETCONSOLE_ENABLED")
    assert not settings.getbool("REMOTE_CONTROL_ENABLED")
    assert not settings.getbool("TWISTED_REACTOR_ENABLED")
    assert not settings.getbool("LOG_INSTALL_ROOT_HANDLER")
    assert {name for name, path in settings.getwithbase("DOWNLOAD_HANDLERS").items() if path} == {"http", "https"}
