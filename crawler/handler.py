"""Scrapy's download handler for http and https: aiohttp on the daemon's own loop, with every limit in one place."""

import asyncio
import ssl
from functools import cache
from typing import ClassVar, Self
from weakref import WeakValueDictionary

import aiohttp
import yarl
from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from crawler.decompress import ACCEPTED, Body
from crawler.failures import FetchFailed, PassingFailure, Stopped, from_client
from crawler.safety import PrivateAddress, PublicResolver, is_public, public_socket

_HTML_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml")
_ERROR_BODY = 65_536
"""Bytes read of an answer that is no success: nobody reads them."""
_REDIRECT = 300
_NO_TIMEOUTS = aiohttp.ClientTimeout(total=None, sock_connect=None)
"""One deadline for the whole exchange is kept here, not in the client."""
ABORT = object()
"""Scrapy signal: every transfer ends now, none begins any more."""
DNS_TTL = 60
"""Seconds for which a checked address is used without asking again."""
_SKIPPED_HEADERS = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")


class GuardedDownloadHandler(BaseDownloadHandler):
    """Fetches with one deadline for the whole answer, size limits after decompression, and public addresses only.

    `request.meta`: `download_timeout` in seconds, `download_maxsize` in bytes, `page` true where only HTML is wanted.
    Raises FetchFailed, PassingFailure where another try may help, Stopped once `abort` was called.
    """

    lazy = False
    _of_crawler: ClassVar[WeakValueDictionary[int, Self]] = WeakValueDictionary()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """One for both schemes: they share the limit of transfers."""
        handler = cls._of_crawler.get(id(crawler))
        if handler is None:
            handler = cls._of_crawler[id(crawler)] = cls(crawler)
        return handler

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._private_allowed = settings.getbool("NEWSBELL_ALLOW_PRIVATE_ADDRESSES")
        self._timeout = settings.getfloat("DOWNLOAD_TIMEOUT")
        self._maxsize = settings.getint("DOWNLOAD_MAXSIZE")
        self._transfers = asyncio.Semaphore(max(1, settings.getint("CONCURRENT_REQUESTS")))
        self._deadlines: set[asyncio.Timeout] = set()
        self._stopped = False
        crawler.signals.connect(self.abort, signal=ABORT)
        self._open: aiohttp.ClientSession | None = None

    def _session(self) -> aiohttp.ClientSession:
        """Made at the first transfer: Scrapy closes only the handlers of a crawl that has begun."""
        if self._open is None:
            self._open = aiohttp.ClientSession(
                connector=self._connector(),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                skip_auto_headers=_SKIPPED_HEADERS,
                timeout=_NO_TIMEOUTS,
            )
        return self._open

    def _connector(self) -> aiohttp.TCPConnector:
        context = _tls()
        if self._private_allowed:
            return aiohttp.TCPConnector(limit=0, ssl=context, ttl_dns_cache=DNS_TTL)
        return aiohttp.TCPConnector(
            limit=0, ssl=context, ttl_dns_cache=DNS_TTL, resolver=PublicResolver(), socket_factory=public_socket
        )

    def abort(self) -> None:
        """End every transfer now, and let no further one begin."""
        self._stopped = True
        for deadline in list(self._deadlines):
            deadline.reschedule(0)

    async def close(self) -> None:
        self.abort()
        if self._open is not None:
            await self._open.close()

    async def download_request(self, request: Request) -> Response:
        async with self._transfers:
            if self._stopped:
                raise Stopped
            seconds = float(request.meta.get("download_timeout") or self._timeout)
            try:
                async with asyncio.timeout(seconds) as deadline:
                    self._deadlines.add(deadline)
                    try:
                        return await self._exchange(request)
                    finally:
                        self._deadlines.discard(deadline)
            except TimeoutError as error:
                if self._stopped:
                    raise Stopped from error
                raise PassingFailure("timeout", f"no whole answer in {seconds:g} s") from error
            except (aiohttp.ClientError, PrivateAddress, ssl.SSLError, ConnectionError) as error:
                raise from_client(error) from error

    async def _exchange(self, request: Request) -> Response:
        url = self._checked(request.url)
        loop = asyncio.get_running_loop()
        started = loop.time()
        headers = request.headers.to_tuple_list()
        if b"Accept-Encoding" not in request.headers:
            headers.append(("Accept-Encoding", ACCEPTED))
        async with self._session().request(
            request.method, url, headers=headers, data=request.body or None, allow_redirects=False
        ) as answer:
            request.meta["download_latency"] = loop.time() - started
            body = await self._body(request, answer)
            return _response(request.url, answer, body)

    def _checked(self, url: str) -> yarl.URL:
        parsed = yarl.URL(url, encoded=True)
        host = parsed.host
        if not host:
            raise FetchFailed("bad_url", "the address names no host")
        if not self._private_allowed and (":" in host or host.replace(".", "").isdigit()) and not is_public(host):
            raise FetchFailed("private_address", f"{host} is not public")
        return parsed

    async def _body(self, request: Request, answer: aiohttp.ClientResponse) -> bytes:
        limit = int(request.meta.get("download_maxsize") or self._maxsize)
        failed = answer.status >= _REDIRECT
        if request.meta.get("page") and not failed:
            _check_type(answer)
        if not failed and (answer.content_length or 0) > limit:
            raise FetchFailed("too_large", f"{answer.content_length} bytes are announced")
        if answer.status in {204, 304} or request.method == "HEAD":
            return b""
        body = Body(answer.headers.get("Content-Encoding", ""), _ERROR_BODY if failed else limit)
        try:
            async for piece in answer.content.iter_any():
                for _ in body.add(piece):
                    await asyncio.sleep(0)
        except FetchFailed:
            if not failed:
                raise
            return b""
        return body.value()


@cache
def _tls() -> ssl.SSLContext:
    """One for the process: reading the machine's certificates takes 25 ms."""
    return ssl.create_default_context()


def _check_type(answer: aiohttp.ClientResponse) -> None:
    """Servers that name no type mean HTML as a rule."""
    named = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if named and named not in _HTML_TYPES:
        raise FetchFailed("not_html", named[:80])


def _response(url: str, answer: aiohttp.ClientResponse, body: bytes) -> Response:
    """The body is decoded: the headers that described it on the wire go."""
    headers = Headers([(name, value) for name, value in answer.headers.items() if name.lower() != "content-encoding"])
    kind = responsetypes.from_args(headers=headers, url=url, body=body) if body else Response
    return kind(url=url, status=answer.status, headers=headers, body=body)
