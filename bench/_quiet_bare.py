"""The baseline of `bench.poll`: Scrapy's own spider, every request answered 304.  Prints polls a second."""

import sys
import time
from collections.abc import AsyncIterator

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

from bench._site import TAG


class Quiet(scrapy.Spider):
    name = "quiet"
    handle_httpstatus_list = [304]  # noqa: RUF012 — Scrapy's way to say it
    base: str
    polls: int
    began = 0.0
    answered = 0

    async def start(self) -> AsyncIterator[scrapy.Request]:
        self.began = time.monotonic()
        for number in range(self.polls):
            yield scrapy.Request(f"{self.base}/quiet/{number}", headers={"If-None-Match": TAG}, dont_filter=True)

    def parse(self, response: Response) -> None:
        self.answered += response.status == 304

    def closed(self, _reason: str) -> None:
        assert self.answered == self.polls
        print(self.polls / (time.monotonic() - self.began))


if __name__ == "__main__":
    settings = {
        "LOG_LEVEL": "ERROR",
        "CONCURRENT_REQUESTS": 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
        "DOWNLOAD_DELAY": 0,
        "TELNETCONSOLE_ENABLED": False,
    }
    process = CrawlerProcess(settings)
    process.crawl(Quiet, base=sys.argv[1], polls=int(sys.argv[2]))
    process.start()
