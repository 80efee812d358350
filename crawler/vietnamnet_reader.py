"""The reader of the spider `vietnamnet`."""

from crawler.feed_reader import read_feeds
from crawler.readers import Poll, Reading


async def read_vietnamnet(poll: Poll) -> Reading:
    return await read_feeds(poll)
