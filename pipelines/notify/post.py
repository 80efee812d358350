"""Posting over HTTP: one request, and what its answer, or its absence, says of the message."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import aiohttp

from pipelines.model.delivery import Outcome, Verdict
from pipelines.notify.escape import line, without
from pipelines.notify.http_answer import lost, refused

MAX_REASON = 200
MAX_ANSWER = 65_536
"""Bytes that are read of an answer: nothing that a channel needs stands behind them."""
BROKEN = (aiohttp.ClientError, TimeoutError, OSError)


@dataclass(frozen=True, kw_only=True)
class Request:
    """A message as it goes over the wire.  `url` and headers may hold secrets, so neither is shown."""

    url: str = field(repr=False)
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the other side said.  `text` may repeat secrets."""

    status: int
    text: str = field(repr=False)
    headers: Mapping[str, str]


class Poster:
    """Posts for one channel.  `secrets` are starred out of what is said of answers."""

    def __init__(self, timeout: timedelta, secrets: tuple[str, ...]) -> None:
        self._timeout = timeout.total_seconds()
        self._secrets = secrets
        self._open: aiohttp.ClientSession | None = None

    async def post(self, request: Request) -> Answer | Outcome:
        """The answer, or the outcome where there is none.  Redirects are not followed: they would lose the message."""
        try:
            async with self._session().post(
                request.url, data=request.body, headers=request.headers, allow_redirects=False
            ) as answer:
                text = (await answer.content.read(MAX_ANSWER)).decode("utf-8", "replace")
                return Answer(status=answer.status, text=text, headers=dict(answer.headers))
        except BROKEN as error:
            return lost(error)

    def judged(self, answer: Answer, *, server_error: Verdict, said: str = "") -> Outcome | None:
        """The outcome of an answer that is no success, None for one that is.  `said`: what counts in its text."""
        if answer.status < 300:  # noqa: PLR2004 — HTTP's successes
            return None
        shown = self.shown(said or answer.text)
        return refused(answer.status, shown, answer.headers, datetime.now(UTC), server_error=server_error)

    def shown(self, text: str) -> str:
        """What the other side said, fit for a reason."""
        return line(without(text, self._secrets), MAX_REASON)

    async def close(self) -> None:
        if self._open is not None:
            await self._open.close()

    def _session(self) -> aiohttp.ClientSession:
        if self._open is None or self._open.closed:
            # A new connection for each message: on a kept one that the server has just closed, nobody can tell whether
            # the message was read.
            self._open = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(force_close=True),
                timeout=aiohttp.ClientTimeout(total=self._timeout, sock_connect=self._timeout / 2),
                headers={"User-Agent": "newsbell"},
            )
        return self._open


def address_parts(url: str) -> tuple[str, ...]:
    """What is secret in an address: the whole, and its path and query."""
    return url, url.partition("://")[2].partition("/")[2]
