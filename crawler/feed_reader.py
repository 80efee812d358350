"""The reader of the spider `feeds`."""

from crawler.addresses import read_freshest
from crawler.feeds import read_feed
from crawler.fetcher import Document
from crawler.readers import Found, Poll, Reading


async def read_feeds(poll: Poll) -> Reading:
    return await read_freshest(poll, read_one_feed)


async def read_one_feed(poll: Poll, document: Document) -> Found:
    feed = await poll.workers.run(
        read_feed, document.body, document.content_type, document.url, poll.now, poll.settings.max_entries
    )
    freshness = feed.newest.timestamp() if feed.newest else 0.0
    return Found(entries=feed.entries, freshness=freshness, newest=feed.newest, ttl=feed.ttl)
