"""A stand-in for Slack: an incoming webhook, and chat.postMessage with threads; misbehaves on command."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.newsroom.receiver import HttpFault, HttpReceiver
from tests.newsroom.slack_rules import faults, mrkdwn, pings
from tests.newsroom.waiting import until

WEBHOOK_PATH = "/services/T0NEWSROOM/B0NEWSROOM/newsroomwebhooksecret"
TOKEN = "xoxb-newsroom-token"  # a stand-in's
CHANNEL, CHANNEL_ID = "#newsroom", "C0NEWSROOM"


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message as it was taken.  `ts` names it; `thread_ts` is the message that it answers."""

    at: float
    ts: str
    channel: str
    payload: Mapping[str, Any]
    by_webhook: bool

    @property
    def thread_ts(self) -> str | None:
        return self.payload.get("thread_ts")

    @property
    def text(self) -> str:
        return str(self.payload.get("text", ""))

    @property
    def mrkdwn(self) -> list[str]:
        return mrkdwn(self.payload)

    @property
    def pings(self) -> list[str]:
        """Whom the message would have called; a message of newsbell calls nobody."""
        return pings(self.mrkdwn)

    @property
    def dump(self) -> str:
        """The whole payload as text, to look for something in it."""
        return json.dumps(self.payload, ensure_ascii=False)


class SlackServer(HttpReceiver):
    """`messages` in the order in which they were taken; `refused` says what was wrong with the others;
    `tries` has the time of every request to post, in seconds of the epoch; `edits` has what each edited message,
    by its `ts`, has become."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Message] = []
        self.refused: list[str] = []
        self.tries: list[float] = []
        self.edits: dict[str, Mapping[str, Any]] = {}

    @property
    def webhook_url(self) -> str:
        return f"http://127.0.0.1:{self.port}{WEBHOOK_PATH}"

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/"

    async def start(self, port: int = 0) -> None:
        app = web.Application()
        app.router.add_post("/services/{rest:.*}", self._webhook)
        app.router.add_post("/api/chat.postMessage", self._post_message)
        app.router.add_post("/api/chat.update", self._update)
        for path, handler in {
            "/api/auth.test": self._auth_test,
            "/api/conversations.history": self._history,
            "/api/conversations.replies": self._replies,
        }.items():
            app.router.add_post(path, handler)
            app.router.add_get(path, handler)
        await self.serve(app, port)

    async def wait_for(self, count: int, timeout: float = 10) -> list[Message]:  # noqa: ASYNC109  # the caller names it
        """The messages, once there are `count` of them."""
        await until(lambda: len(self.messages) >= count, timeout, f"{count} messages (there are {len(self.messages)})")
        return self.messages

    async def _webhook(self, request: web.Request) -> web.StreamResponse:
        self.tries.append(time.time())
        if request.path != WEBHOOK_PATH:
            return web.Response(status=404, text="no_service")
        payload = await _payload(request)
        if payload is None:
            self.refused.append("invalid_payload")
            return web.Response(status=400, text="invalid_payload")
        found = faults(payload)
        if found:
            self.refused.extend(found)
            return web.Response(status=400, text=found[0].partition(":")[0])
        spoilt, _ = await self._take(request, payload, by_webhook=True)
        return spoilt or web.Response(text="ok")

    async def _post_message(self, request: web.Request) -> web.StreamResponse:
        self.tries.append(time.time())
        payload = await _payload(request) or {}
        wrong = _wrong_token(request, payload) or self._wrong_place(payload)
        found = [wrong] if wrong else faults(payload)
        if found:
            self.refused.extend(found)
            return _no(found[0].partition(":")[0], found)
        spoilt, message = await self._take(request, payload, by_webhook=False)
        if spoilt is not None or message is None:
            return spoilt or _no("fatal_error", [])
        return web.json_response({"ok": True, "channel": CHANNEL_ID, "ts": message.ts, "message": _shown(message)})

    async def _update(self, request: web.Request) -> web.StreamResponse:
        payload = await _payload(request) or {}
        wrong = _wrong_token(request, payload)
        known = payload.get("ts") in {message.ts for message in self.messages}
        found = [wrong] if wrong else faults(payload) if known else ["message_not_found"]
        if found:
            self.refused.extend(found)
            return _no(found[0].partition(":")[0], found)
        self.edits[payload["ts"]] = payload
        return web.json_response({"ok": True, "channel": CHANNEL_ID, "ts": payload["ts"]})

    async def _take(
        self, request: web.Request, payload: Mapping[str, Any], *, by_webhook: bool
    ) -> tuple[web.StreamResponse | None, Message | None]:
        """Keep the message, or spoil the answer, or both."""
        trouble = self.due_trouble()
        message = None
        if trouble is None or trouble.keeps:
            message = self._keep(payload, by_webhook=by_webhook)
        if trouble is None:
            return None, message
        if trouble.fault is HttpFault.RATE_LIMIT:
            headers = {"Retry-After": str(trouble.retry_after)}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers), None
        if trouble.fault is HttpFault.ERROR:
            return web.Response(status=trouble.status, text="internal error"), None
        return await trouble.break_off(request), message

    def _keep(self, payload: Mapping[str, Any], *, by_webhook: bool) -> Message:
        now = time.time()
        ts = f"{int(now)}.{len(self.messages) + 1:06}"
        message = Message(at=now, ts=ts, channel=CHANNEL_ID, payload=payload, by_webhook=by_webhook)
        self.messages.append(message)
        return message

    def _wrong_place(self, payload: Mapping[str, Any]) -> str:
        if payload.get("channel") not in (CHANNEL, CHANNEL.removeprefix("#"), CHANNEL_ID):
            return "channel_not_found"
        thread = payload.get("thread_ts")
        if thread is not None and thread not in {message.ts for message in self.messages}:
            return "thread_not_found"
        return ""

    async def _auth_test(self, request: web.Request) -> web.StreamResponse:
        wrong = _wrong_token(request, await _payload(request) or {})
        return _no(wrong, []) if wrong else web.json_response({"ok": True, "team": "Newsroom", "user": "newsbell"})

    async def _history(self, request: web.Request) -> web.StreamResponse:
        asked = {**request.query, **(await _payload(request) or {})}
        if wrong := _wrong_token(request, asked):
            return _no(wrong, [])
        oldest, limit = float(asked.get("oldest", 0)), int(asked.get("limit", 100))
        tops = [m for m in reversed(self.messages) if m.thread_ts is None and float(m.ts) > oldest]
        return web.json_response({"ok": True, "has_more": len(tops) > limit, "messages": self._all_shown(tops[:limit])})

    async def _replies(self, request: web.Request) -> web.StreamResponse:
        asked = {**request.query, **(await _payload(request) or {})}
        if wrong := _wrong_token(request, asked):
            return _no(wrong, [])
        thread = [message for message in self.messages if asked.get("ts") in (message.ts, message.thread_ts)]
        return web.json_response({"ok": True, "has_more": False, "messages": self._all_shown(thread)})

    def _all_shown(self, messages: list[Message]) -> list[dict[str, Any]]:
        return [{**_shown(message), **self.edits.get(message.ts, {})} for message in messages]


def _no(error: str, details: list[str]) -> web.Response:
    return web.json_response({"ok": False, "error": error, "errors": details})


def _shown(message: Message) -> dict[str, Any]:
    return {"type": "message", "bot_id": "B0NEWSROOM", **message.payload, "ts": message.ts}


def _wrong_token(request: web.Request, payload: Mapping[str, Any]) -> str:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ") or payload.get("token", "")
    if not given:
        return "not_authed"
    return "" if given == TOKEN else "invalid_auth"


async def _payload(request: web.Request) -> dict[str, Any] | None:
    """The message, sent as JSON or as a form (with blocks and metadata as JSON in it); None where it is neither."""
    try:
        if request.content_type == "application/json":
            payload = await request.json()
        else:
            form = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
            payload = json.loads(form["payload"]) if "payload" in form else form
            for name in ("blocks", "metadata"):
                if isinstance(payload.get(name), str):
                    payload[name] = json.loads(payload[name])
    except (ValueError, AttributeError):
        return None
    return payload if isinstance(payload, dict) else None
