"""The spiders that the configuration knows are those that Scrapy lists."""

from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from config.schema import SPIDERS
from crawler.ways import WAYS


def test_the_names_agree():
    settings = Settings()
    settings.setmodule("crawler.settings")
    assert set(SPIDERS) == set(WAYS) == set(SpiderLoader.from_settings(settings).list())
