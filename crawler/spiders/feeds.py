"""Feeds of every kind: RSS, Atom, RDF, JSON Feed."""

from crawler.polling_spider import PollingSpider


class FeedsSpider(PollingSpider):
    name = "feeds"
