"""A real HTTP server that can do everything wrong, on the test's own loop.

Paths name what it does; `routes` adds answers of a test's own.  It counts who asks for what, and how many at once.
"""

import asyncio
import gzip
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import brotli
from backports import zstd

ZEROS = b"\0" * 30_000_000
HTML = b"<!DOCTYPE html><html><head><title>T</title></head><body><p>Words.</p></body></html>"


@dataclass(frozen=True, kw_only=True)
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    at: float


Answer = Callable[["BadServer", Asked, asyncio.StreamWriter], Awaitable[None]]


def head(status: int, **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def answer(status: int = 200, body: bytes = HTML, **headers: str) -> Answer:
    """A complete, honest answer."""
    given = {"Content_Type": "text/html; charset=utf-8", "Content_Length": str(len(body))} | headers

    async def write(server: "BadServer", asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head(status, **given) + body)
        await writer.drain()

    return write


def feed(*paths: str, **headers: str) -> Answer:
    """An RSS feed of articles at these paths, the first the newest."""
    items = "".join(
        f"<item><title>News of {path}</title><link>{path}</link><pubDate>06 Oct 2025 {20 - n:02}:00:00 GMT</pubDate></item>"
        for n, path in enumerate(paths)
    )
    body = f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode()
    return answer(200, body, **({"Content_Type": "application/rss+xml"} | headers))


async def _trickle(server: "BadServer", asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(head(200, Content_Length="100000", Content_Type="text/html"))
    while not writer.is_closing():
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def _slow_headers(server: "BadServer", asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while not writer.is_closing():
        writer.write(b"X-More: 1\r\n")
        await writer.drain()
        await asyncio.sleep(0.05)


async def _silent(server: "BadServer", asked: Asked, writer: asyncio.StreamWriter) -> None:
    await server.closing.wait()


async def _slow(server: "BadServer", asked: Asked, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(0.1)
    await answer()(server, asked, writer)


async def _cut(server: "BadServer", asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(head(200, Content_Length="1000", Content_Type="text/html") + b"only this")
    await writer.drain()
    writer.close()


async def _reset(server: "BadServer", asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def _no_http(server: "BadServer", asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 smtp.example.org ESMTP ready\r\n")
    await writer.drain()
    writer.close()


async def _endless(server: "BadServer", asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(head(200, Transfer_Encoding="chunked", Content_Type="text/html"))
    while not writer.is_closing():
        writer.write(b"10000\r\n" + b"x" * 65_536 + b"\r\n")
        await writer.drain()


async def _flapping(server: "BadServer", asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Fails twice, then answers."""
    await answer(200 if server.count[asked.path] > 2 else 500)(server, asked, writer)


def _bomb(encoding: str, packed: bytes) -> Answer:
    return answer(200, packed, Content_Encoding=encoding)


ROUTES: dict[str, Answer] = {
    "/robots.txt": answer(404),
    "/page": answer(),
    "/trickle": _trickle,
    "/slow-headers": _slow_headers,
    "/silent": _silent,
    "/slow": _slow,
    "/cut": _cut,
    "/reset": _reset,
    "/no-http": _no_http,
    "/endless": _endless,
    "/flapping": _flapping,
    "/loop": answer(302, b"", Location="/loop"),
    "/there": answer(302, b"", Location="/back"),
    "/back": answer(302, b"", Location="/there"),
    "/moved": answer(301, b"", Location="/page"),
    "/to-ftp": answer(302, b"", Location="ftp://example.org/x"),
    "/to-script": answer(302, b"", Location="javascript:alert(1)"),
    "/to-file": answer(302, b"", Location="file:///etc/passwd"),
    "/to-nowhere": answer(302, b""),
    "/pdf": answer(200, b"%PDF-1.7", Content_Type="application/pdf"),
    "/picture": answer(200, b"\x89PNG", Content_Type="image/png"),
    "/gzip-bomb": _bomb("gzip", gzip.compress(ZEROS)),
    "/br-bomb": _bomb("br", brotli.compress(ZEROS, quality=1)),
    "/zstd-bomb": _bomb("zstd", zstd.compress(ZEROS)),
    "/no-gzip": answer(200, HTML, Content_Encoding="gzip"),
    "/gzip": answer(200, gzip.compress(HTML), Content_Encoding="gzip"),
    "/announces-much": answer(200, b"x", Content_Length="99999999"),
    "/latin": answer(200, "é".encode("latin-1"), Content_Type='text/html; charset="ISO-8859-1"'),
    "/untyped": answer(200, HTML, Content_Type=""),
    **{f"/{status}": answer(status, b"no") for status in (400, 401, 403, 404, 410, 429, 451, 500, 503)},
    "/pause-7": answer(429, b"", Retry_After="7"),
    "/pause-100": answer(503, b"", Retry_After="100"),
}


@dataclass
class BadServer:
    port: int = 0
    routes: dict[str, Answer] = field(default_factory=lambda: dict(ROUTES))
    asked: list[Asked] = field(default_factory=list)
    count: Counter[str] = field(default_factory=Counter)
    at_once: int = 0
    most_at_once: int = 0
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    scheme: str = "http"

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    async def reached(self, path: str) -> None:
        """Wait until somebody asks for `path`."""
        async with asyncio.timeout(10):
            while not self.count[path]:
                self.came.clear()
                await self.came.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while not self.closing.is_set() and (asked := await self._read(reader)):
                self.asked.append(asked)
                self.count[asked.path] += 1
                self.came.set()
                self.at_once += 1
                self.most_at_once = max(self.most_at_once, self.at_once)
                try:
                    await self.routes.get(asked.path, answer(404))(self, asked, writer)
                finally:
                    self.at_once -= 1
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _read(self, reader: asyncio.StreamReader) -> Asked | None:
        try:
            lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        except asyncio.IncompleteReadError:
            return None
        method, path, _ = lines[0].split(" ")
        headers = dict(line.split(": ", 1) for line in lines[1:] if line)
        return Asked(method=method, path=path.partition("?")[0], headers=headers, at=asyncio.get_running_loop().time())


@asynccontextmanager
async def bad_server(host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> AsyncIterator[BadServer]:
    server = BadServer(scheme="https" if tls else "http")
    serving: set[asyncio.Task[None]] = set()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(server.serve(reader, writer))
        serving.add(task)
        task.add_done_callback(serving.discard)

    listening = await asyncio.start_server(begin, host, 0, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        server.closing.set()
        listening.close()
        for task in tuple(serving):
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
