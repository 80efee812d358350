"""A web site for benchmarks, as a process of its own: a feed that lists its pages, and feeds that never change."""

import asyncio
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from aiohttp import web

from bench.extract import page

_HEADLINE = re.compile(r'"headline":"([^"]*)"')
TAG = '"unchanged"'

ROLLED = web.AppKey("ROLLED", dict[str, int])


def feed(base: str, first: int, count: int) -> str:
    """RSS with `count` items, the newest first."""
    now = datetime.now(UTC)
    items = "".join(
        f"<item><title>Firm {n} buys AI startup {n}</title><link>{base}/page/{n}</link><guid>{base}/page/{n}</guid>"
        f"<pubDate>{format_datetime(now - timedelta(minutes=n))}</pubDate><description>News {n}</description></item>"
        for n in range(first, first + count)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>bench</title><link>{base}</link>{items}</channel></rss>'


async def _feed(request: web.Request) -> web.Response:
    first, count = int(request.query.get("first", 0)), int(request.match_info["count"])
    return web.Response(text=feed(f"http://{request.host}", first, count), content_type="application/rss+xml")


def article(number: int) -> str:
    """A page of its own that tells of a takeover of its own."""
    html = page(number)
    title = _HEADLINE.search(html)
    assert title is not None
    return html.replace(title[1], f"Firm{number} Labs acquires AI startup Orrin{number} for ${number + 100} million")


async def _page(request: web.Request) -> web.Response:
    return web.Response(text=article(int(request.match_info["number"])), content_type="text/html", charset="utf-8")


async def _quiet(request: web.Request) -> web.Response:
    if request.headers.get("If-None-Match") == TAG:
        return web.Response(status=304, headers={"ETag": TAG})
    text = feed(f"http://{request.host}", 0, 1)
    return web.Response(text=text, content_type="application/rss+xml", headers={"ETag": TAG})


async def _roll(request: web.Request) -> web.Response:
    """A feed that has moved on by `step` items at every request, `last` of them in all."""
    step, last = int(request.match_info["step"]), int(request.match_info["last"])
    first = min(request.app[ROLLED].get(request.path, 0), last - step)
    request.app[ROLLED][request.path] = first + step
    return web.Response(text=feed(f"http://{request.host}", first, step), content_type="application/rss+xml")


async def serve() -> None:
    app = web.Application()
    app[ROLLED] = {}
    app.router.add_get("/feed/{count}", _feed)
    app.router.add_get("/roll/{step}/{last}", _roll)
    app.router.add_get("/page/{number}", _page)
    app.router.add_get("/quiet/{name}", _quiet)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()
    await runner.cleanup()


@contextmanager
def site() -> Iterator[str]:
    """The site's address, while the process runs."""
    process = subprocess.Popen([sys.executable, "-m", "bench._site"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    asyncio.run(serve())
