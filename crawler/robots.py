"""robots.txt after RFC 9309, kept for a day; what Scrapy's own middleware lacks: ages, and a no where a server fails."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Self

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from crawler.failures import Forbidden, Stopped, from_scrapy

logger = logging.getLogger(__name__)

_GOOD_FOR = 86_400.0
_FAILING_FOR = 120.0
_SILENT_FOR = 15.0
"""Seconds after which robots.txt is asked for again that a server failed to give, or that no server answered for."""
_MOST_HOSTS = 5_000
_READ = 512_000
"""Bytes that are read: RFC 9309 asks for at least 500 KiB."""
_SERVER_ERROR, _REDIRECT, _TOO_MANY = 500, 300, 429


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """What a host allows until `until` on the monotonic clock: what `parser` says; without one everything, or nothing
    where there is a `refusal`: its label and words.
    """

    parser: Protego | None = None
    refusal: tuple[str, str] | None = None
    until: float


class RobotsMiddleware:
    """Raises Forbidden for what robots.txt forbids; `meta["dont_obey_robotstxt"]` is for robots.txt itself."""

    def __init__(self, crawler: Crawler, clock: Callable[[], float] = monotonic) -> None:
        if not crawler.settings.getbool("NEWSBELL_OBEY_ROBOTS"):
            raise NotConfigured
        self._crawler = crawler
        self._agent: str = crawler.settings["USER_AGENT"]
        self._clock = clock
        self._rules: OrderedDict[str, Rules] = OrderedDict()
        self._pending: dict[str, asyncio.Future[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("dont_obey_robotstxt"):
            return
        parts = urlparse_cached(request)
        site = f"{parts.scheme}://{parts.netloc}"
        rules = self._rules.get(site)
        if rules is None or rules.until < self._clock():
            rules = await self._ask(site)
        if rules.refusal:
            raise Forbidden(*rules.refusal)
        if rules.parser is not None and not rules.parser.can_fetch(request.url, self._agent):
            raise Forbidden("robots_forbidden", "robots.txt forbids it")

    async def _ask(self, site: str) -> Rules:
        """One request for robots.txt, whatever the number of pages that wait for it."""
        pending = self._pending.get(site)
        if pending is not None:
            return await asyncio.shield(pending)
        pending = self._pending[site] = asyncio.get_running_loop().create_future()
        try:
            rules = await self._fetch(site)
        except BaseException as error:
            # those who wait hear of it too; nobody may be waiting
            pending.set_exception(error if isinstance(error, Exception) else Stopped())
            pending.exception()
            raise
        finally:
            del self._pending[site]
        pending.set_result(rules)
        self._remember(site, rules)
        return rules

    async def _fetch(self, site: str) -> Rules:
        meta = {"dont_obey_robotstxt": True, "download_maxsize": _READ, "max_retry_times": 1}
        request = Request(f"{site}/robots.txt", meta=meta, priority=1_000, callback=NO_CALLBACK)
        try:
            response = await self._crawler.engine.download_async(request)
        except Stopped:
            raise
        except Exception as error:  # noqa: BLE001 - sorted by from_scrapy, which raises what it does not know
            return rules_from_failure(from_scrapy(error).reason, self._clock())
        return rules_from(response, self._clock())

    def _remember(self, site: str, rules: Rules) -> None:
        self._rules[site] = rules
        self._rules.move_to_end(site)
        while len(self._rules) > _MOST_HOSTS:
            self._rules.popitem(last=False)


def rules_from(response: Response, now: float) -> Rules:
    """RFC 9309: 2xx is read, a client error allows everything, a server error (and 429) nothing for a while."""
    status = response.status
    if status >= _SERVER_ERROR or status == _TOO_MANY:
        return Rules(refusal=("robots_unreachable", f"robots.txt answers {status}"), until=now + _FAILING_FOR)
    if status >= _REDIRECT:
        return Rules(until=now + _GOOD_FOR)
    return Rules(parser=Protego.parse(response.body[:_READ].decode("utf-8", "replace")), until=now + _GOOD_FOR)


_AS_IF_ABSENT = frozenset({"redirect_loop", "bad_redirect", "too_large", "bad_encoding"})
_OF_THE_HOST = frozenset({"dns", "refused", "tls", "private_address", "bad_url"})


def rules_from_failure(reason: str, now: float) -> Rules:
    """No answer at all counts as a no; one that leads nowhere or cannot be read counts as no robots.txt.

    What is the host's trouble keeps its own label, because its pages have the same.
    """
    if reason in _AS_IF_ABSENT:
        return Rules(until=now + _FAILING_FOR)
    label = reason if reason in _OF_THE_HOST else "robots_unreachable"
    return Rules(refusal=(label, f"robots.txt: {reason}"), until=now + _SILENT_FOR)
