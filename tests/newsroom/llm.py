"""A stand-in for an OpenAI-compatible service: chat completions that say what a test wants, or misbehave."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.newsroom.ports import listen

KEY = "sk-newsroom-llm-key"  # a stand-in's

Answer = Callable[[dict[str, Any]], str]
"""From the data of a question (`article`, `doubts`) to the text of the answer."""


def saying(**said: Any) -> Answer:
    """The same of every doubt; what is left out is "new", the first stage, nobody, no amount."""

    def answer(data: dict[str, Any]) -> str:
        rows = [
            {"doubt": doubt["doubt"], "status": "new", "stage": doubt["stages"][0], "names": [], "amount": None,
             "currency": None, **said}
            for doubt in data["doubts"]
        ]  # fmt: skip
        return json.dumps({"answers": rows})

    return answer


class LlmServer:
    """`questions` has the data of every question, `requests` the whole bodies.  `status`, `pause` and `raw` misbehave."""

    def __init__(self) -> None:
        self.answer: Answer = saying()
        self.status = 200
        self.pause = 0.0
        self.raw: bytes | None = None
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.most_at_once = self._now = 0
        self._runner: web.AppRunner | None = None
        self.url = ""

    @property
    def questions(self) -> list[dict[str, Any]]:
        return [data_of(body) for body in self.requests]

    async def start(self) -> None:
        app = web.Application(client_max_size=4_000_000)
        app.router.add_post("/v1/chat/completions", self._complete)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        sock = listen("127.0.0.1")
        await web.SockSite(self._runner, sock).start()
        self.url = f"http://127.0.0.1:{sock.getsockname()[1]}/v1"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _complete(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.requests.append(body)
        self.keys.append(request.headers.get("Authorization", ""))
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        try:
            await asyncio.sleep(self.pause)
        finally:
            self._now -= 1
        if self.raw is not None or self.status != 200:
            return web.Response(status=self.status, body=self.raw or b"no: " + KEY.encode())
        return web.json_response(
            {"choices": [{"message": {"role": "assistant", "content": self.answer(data_of(body))}}]}
        )


def data_of(body: dict[str, Any]) -> dict[str, Any]:
    """The question's data: what stands between the two marks."""
    _, data, _ = body["messages"][1]["content"].split("\n")
    found: dict[str, Any] = json.loads(data)
    return found
