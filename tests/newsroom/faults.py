"""How a site can misbehave.  A fault takes the good answer and gives back, in its place, what a bad server would."""

import asyncio
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache

from aiohttp import web

MEGABYTE = 1_000_000
BOMB_SIZE = 200 * MEGABYTE
TRICKLE_PAUSE = 1.0
WRONG_CHARSETS = {"vi": "cp1258", "ar": "cp1256", "zh": "gb18030", "ja": "euc_jp", "en": "cp1252"}


class Fault(StrEnum):
    REFUSE = "refuse"
    """The port is closed."""
    HANG = "hang"
    """The request is taken and never answered."""
    DROP = "drop"
    """The connection breaks in the middle of the answer."""
    TRICKLE = "trickle"
    """One byte a second."""
    SLOW = "slow"
    """The good answer, after `seconds`."""
    STATUS = "status"
    """`status`, with Retry-After where `retry_after` is given."""
    GZIP_BOMB = "gzip_bomb"
    """200 MB of blanks in 200 kB."""
    HUGE = "huge"
    """A good feed of more than 10 MB."""
    MANY = "many"
    """A good feed with 5,000 entries."""
    ENTITIES = "entities"
    """An XML document whose entities expand without end."""
    REDIRECT_LOOP = "redirect_loop"
    REDIRECT_PRIVATE = "redirect_private"
    """A redirect to `target`."""
    HTML = "html"
    """A page that asks for a click, with status 200."""
    EMPTY = "empty"
    HALF_WRITTEN = "half_written"
    """The first half of the good answer, as if it had been read while it was being written."""
    MALFORMED = "malformed"
    """XML with a torn tag before the first entry."""
    WRONG_ENCODING = "wrong_encoding"
    """An old encoding of the language under the name of UTF-8."""


@dataclass(frozen=True, kw_only=True)
class Misbehaviour:
    """`on` is which answers it spoils: feeds (section pages too), pages or everything."""

    fault: Fault
    on: str = "feeds"
    status: int = 503
    retry_after: int | None = None
    seconds: float = 3.0
    target: str = "http://169.254.169.254/latest/meta-data/"
    over: asyncio.Event = field(default_factory=asyncio.Event, compare=False)
    """Set when the site mends its ways: what hangs lets go."""

    def spoils(self, what: str) -> bool:
        return self.on in ("everything", what)


@dataclass(frozen=True, kw_only=True)
class Answer:
    body: bytes
    content_type: str
    status: int = 200
    language: str = "en"


Act = Callable[[web.Request, Misbehaviour, Answer], Awaitable[web.StreamResponse]]


def response(answer: Answer) -> web.Response:
    return web.Response(body=answer.body, status=answer.status, headers={"Content-Type": answer.content_type})


def cut(request: web.Request) -> None:
    """Break the connection without a word."""
    if request.transport is not None:
        request.transport.abort()


async def misbehave(request: web.Request, how: Misbehaviour, answer: Answer) -> web.StreamResponse:
    """The spoilt answer.  `huge` and `many` concern what a feed holds: see `Newsroom`."""
    if how.fault in ACTS:
        return await ACTS[how.fault](request, how, answer)
    if how.fault in TEXTS:
        return response(TEXTS[how.fault](answer))
    return response(answer)


async def _refuse(request: web.Request, how: Misbehaviour, answer: Answer) -> web.StreamResponse:
    cut(request)  # a connection that was open when the port closed
    return response(answer)


async def _hang(request: web.Request, how: Misbehaviour, answer: Answer) -> web.StreamResponse:
    await how.over.wait()
    cut(request)
    return response(answer)


async def _drop(request: web.Request, how: Misbehaviour, answer: Answer) -> web.StreamResponse:
    stream = web.StreamResponse(headers={"Content-Type": answer.content_type, "Content-Length": str(len(answer.body))})
    await stream.prepare(request)
    await stream.write(answer.body[: len(answer.body) // 2])
    cut(request)
    return stream


async def _trickle(request: web.Request, how: Misbehaviour, answer: Answer) -> web.StreamResponse:
    stream = web.StreamResponse(headers={"Content-Type": answer.content_type, "Content-Length": str(len(answer.body))})
    await stream.prepare(request)
    for byte in answer.body:
        await stream.write(bytes((byte,)))
        if await _over_within(how, TRICKLE_PAUSE):
            cut(request)
            break
    return stream


async def _slow(request: web.Request, how: Misbehaviour, answer: Answer) -> web.StreamResponse:
    await _over_within(how, how.seconds)
    return response(answer)


async def _status(request: web.Request, how: Misbehaviour, answer: Answer) -> web.StreamResponse:
    headers = {"Retry-After": str(how.retry_after)} if how.retry_after is not None else {}
    return web.Response(status=how.status, text=f"{how.status}\n", headers=headers)


async def _bomb(request: web.Request, how: Misbehaviour, answer: Answer) -> web.StreamResponse:
    headers = {"Content-Type": answer.content_type, "Content-Encoding": "gzip"}
    return web.Response(body=await asyncio.to_thread(gzip_bomb, BOMB_SIZE), headers=headers)


async def _loop(request: web.Request, how: Misbehaviour, answer: Answer) -> web.StreamResponse:
    turn = 1 - int(request.query.get("turn", "1") == "1")
    return web.Response(status=302, headers={"Location": f"{request.path}?turn={turn}"})


async def _private(request: web.Request, how: Misbehaviour, answer: Answer) -> web.StreamResponse:
    return web.Response(status=302, headers={"Location": how.target})


async def _over_within(how: Misbehaviour, seconds: float) -> bool:
    try:
        await asyncio.wait_for(how.over.wait(), seconds)
    except TimeoutError:
        return False
    return True


def _html(answer: Answer) -> Answer:
    text = (
        "<!doctype html><html><head><title>One moment</title></head><body><h1>Checking your browser</h1>"
        "<p>Please tick the box to show that you are human.</p></body></html>"
    )
    return replace(answer, body=text.encode(), content_type="text/html; charset=utf-8")


def _entities(answer: Answer) -> Answer:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    text = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "news">{levels}]>'
        "<rss version='2.0'><channel><title>&e9;</title><item><title>&e9;</title></item></channel></rss>"
    )
    return replace(answer, body=text.encode())


def _malformed(answer: Answer) -> Answer:
    text = '<?xml version="1.0"?>\n<rss version="2.0"><channel><title>Torn</tilte <<item><title>&nope;'
    return replace(answer, body=text.encode())


def _wrong_encoding(answer: Answer) -> Answer:
    text = answer.body.decode("utf8")
    return replace(answer, body=text.encode(WRONG_CHARSETS[answer.language], errors="replace"))


@lru_cache(maxsize=1)
def gzip_bomb(size: int) -> bytes:
    """`size` blanks, packed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b" " * MEGABYTE
    return b"".join(packer.compress(block) for _ in range(size // MEGABYTE)) + packer.flush()


ACTS: dict[Fault, Act] = {
    Fault.REFUSE: _refuse,
    Fault.HANG: _hang,
    Fault.DROP: _drop,
    Fault.TRICKLE: _trickle,
    Fault.SLOW: _slow,
    Fault.STATUS: _status,
    Fault.GZIP_BOMB: _bomb,
    Fault.REDIRECT_LOOP: _loop,
    Fault.REDIRECT_PRIVATE: _private,
}
TEXTS: dict[Fault, Callable[[Answer], Answer]] = {
    Fault.HTML: _html,
    Fault.EMPTY: lambda answer: replace(answer, body=b""),
    Fault.HALF_WRITTEN: lambda answer: replace(answer, body=answer.body[: len(answer.body) // 2]),
    Fault.MALFORMED: _malformed,
    Fault.ENTITIES: _entities,
    Fault.WRONG_ENCODING: _wrong_encoding,
}
