"""vietnamnet.vn: section pages with paging, feeds, the news sitemap."""

from crawler.polling_spider import PollingSpider


class VietnamnetSpider(PollingSpider):
    name = "vietnamnet"
