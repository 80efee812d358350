"""Scrapy's log without a line for each answer."""

from scrapy.logformatter import LogFormatter


class QuietLogFormatter(LogFormatter):
    def crawled(self, *_: object) -> None:  # type: ignore[override] # Scrapy takes None for "no line"
        return None

    def scraped(self, *_: object) -> None:  # type: ignore[override] # Scrapy takes None for "no line"
        return None
