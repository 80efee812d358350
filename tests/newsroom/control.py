"""The newsroom's control desk over HTTP, for whoever drives it from another process.

GET  /control/sites                                   every site: address, feed, language, fault
GET  /control/articles                                every article: whether it is out, its address, what is expected
POST /control/publish?id=ARTICLE                      (`all` for everything) a list of what came out
POST /control/misbehave?site=SITE&mode=FAULT[&on=…&status=…&retry_after=…&seconds=…&target=…]
POST /control/behave?site=SITE
GET  /control/log                                     requests in order and counts; POST /control/log/clear empties it

Publishing and the like are taken by GET too, so that a browser's address line will do.
"""

from dataclasses import asdict

from aiohttp import web

from tests.newsroom.article import Published
from tests.newsroom.ports import listen
from tests.newsroom.sites import Newsroom

NUMBERS = {"status": int, "retry_after": int, "seconds": float}
OPTIONS = ("on", "target", *NUMBERS)


class Control:
    """The control desk of one newsroom, on a port of its own."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom
        self._runner: web.AppRunner | None = None
        self.base_url = ""

    async def start(self, port: int = 0) -> None:
        app = web.Application()
        for path, handler in {
            "/control/sites": self._sites,
            "/control/articles": self._articles,
            "/control/publish": self._publish,
            "/control/misbehave": self._misbehave,
            "/control/behave": self._behave,
            "/control/log": self._log,
            "/control/log/clear": self._clear,
        }.items():
            app.router.add_get(path, handler)
            app.router.add_post(path, handler)
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False)
        await self._runner.setup()
        sock = listen("127.0.0.1", port)
        await web.SockSite(self._runner, sock).start()
        self.base_url = f"http://127.0.0.1:{sock.getsockname()[1]}"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _sites(self, request: web.Request) -> web.Response:
        room = self._newsroom
        return web.json_response(
            [
                {"name": name, "url": room.base_url(name), "feed": room.feed_url(name), "language": site.language}
                for name, site in room.sites.items()
            ]
        )

    async def _articles(self, request: web.Request) -> web.Response:
        out = self._newsroom.published
        return web.json_response(
            [
                {
                    "id": name,
                    "site": article.site,
                    "expect": article.expect,
                    "url": out[name].url if name in out else None,
                }
                for name, article in self._newsroom.articles.items()
            ]
        )

    async def _publish(self, request: web.Request) -> web.Response:
        name = _asked(request, "id")
        if name == "all":
            return web.json_response([_line(item) for item in self._newsroom.publish_all()])
        if name not in self._newsroom.articles:
            raise web.HTTPNotFound(text=f"no article is called {name}\n")
        origin = self._newsroom.articles[name].origin
        if origin is not None and origin not in self._newsroom.published:
            raise web.HTTPConflict(text=f"{name} is a translation of {origin}, which is not out yet\n")
        return web.json_response([_line(self._newsroom.publish(name))])

    async def _misbehave(self, request: web.Request) -> web.Response:
        site = self._site(request)
        try:
            given = {name: NUMBERS.get(name, str)(request.query[name]) for name in OPTIONS if name in request.query}
            await self._newsroom.misbehave(site, _asked(request, "mode"), **given)
        except ValueError as error:
            raise web.HTTPBadRequest(text=f"{error}\n") from error
        return web.json_response({"site": site})

    async def _behave(self, request: web.Request) -> web.Response:
        site = self._site(request)
        await self._newsroom.behave(site)
        return web.json_response({"site": site})

    async def _log(self, request: web.Request) -> web.Response:
        log = self._newsroom.log
        counts = [{"site": site, "path": path, "count": n} for (site, path), n in sorted(log.counts().items())]
        return web.json_response({"requests": [asdict(hit) for hit in log], "counts": counts})

    async def _clear(self, request: web.Request) -> web.Response:
        self._newsroom.log.clear()
        return web.json_response({})

    def _site(self, request: web.Request) -> str:
        site = _asked(request, "site")
        if site not in self._newsroom.sites:
            raise web.HTTPNotFound(text=f"no site is called {site}\n")
        return site


def _asked(request: web.Request, name: str) -> str:
    if name not in request.query:
        raise web.HTTPBadRequest(text=f"{name}= is missing\n")
    return request.query[name]


def _line(item: Published) -> dict[str, str]:
    return {"id": item.article.id, "url": item.url, "published": item.published.isoformat()}
