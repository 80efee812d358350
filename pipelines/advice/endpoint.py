"""An OpenAI-compatible service for chat completions, over HTTP."""

import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from config.errors import NewsbellError
from config.llm import LlmSettings

MAX_ANSWER = 400_000
"""Bytes that are read of an answer."""
_GOOD = 200


class NoAnswer(NewsbellError):
    """The service gave no answer that could be read: says why, without anything that it sent."""


class Endpoint:
    """Asks one service.  A connection for each question: there are few."""

    def __init__(self, settings: LlmSettings) -> None:
        self._settings = settings

    async def ask(self, body: Mapping[str, Any]) -> str:
        """The text of the answer.  Raises NoAnswer."""
        seconds = self._settings.timeout.total_seconds()
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=seconds)) as session,
                session.post(self._url(), json=body, headers=self._headers(), allow_redirects=False) as answer,
            ):
                if answer.status != _GOOD:
                    raise NoAnswer(f"answered {answer.status}")
                return _text(await _limited(answer.content))
        except TimeoutError:
            raise NoAnswer(f"no answer within {seconds:g} s") from None
        except (aiohttp.ClientError, OSError) as error:
            raise NoAnswer(f"not reached: {type(error).__name__}") from None

    def _url(self) -> str:
        return f"{self._settings.url.rstrip('/')}/chat/completions"

    def _headers(self) -> dict[str, str]:
        key = self._settings.api_key.reveal()
        return {"User-Agent": "newsbell", **({"Authorization": f"Bearer {key}"} if key else {})}


async def _limited(content: aiohttp.StreamReader) -> bytes:
    parts: list[bytes] = []
    async for part in content.iter_any():
        parts.append(part)
        if sum(map(len, parts)) > MAX_ANSWER:
            raise NoAnswer("the answer is too long")
    return b"".join(parts)


def _text(raw: bytes) -> str:
    try:
        text = json.loads(raw)["choices"][0]["message"]["content"]
    except (ValueError, RecursionError, LookupError, TypeError):
        raise NoAnswer("the answer is no chat completion") from None
    if not isinstance(text, str):
        raise NoAnswer("the answer is no chat completion")
    return text
