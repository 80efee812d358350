"""Feeds of every kind: RSS, Atom, RDF, JSON Feed."""

from crawler.feed_reader import read_feeds
from crawler.polling_spider import PollingSpider
from crawler.readers import Poll, Reading


class FeedsSpider(PollingSpider):
    name = "feeds"

    @staticmethod
    async def read(poll: Poll) -> Reading:
        return await read_feeds(poll)
