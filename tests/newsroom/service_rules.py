"""What the services mind, by their own documents: addresses, keys, limits of size, forms."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

from tests.newsroom.services import Taken

TELEGRAM_TOKEN = "12345:newsroom-telegram-token"  # a stand-in's
CHAT = "@newsroom"
DISCORD_PATH = "/api/webhooks/1234/newsroom-discord-token"
TEAMS_PATH = "/workflows/abc/triggers/manual/paths/invoke?sig=newsroom-teams-sig"
NTFY_TOPIC, NTFY_TOKEN = "newsroom-topic", "tk_newsroomtoken"  # a stand-in's
ROUTING_KEY = "newsroomroutingkey0000000000000r"
HOOK_PATH, HOOK_SECRET, HOOK_TOKEN = "/hook/newsroom-path-secret", "newsroom-hook-secret", "newsroom-hook-token"
TELEGRAM_TAGS = {"b", "i", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler"}


class Telegram:
    def faults(self, asked: Taken) -> list[str]:
        if asked.path != f"/bot{TELEGRAM_TOKEN}/sendMessage":
            return ["Unauthorized"]
        message = asked.json
        if message["chat_id"] != CHAT:
            return ["Bad Request: chat not found"]
        text, wrong = telegram_text(message["text"])
        if wrong:
            return [f"Bad Request: can't parse entities: {wrong}"]
        if len(text.encode("utf-16-le")) // 2 > 4096:
            return ["Bad Request: message is too long"]
        return [] if text.strip() else ["Bad Request: message text is empty"]

    def answer(self, asked: Taken, number: int) -> tuple[int, Any]:
        return 200, {"ok": True, "result": {"message_id": number, "text": asked.json["text"]}}

    def refusal(self, faults: list[str]) -> tuple[int, Any]:
        code = 401 if faults[0] == "Unauthorized" else 400
        return code, {"ok": False, "error_code": code, "description": faults[0]}


class _Reader(HTMLParser):
    """Telegram's HTML: few tags, all closed."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.open, self.wrong = "", [], ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        allowed = {"href"} if tag == "a" else set()
        if tag not in TELEGRAM_TAGS or {name for name, _ in attrs} - allowed:
            self.wrong = self.wrong or f'unsupported start tag "{tag}"'
        self.open.append(tag)
        self.text += " ".join(value or "" for _, value in attrs) + (" " if attrs else "")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong = self.wrong or f'unexpected end tag "{tag}"'

    def handle_data(self, data: str) -> None:
        self.text += data


def telegram_text(html: str) -> tuple[str, str]:
    """The text with the addresses of its links, and what is wrong with it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text, reader.wrong or ("unclosed tag" if reader.open else "")


class Discord:
    def faults(self, asked: Taken) -> list[str]:
        if asked.path != f"{DISCORD_PATH}?wait=true":
            return ["Unknown Webhook"]
        message = asked.json
        embeds = message.get("embeds", [])
        texts = [(e.get("title", ""), 256) for e in embeds] + [(e.get("description", ""), 4096) for e in embeds]
        texts += [(message.get("content", ""), 2000)] + [(e.get("footer", {}).get("text", ""), 2048) for e in embeds]
        long = [f"Must be {limit} or fewer in length." for text, limit in texts if _units(text) > limit]
        if sum(_units(text) for text, _ in texts) > 6000 or len(embeds) > 10:
            long.append("Embed size exceeds maximum size of 6000")
        if message.get("allowed_mentions") != {"parse": []}:
            long.append("it would call people")
        return long if embeds or message.get("content") else ["Cannot send an empty message"]

    def answer(self, asked: Taken, number: int) -> tuple[int, Any]:
        return 200, {"id": str(1_000_000 + number), "embeds": asked.json["embeds"]}

    def refusal(self, faults: list[str]) -> tuple[int, Any]:
        return 404 if faults[0] == "Unknown Webhook" else 400, {"message": faults[0], "code": 50035}


class Teams:
    def faults(self, asked: Taken) -> list[str]:
        if asked.path != TEAMS_PATH:
            return ["DirectApiAuthorizationRequired"]
        if len(asked.body) > 28 * 1024:
            return ["RequestEntityTooLarge"]
        (attachment,) = asked.json["attachments"]
        card = attachment["content"]
        right = (
            attachment["contentType"] == "application/vnd.microsoft.card.adaptive" and card["type"] == "AdaptiveCard"
        )
        return [] if right and card["body"] else ["BadRequest"]

    def answer(self, asked: Taken, number: int) -> tuple[int, Any]:
        return 202, ""

    def refusal(self, faults: list[str]) -> tuple[int, Any]:
        return 400, {"error": {"code": faults[0]}}


class Ntfy:
    def faults(self, asked: Taken) -> list[str]:
        message = asked.json
        if asked.headers.get("Authorization") != f"Bearer {NTFY_TOKEN}" or message["topic"] != NTFY_TOPIC:
            return ["unauthorized"]
        if len(message["message"].encode()) > 4096:
            return ["attachments not allowed"]
        return [] if message["priority"] in range(1, 6) and message["message"] else ["invalid request"]

    def answer(self, asked: Taken, number: int) -> tuple[int, Any]:
        return 200, {"id": f"ntfy{number}", "event": "message"}

    def refusal(self, faults: list[str]) -> tuple[int, Any]:
        code = 403 if faults[0] == "unauthorized" else 400
        return code, {"code": code * 100 + 1, "http": code, "error": faults[0]}


class PagerDuty:
    def faults(self, asked: Taken) -> list[str]:
        event = asked.json
        if event["routing_key"] != ROUTING_KEY:
            return ["Invalid routing key"]
        payload = event["payload"]
        checks = {
            "payload.summary": 0 < len(payload["summary"]) <= 1024,
            "payload.severity": payload["severity"] in {"critical", "error", "warning", "info"},
            "payload.source": bool(payload["source"]),
            "event_action": event["event_action"] in {"trigger", "acknowledge", "resolve"},
            "dedup_key": 0 < len(event["dedup_key"]) <= 255,
            "size": len(asked.body) <= 512 * 1024,
        }
        return [f"'{name}' is not right" for name, right in checks.items() if not right]

    def answer(self, asked: Taken, number: int) -> tuple[int, Any]:
        return 202, {"status": "success", "message": "Event processed", "dedup_key": asked.json["dedup_key"]}

    def refusal(self, faults: list[str]) -> tuple[int, Any]:
        return 400, {"status": "invalid event", "message": "Event object is invalid", "errors": faults}


class Hook:
    """A receiver as the page on webhooks tells one to be written.  `schema` checks the document."""

    def __init__(self, schema: Callable[[Any], list[str]]) -> None:
        self.schema = schema

    def faults(self, asked: Taken) -> list[str]:
        if asked.path != HOOK_PATH or asked.headers.get("Authorization") != f"Bearer {HOOK_TOKEN}":
            return ["not known here"]
        if not signed(asked.headers.get("X-Newsbell-Signature", ""), asked.body, HOOK_SECRET):
            return ["wrong signature"]
        if not asked.headers.get("Idempotency-Key"):
            return ["no key"]
        document = asked.json
        return self.schema(document.get("data", document) if "specversion" in document else document)

    def answer(self, asked: Taken, number: int) -> tuple[int, Any]:
        return 204, ""

    def refusal(self, faults: list[str]) -> tuple[int, Any]:
        return 403, faults[0]


class Apprise:
    """Apprise's own `json://` form."""

    def faults(self, asked: Taken) -> list[str]:
        message = asked.json
        return [] if message["title"] and message["message"] else ["empty"]

    def answer(self, asked: Taken, number: int) -> tuple[int, Any]:
        return 200, "ok"

    def refusal(self, faults: list[str]) -> tuple[int, Any]:
        return 400, faults[0]


def signed(header: str, body: bytes, secret: str, now: float | None = None) -> bool:
    """What a receiver does: the time must be fresh, the signature right."""
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    made = hmac.new(secret.encode(), f"{parts.get('t', '')}.".encode() + body, hashlib.sha256).hexdigest()
    fresh = abs((now or time.time()) - float(parts.get("t") or 0)) < 300
    return fresh and hmac.compare_digest(made, parts.get("v1", ""))


def texts(value: Any) -> str:
    """Every text of a JSON value, in order."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return "\n".join(filter(None, (texts(inner) for inner in value.values())))
    if isinstance(value, list):
        return "\n".join(filter(None, (texts(inner) for inner in value)))
    return ""


def plain_json(body: bytes) -> str:
    """The body as text without escapes of JSON, to look for something in it."""
    return json.dumps(json.loads(body), ensure_ascii=False)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
