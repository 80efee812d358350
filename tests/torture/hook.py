"""A receiver of webhooks that takes a message once for each Idempotency-Key, and misbehaves on command."""

from collections import Counter

from aiohttp import web

from tests.newsroom.receiver import HttpFault, HttpReceiver


class HookServer(HttpReceiver):
    """`posts` counts what was taken by key; a receiver that minds the key has acted once for each."""

    patience = 0.1

    def __init__(self) -> None:
        super().__init__()
        self.posts: Counter[str] = Counter()
        self.alerts: dict[str, str] = {}
        """The alert in the document, by key."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    async def start(self, port: int = 0) -> None:
        app = web.Application()
        app.router.add_post("/hook", self._take)
        await self.serve(app, port)

    async def _take(self, request: web.Request) -> web.StreamResponse:
        document = await request.json()
        trouble = self.due_trouble()
        if trouble is None or trouble.keeps:
            key = request.headers["Idempotency-Key"]
            self.posts[key] += 1
            self.alerts[key] = document["id"]
        if trouble is None:
            return web.Response()
        if trouble.fault is HttpFault.RATE_LIMIT:
            return web.Response(status=429, headers={"Retry-After": "0"})
        if trouble.fault is HttpFault.ERROR:
            return web.Response(status=500)
        return await trouble.break_off(request)
