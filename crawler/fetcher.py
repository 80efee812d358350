"""Fetching through Scrapy: documents that list entries, and article pages."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NoReturn
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from config.schema import CrawlSettings
from crawler.failures import FetchFailed, Stopped, from_scrapy
from crawler.retry_after import Pauses, retry_after
from pipelines.model.page import Page
from pipelines.steps.urls import clean_url

_FEED_TYPES = "application/rss+xml,application/atom+xml,application/feed+json,application/rdf+xml,application/xml;q=0.9,text/xml;q=0.9,text/html;q=0.8,*/*;q=0.5"
_PAGE_TYPES = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"
_SHORT_PAUSE = 15.0
"""Seconds that a page waits for when its host asks for a pause; for longer ones it is given up."""
_DEFAULT_PAUSE = 5.0
"""Seconds for a 429 or 503 that names none."""
_OK, _NOT_MODIFIED, _REDIRECT = 200, 304, 300
_ASKING_FOR_PAUSE = frozenset({429, 503})
_PERMANENT = frozenset({301, 308})


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """An answer to a poll's request.  `moved_to`: the new address, where every redirect on the way was permanent."""

    url: str
    not_modified: bool
    body: bytes
    content_type: str
    etag: str
    last_modified: str
    moved_to: str


class Fetcher:
    """Uses the engine of an open crawler.  Every method raises FetchFailed, and Stopped once `stop` was called."""

    def __init__(
        self, crawler: Crawler, settings: CrawlSettings, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._crawler = crawler
        self._settings = settings
        self._clock = clock
        self._pauses = Pauses()
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Let no further request begin; pages that wait for a host are given up."""
        self._stopping.set()

    @property
    def stopping(self) -> bool:
        return self._stopping.is_set()

    async def document(self, url: str, etag: str = "", last_modified: str = "") -> Document:
        """One feed, listing or sitemap; conditional where a validator is given."""
        headers = {"Accept": _FEED_TYPES}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        left = self._pauses.left(_host(url))
        if left:
            raise FetchFailed("host_paused", f"the host asked for a pause, {left:.0f} s of it are left", left)
        meta = {"download_maxsize": self._settings.max_feed_size, "max_retry_times": min(1, self._settings.retries)}
        response = await self._download(url, headers, meta)
        if response.status != _NOT_MODIFIED and not _OK <= response.status < _REDIRECT:
            self._refused(response)
        return _document(url, response)

    async def page(self, url: str) -> Page:
        """One article; waits for a short pause that the host asks for, and then tries once more."""
        meta = {"download_maxsize": self._settings.max_page_size, "page": True}
        host = _host(url)
        for last in (False, True):
            await self._wait_for(host)
            response = await self._download(url, {"Accept": _PAGE_TYPES}, meta)
            if _OK <= response.status < _REDIRECT:
                return _page(response)
            if last or response.status not in _ASKING_FOR_PAUSE:
                self._refused(response)
            self._pauses.ask(host, self._pause_named(response) or _DEFAULT_PAUSE)
        raise AssertionError(url)

    async def _wait_for(self, host: str) -> None:
        left = self._pauses.left(host)
        if left > _SHORT_PAUSE:
            raise FetchFailed("host_paused", f"the host asked for a pause, {left:.0f} s of it are left", left)
        if left:
            try:
                await asyncio.wait_for(self._stopping.wait(), left)
            except TimeoutError:
                return
            raise Stopped

    async def _download(self, url: str, headers: Mapping[str, str], meta: Mapping[str, object]) -> Response:
        if self.stopping:
            raise Stopped
        try:
            request = Request(url, headers=dict(headers), meta=dict(meta), callback=NO_CALLBACK, dont_filter=True)
            return await self._crawler.engine.download_async(request)
        except Exception as error:
            failure = from_scrapy(error)
            if failure.reason == "bad_url" and clean_url(url):
                failure = FetchFailed("bad_redirect", failure.detail)
            raise failure from error

    def _pause_named(self, response: Response) -> float | None:
        header = response.headers.get(b"Retry-After")
        return retry_after(header.decode("latin-1"), self._clock()) if header else None

    def _refused(self, response: Response) -> NoReturn:
        wait = self._pause_named(response)
        if response.status in _ASKING_FOR_PAUSE:
            self._pauses.ask(_host(response.url), wait or _DEFAULT_PAUSE)
        if _REDIRECT <= response.status < 400:  # noqa: PLR2004 - a redirect that could not be followed
            raise FetchFailed("bad_redirect", f"answered {response.status} without an address to go to")
        raise FetchFailed(f"http_{response.status}", f"answered {response.status}", wait)


def _document(url: str, response: Response) -> Document:
    reasons = response.request.meta.get("redirect_reasons", []) if response.request else []
    permanent = bool(reasons) and all(reason in _PERMANENT for reason in reasons)
    return Document(
        url=response.url,
        not_modified=response.status == _NOT_MODIFIED,
        body=response.body,
        content_type=_header(response, b"Content-Type"),
        etag=_header(response, b"ETag"),
        last_modified=_header(response, b"Last-Modified"),
        moved_to=response.url if permanent and response.url != url else "",
    )


def _page(response: Response) -> Page:
    _, _, parameters = _header(response, b"Content-Type").partition(";")
    name, _, charset = parameters.partition("=")
    given = charset.split(";")[0].strip().strip("\"'") if name.strip().lower() == "charset" else ""
    return Page(url=response.url, html=response.body, charset=given or None)


def _header(response: Response, name: bytes) -> str:
    value = response.headers.get(name)
    return value.decode("latin-1").strip() if value else ""


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()
