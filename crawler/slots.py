"""Politeness by host and port: Scrapy counts by host name alone, and carries the first host's slot through redirects."""

from scrapy import Request
from scrapy.utils.httpobj import urlparse_cached


class SlotMiddleware:
    def process_request(self, request: Request) -> None:
        request.meta["download_slot"] = urlparse_cached(request).netloc.lower()
