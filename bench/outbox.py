"""10,000 alerts due at once, and the way from an event to its message while 100 articles a second arrive.

The ratio is the sender's messages a second against bare aiohttp posting bodies of the same size, four at once, to the
same receiver, which is a process of its own.
"""

import asyncio
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

import aiohttp

from config.loader import load
from config.schema import Config
from pipelines.alerts.deliveries import deliveries_for
from pipelines.model.disposition import Disposition, Outcome
from pipelines.model.kinds import Severity
from pipelines.model.settlement import Query, Settlement, Signature
from pipelines.notify.sender import Sender
from pipelines.store.access import open_store
from pipelines.store.store import Store
from scheduler import logs
from scheduler.sending import sender_of
from tests.unit.alert_samples import a_story, an_alert, an_event

ALERTS = 10_000
BASELINE = 1_000
SECONDS, A_SECOND, ALERT_EVERY = 15, 100, 5
"""Of the second part: articles a second, one in so many of which gives an alert."""
LIMIT = 0.1

_CONFIG = """
data_dir = "{folder}/var"
[channels.hook]
type = "webhook"
url = "http://127.0.0.1:{port}/hook"
[log]
level = "error"
[dashboard]
listen = ""
"""


class Silent:
    """A watcher that hears nothing."""

    def delivered(self, *_: object) -> None: ...

    def send_failed(self, *_: object) -> None: ...

    def sender_failed(self, *_: object) -> None: ...


def main() -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder, receiver() as port:
        path = Path(folder) / "newsbell.toml"
        path.write_text(_CONFIG.format(folder=folder, port=port), "utf-8")
        config = load(path, environ={})
        logs.configure(config.log, sys.stderr)
        return asyncio.run(measured(config, f"http://127.0.0.1:{port}"))


@contextmanager
def receiver() -> Iterator[int]:
    """A receiver's port."""
    process = subprocess.Popen((sys.executable, "-m", "bench._hook"), stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


async def measured(config: Config, base: str) -> dict[str, object]:
    async with open_store(config) as store, aiohttp.ClientSession() as client:
        severities = await prepared(store, config)
        before = rss()
        async with sending(config, store) as sender:
            began = time.perf_counter()
            sender.nudge()
            worst, grown = await drained(store, before)
            seconds = time.perf_counter() - began
        order = [severities[name] for name, _ in await taken(client, base)]
        theirs = await bare(base)
        await taken(client, base)
        delays = await latencies(store, config, client, base)
    return {
        "name": "outbox",
        "ratio": round(len(order) / seconds / theirs, 3),
        "limit": f"at least {LIMIT}",
        "baseline": "bare aiohttp, four posts at once",
        "n": len(order),
        "a_second": round(len(order) / seconds),
        "baseline_a_second": round(theirs),
        "out_of_order": overtaken(order),
        "worst_loop_lag_ms": round(worst * 1000, 1),
        "memory_growth_mb": grown,
        "delay_n": len(delays),
        "delay_p50_ms": round(median(delays) * 1000),
        "delay_p99_ms": round(quantiles(delays, n=100)[98] * 1000),
    }


async def prepared(store: Store, config: Config) -> dict[str, int]:
    """Settle the alerts, in no order of severity; the severity of each."""
    dice = random.Random(1)
    severities = {f"n{number:05}": dice.choice(list(Severity)) for number in range(ALERTS)}
    names = iter(severities.items())

    async def work() -> None:
        for name, severity in names:
            await settle(store, config, name, severity, alerts=True)

    await asyncio.gather(*(work() for _ in range(8)))
    return {name: severity.rank for name, severity in severities.items()}


async def settle(store: Store, config: Config, name: str, severity: Severity, *, alerts: bool) -> None:
    now = datetime.now(UTC)
    alert = replace(an_alert(an_event(event_id=name), alert_id=name, channels=("hook",), at=now), severity=severity)
    settings = {channel.name: channel for channel in config.channels}
    rows = tuple(replace(row, severity=severity.rank) for row in deliveries_for(alert, settings, now))
    settlement = Settlement(
        story=a_story(name, url=f"https://daily.example/{name}", seen=now),
        disposition=Disposition(outcome=Outcome.STORED),
        signature=Signature(),
        events=(alert.event,) if alerts else (),
        alerts=(alert,) if alerts else (),
        deliveries=rows if alerts else (),
    )
    await store.settle(Query(), lambda _known: settlement)


@asynccontextmanager
async def sending(config: Config, store: Store) -> AsyncIterator[Sender]:
    sender, stop = sender_of(config, store, Silent()), asyncio.Event()
    task = asyncio.create_task(sender.run(stop))
    try:
        yield sender
    finally:
        stop.set()
        await task
        for channel in sender.channels.values():
            await channel.close()


async def drained(store: Store, before: int) -> tuple[float, int]:
    """Wait until all is sent: the worst lag of the loop in seconds, and by how many megabytes memory grew at most."""
    worst, most, checked = 0.0, before, time.monotonic()
    while True:
        began = time.perf_counter()
        await asyncio.sleep(0.005)
        worst, most = max(worst, time.perf_counter() - began - 0.005), max(most, rss())
        if time.monotonic() - checked > 0.5:
            checked = time.monotonic()
            if not await store.queue_lengths():
                return worst, most - before


async def bare(base: str) -> float:
    """Messages a second without any of newsbell: a connection for each, as the channels do."""
    numbers, body = iter(range(BASELINE)), b"x" * 1500

    async def post() -> None:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as own:
            for _ in numbers:
                async with own.post(f"{base}/hook", data=body) as answer:
                    await answer.read()

    began = time.perf_counter()
    await asyncio.gather(*(post() for _ in range(4)))
    return BASELINE / (time.perf_counter() - began)


async def latencies(store: Store, config: Config, client: aiohttp.ClientSession, base: str) -> list[float]:
    """Seconds from before an alert's story is settled until its message is there."""
    began: dict[str, float] = {}

    async def arrive(number: int, sender: Sender) -> None:
        name, alerts = f"m{number:05}", number % ALERT_EVERY == 0
        if alerts:
            began[name] = time.time()
        await settle(store, config, name, Severity.NORMAL, alerts=alerts)
        if alerts:
            sender.nudge()

    async with sending(config, store) as sender:
        start, tasks = time.perf_counter(), []
        for number in range(SECONDS * A_SECOND):
            await asyncio.sleep(max(0.0, start + number / A_SECOND - time.perf_counter()))
            tasks.append(asyncio.create_task(arrive(number, sender)))
        await asyncio.gather(*tasks)
        while await store.queue_lengths():  # noqa: ASYNC110 — Redis tells nobody
            await asyncio.sleep(0.1)
    arrived = dict(await taken(client, base))
    return [arrived[name] - moment for name, moment in began.items()]


async def taken(client: aiohttp.ClientSession, base: str) -> list[tuple[str, float]]:
    """What the receiver got since it was last asked, in order: (alert, time)."""
    async with client.get(f"{base}/taken") as answer:
        return [(key.rpartition("/")[2], at) for key, at in await answer.json()]


def overtaken(order: list[int]) -> int:
    """Messages that came before a more severe one by more than what is under way at once."""
    return sum(order[i] < max(order[i + 8 :], default=0) for i in range(0, len(order), 50))


def rss() -> int:
    """Megabytes of this process."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) // 1024 if found else 0
