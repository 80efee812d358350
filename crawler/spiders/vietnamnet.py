"""vietnamnet.vn: section pages, feeds and the news sitemap."""

from crawler.polling_spider import PollingSpider
from crawler.readers import Poll, Reading
from crawler.vietnamnet_reader import read_vietnamnet


class VietnamnetSpider(PollingSpider):
    name = "vietnamnet"

    @staticmethod
    async def read(poll: Poll) -> Reading:
        return await read_vietnamnet(poll)
