"""Stand-ins for services that take messages over HTTP: each refuses what the real one refuses, and misbehaves on command."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from aiohttp import web

from tests.newsroom.receiver import HttpFault, HttpReceiver
from tests.newsroom.waiting import until


@dataclass(frozen=True, kw_only=True)
class Taken:
    """One request as it was taken."""

    at: float
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Rules(Protocol):
    """What one service minds."""

    def faults(self, asked: Taken) -> list[str]:
        """Why it would refuse; empty: fine."""

    def answer(self, asked: Taken, number: int) -> tuple[int, Any]:
        """Status and JSON (or text) for the request that it took as its `number`-th."""

    def refusal(self, faults: list[str]) -> tuple[int, Any]:
        """Status and JSON for what it refuses."""


class ServiceServer(HttpReceiver):
    """`taken` in order, repeats included; `refused` says what was wrong with the others; `tries` counts requests."""

    def __init__(self, rules: Rules) -> None:
        super().__init__()
        self.rules = rules
        self.taken: list[Taken] = []
        self.refused: list[str] = []
        self.tries: list[float] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def once(self) -> list[Taken]:
        """What was taken, as a receiver counts that minds `Idempotency-Key`: the first of each key."""
        by_key: dict[str, Taken] = {}
        for number, one in enumerate(self.taken):
            by_key.setdefault(one.headers.get("Idempotency-Key", str(number)), one)
        return list(by_key.values())

    async def start(self, port: int = 0) -> None:
        app = web.Application(client_max_size=10_000_000)
        app.router.add_post("/{rest:.*}", self._serve)
        await self.serve(app, port or self.port)

    async def wait_for(self, count: int, timeout: float = 10) -> list[Taken]:  # noqa: ASYNC109  # the caller names it
        """What was taken, once there are `count` of them."""
        await until(lambda: len(self.taken) >= count, timeout, f"{count} messages (there are {len(self.taken)})")
        return self.taken

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        self.tries.append(time.time())
        body = await request.read()
        asked = Taken(at=time.time(), path=request.path_qs, headers=dict(request.headers), body=body)
        found = self.rules.faults(asked)
        if found:
            self.refused.extend(found)
            return _response(*self.rules.refusal(found))
        trouble = self.due_trouble()
        if trouble is None or trouble.keeps:
            self.taken.append(asked)
        if trouble is None:
            return _response(*self.rules.answer(asked, len(self.taken)))
        if trouble.fault is HttpFault.RATE_LIMIT:
            return web.Response(status=429, headers={"Retry-After": str(trouble.retry_after)}, text="slow down")
        if trouble.fault is HttpFault.ERROR:
            return web.Response(status=trouble.status, text=f"no: {request.path_qs}")
        return await trouble.break_off(request)


def _response(status: int, content: Any) -> web.Response:
    if isinstance(content, str):
        return web.Response(status=status, text=content)
    return web.json_response(content, status=status)
