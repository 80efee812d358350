"""A receiver of webhooks that takes a message once for each Idempotency-Key, and misbehaves on command."""

import asyncio
from collections import Counter
from enum import StrEnum

from aiohttp import web

from tests.newsroom.ports import listen


class HookFault(StrEnum):
    RATE_LIMIT = "rate_limit"
    ERROR = "error"
    HANG = "hang"
    CUT_BEFORE = "cut_before"
    CUT_AFTER = "cut_after"


class HookServer:
    """`posts` counts what was taken by key; a receiver that minds the key has acted once for each."""

    def __init__(self) -> None:
        self.posts: Counter[str] = Counter()
        self.alerts: dict[str, str] = {}
        """The alert in the document, by key."""
        self.port = 0
        self._runner: web.AppRunner | None = None
        self._fault: HookFault | None = None
        self._over = asyncio.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    async def start(self, port: int = 0) -> None:
        app = web.Application()
        app.router.add_post("/hook", self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handle_signals=False)
        await self._runner.setup()
        sock = listen("127.0.0.1", port)
        self.port = sock.getsockname()[1]
        await web.SockSite(self._runner, sock).start()

    async def stop(self) -> None:
        self.behave()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def misbehave(self, mode: str) -> None:
        self.behave()
        self._fault = HookFault(mode)

    def behave(self) -> None:
        self._over.set()
        self._over, self._fault = asyncio.Event(), None

    async def _take(self, request: web.Request) -> web.StreamResponse:
        document = await request.json()
        fault, over = self._fault, self._over
        if fault is HookFault.RATE_LIMIT:
            return web.Response(status=429, headers={"Retry-After": "0"})
        if fault is HookFault.ERROR:
            return web.Response(status=500)
        if fault is HookFault.HANG:
            await over.wait()
        if fault is None or fault is HookFault.CUT_AFTER:
            key = request.headers["Idempotency-Key"]
            self.posts[key] += 1
            self.alerts[key] = document["id"]
        if fault is not None and request.transport is not None:
            request.transport.abort()
        return web.Response()
