"""The baseline: Scrapy's own spider with trafilatura, on the pages that a feed lists.  `python -m bench._bare URL`."""

import sys
from collections.abc import Iterator

import feedparser
import scrapy
import trafilatura
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response


class Bare(scrapy.Spider):
    name = "bare"

    def parse(self, response: Response) -> Iterator[scrapy.Request]:
        for entry in feedparser.parse(response.body).entries:
            yield scrapy.Request(entry.link, self.article)

    def article(self, response: Response) -> Iterator[dict[str, str]]:
        document = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True)
        yield {"url": response.url, "text": document.text if document else ""}


if __name__ == "__main__":
    settings = {
        "LOG_LEVEL": "ERROR",
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
        "DOWNLOAD_DELAY": 0,
        "TELNETCONSOLE_ENABLED": False,
    }
    process = CrawlerProcess(settings)
    process.crawl(Bare, start_urls=[sys.argv[1]])
    process.start()
