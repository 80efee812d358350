"""The ways into a source, by the name that `scrapy list` prints and `sources.spider` takes."""

from collections.abc import Mapping
from types import MappingProxyType

from crawler.feed_reader import read_feeds
from crawler.readers import Reader
from crawler.vietnamnet_reader import read_vietnamnet

WAYS: Mapping[str, Reader] = MappingProxyType({"feeds": read_feeds, "vietnamnet": read_vietnamnet})
