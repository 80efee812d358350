"""The newsroom: a dozen sites on one server, each a host of its own, publishing and misbehaving on command."""

import hashlib
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import count

from aiohttp import web

from tests.newsroom.article import Article, Published, load_articles
from tests.newsroom.desk import Desk
from tests.newsroom.faults import Answer, Fault, Misbehaviour, misbehave, response
from tests.newsroom.log import Hit, RequestLog
from tests.newsroom.ports import listen
from tests.newsroom.site import Site, load_sites

FIRST_HOST = 11


def utc_now() -> datetime:
    return datetime.now(UTC)


class Newsroom:
    """Local web sites under one roof.

    Every site listens on an address of its own (127.0.0.11, 127.0.0.12, …) where the machine allows it, else on a port
    of its own.  Nothing is out before `publish`.  `clock` gives the time of publication.
    """

    def __init__(
        self,
        *,
        sites: Mapping[str, Site] | None = None,
        articles: Mapping[str, Article] | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.sites = dict(load_sites() if sites is None else sites)
        self.articles = dict(load_articles() if articles is None else articles)
        self.log = RequestLog()
        self.published: dict[str, Published] = {}
        self._clock = clock
        self._desks = {name: Desk(site=site) for name, site in self.sites.items()}
        self._by_port: dict[tuple[str, int], Desk] = {}
        self._listeners: dict[str, web.SockSite] = {}
        self._runner: web.AppRunner | None = None
        self._numbers = count(1)

    async def start(self, port: int = 0) -> None:
        """Open every site, the first one on `port` (0: chosen by the system), and set the faults of the catalogue."""
        app = web.Application()
        app.router.add_route("GET", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1, handle_signals=False)
        await self._runner.setup()
        for number, desk in enumerate(self._desks.values()):
            await self._open(desk, f"127.0.0.{FIRST_HOST + number}", port + number if port else 0)
        for name, site in self.sites.items():
            if site.fault:
                await self.misbehave(name, site.fault)

    async def stop(self) -> None:
        """Close every site; what hangs lets go."""
        for desk in self._desks.values():
            if desk.fault is not None:
                desk.fault.over.set()
        if self._runner is not None:
            await self._runner.cleanup()

    def base_url(self, site: str) -> str:
        return self._desks[site].base

    def feed_url(self, site: str) -> str:
        """What a source of this site is polled at."""
        return self._desks[site].base + self.sites[site].feed_path

    def publish(self, article: Article | str) -> Published:
        """Put one article out, by its id or as made by a test.  A second time gives back the first."""
        if isinstance(article, str):
            article = self.articles[article]
        if article.id in self.published:
            return self.published[article.id]
        origin_url = self.published[article.origin].url if article.origin else None
        item = self._desks[article.site].publish(article, self._clock(), next(self._numbers), origin_url)
        self.published[article.id] = item
        return item

    def publish_all(self) -> tuple[Published, ...]:
        """Put out everything that is not out yet, originals before what names them as its source."""
        waiting = [article for article in self.articles.values() if article.id not in self.published]
        out: list[Published] = []
        while waiting:
            ready = [article for article in waiting if article.origin is None or article.origin in self.published]
            if not ready:
                raise ValueError(f"no original for {', '.join(article.id for article in waiting)}")
            out.extend(self.publish(article) for article in ready)
            waiting = [article for article in waiting if article.id not in self.published]
        return tuple(out)

    async def misbehave(
        self,
        site: str,
        mode: str,
        *,
        on: str = "feeds",
        status: int = 503,
        retry_after: int | None = None,
        seconds: float = 3.0,
        target: str = "http://169.254.169.254/latest/meta-data/",
    ) -> None:
        """From now on the site has a fault: a `Fault`, or a status such as "404".  `on`: feeds, pages or everything."""
        await self.behave(site)
        if mode.isdigit():
            mode, status = Fault.STATUS, int(mode)
        how = Misbehaviour(
            fault=Fault(mode), on=on, status=status, retry_after=retry_after, seconds=seconds, target=target
        )
        self._desks[site].fault = how
        if how.fault is Fault.REFUSE:
            await self._listeners.pop(site).stop()

    async def behave(self, site: str) -> None:
        """The site mends its ways."""
        desk = self._desks[site]
        if desk.fault is not None:
            desk.fault.over.set()
            desk.fault = None
        if site not in self._listeners:
            host, _, port = desk.base.removeprefix("http://").rpartition(":")
            await self._open(desk, host, int(port))

    async def _open(self, desk: Desk, host: str, port: int) -> None:
        assert self._runner is not None, "the newsroom is not started"
        sock = listen(host, port)
        listener = web.SockSite(self._runner, sock)
        await listener.start()
        address = sock.getsockname()
        desk.base = f"http://{address[0]}:{address[1]}"
        self._by_port[address] = desk
        self._listeners[desk.site.name] = listener

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        assert request.transport is not None, "a request that has just come has a connection"
        desk = self._by_port[request.transport.get_extra_info("sockname")]
        what, status = desk.what(request.path), 0
        try:
            answered = await self._answer(request, desk, what)
            cut = request.transport is None or request.transport.is_closing()
            status = 0 if cut else answered.status
        finally:
            self.log.add(_hit(request, desk, what, status))
        return answered

    async def _answer(self, request: web.Request, desk: Desk, what: str) -> web.StreamResponse:
        answer = desk.answer(request.path)
        fault = desk.fault
        if fault is not None and fault.spoils(what):
            return await misbehave(request, fault, answer or Answer(body=b"", content_type="text/plain", status=404))
        if (moved := desk.moved(request.path)) is not None:
            return web.Response(status=301, headers={"Location": moved})
        if answer is None:
            return web.Response(status=404, text="not here\n")
        return self._conditional(request, desk, answer)

    def _conditional(self, request: web.Request, desk: Desk, answer: Answer) -> web.Response:
        """304 for who has the latest already.  A tag decides before a date, as HTTP wants it."""
        changed = max((item.published for item in desk.items), default=datetime(2000, 1, 1, tzinfo=UTC))
        tag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
        headers = {"ETag": tag, "Last-Modified": format_datetime(changed.astimezone(UTC), usegmt=True)}
        asked = request.headers.get("If-None-Match")
        if asked == tag or (asked is None and request.headers.get("If-Modified-Since") == headers["Last-Modified"]):
            return web.Response(status=304, headers=headers)
        good = response(answer)
        good.headers.update(headers)
        return good


def _hit(request: web.Request, desk: Desk, what: str, status: int) -> Hit:
    conditional = "If-None-Match" in request.headers or "If-Modified-Since" in request.headers
    return Hit(
        at=time.time(),
        site=desk.site.name,
        path=request.path,
        what=what,
        status=status,
        conditional=conditional,
        agent=request.headers.get("User-Agent", ""),
    )
