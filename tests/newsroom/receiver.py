"""What every stand-in that takes messages over HTTP can do: listen on loopback, and misbehave on command."""

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum

from aiohttp import web

from tests.newsroom.ports import listen


class HttpFault(StrEnum):
    RATE_LIMIT = "rate_limit"
    """429 with Retry-After."""
    ERROR = "error"
    """`status` (500)."""
    HANG = "hang"
    CUT_BEFORE = "cut_before"
    """The connection breaks; the message is not kept."""
    CUT_AFTER = "cut_after"
    """The message is kept, and the connection breaks before the answer."""


@dataclass(kw_only=True)
class Trouble:
    """One fault; `times` counts how often it is still met, None: until it is ended."""

    fault: HttpFault
    retry_after: int
    status: int
    times: int | None
    over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def keeps(self) -> bool:
        """Whether the message is taken all the same."""
        return self.fault is HttpFault.CUT_AFTER

    async def break_off(self, request: web.Request) -> web.StreamResponse:
        """Hang until the fault is over, where it is that; then the line is cut."""
        if self.fault is HttpFault.HANG:
            await self.over.wait()
        if request.transport is not None:
            request.transport.abort()
        return web.Response()


class HttpReceiver:
    """`patience` in seconds: what is under way when it stops has so long to end."""

    patience: float = 1

    def __init__(self) -> None:
        self.port = 0
        self._runner: web.AppRunner | None = None
        self._trouble: Trouble | None = None

    async def serve(self, app: web.Application, port: int = 0) -> None:
        """Listen on `port`, 0: a free one."""
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=self.patience, handle_signals=False)
        await self._runner.setup()
        sock = listen("127.0.0.1", port)
        self.port = sock.getsockname()[1]
        await web.SockSite(self._runner, sock).start()

    async def stop(self) -> None:
        self.behave()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def misbehave(self, mode: str, *, retry_after: int = 1, status: int = 500, times: int | None = None) -> None:
        """From now on (the next `times` times) a message meets that `HttpFault`."""
        self.behave()
        self._trouble = Trouble(fault=HttpFault(mode), retry_after=retry_after, status=status, times=times)

    def behave(self) -> None:
        if self._trouble is not None:
            self._trouble.over.set()
            self._trouble = None

    def due_trouble(self) -> Trouble | None:
        """The fault that the next message meets."""
        trouble = self._trouble
        if trouble is not None and trouble.times is not None:
            trouble.times -= 1
            if trouble.times <= 0:
                self._trouble = None
        return trouble
