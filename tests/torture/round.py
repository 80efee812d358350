"""One round: fifty alerts to four channels, while senders, daemon and Redis are killed and the receivers fail."""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TypeVar

from config.errors import NewsbellError
from config.loader import load
from config.schema import Config
from pipelines.alerts.deliveries import deliveries_for
from pipelines.errors import StoreUnavailable
from pipelines.model.alert import Alert
from pipelines.model.delivery import Delivery
from pipelines.model.disposition import Disposition, Outcome
from pipelines.model.settlement import Query, Settlement, Signature
from pipelines.model.transitions import FINAL
from pipelines.store.access import open_store
from pipelines.store.home import Home
from pipelines.store.store import Store
from tests.torture import processes
from tests.torture.receivers import CHANNELS, Receivers, trouble
from tests.torture.sums import Sums, sums
from tests.unit.alert_samples import a_story, an_alert, an_event

T = TypeVar("T")

ALERTS = 50
PATIENCE = 200.0
"""Seconds in which everything must have arrived once nothing fails any more."""

_REST = """
[[sources]]
name = "none"
url = "http://127.0.0.1:9/feed"
enabled = false
[dashboard]
listen = ""
[log]
format = "json"
"""


@dataclass(kw_only=True)
class Round:
    """`daemon`: one of the two senders is the whole daemon."""

    folder: Path
    number: int
    receivers: Receivers
    dice: random.Random
    daemon: bool

    async def run(self) -> Sums:
        path = self.folder / "newsbell.toml"
        path.write_text(f'data_dir = "{self.folder}/var"\n{self.receivers.toml()}{_REST}', "utf-8")
        config = load(path, environ={})
        async with open_store(config) as store:
            return await self._tortured(store, config, path)

    async def _tortured(self, store: Store, config: Config, path: Path) -> Sums:
        kills: Counter[str] = Counter()
        running = {name: self._start(name, path) for name in ("daemon" if self.daemon else "sender", "second sender")}
        troubles = [
            asyncio.create_task(trouble(server, random.Random(self.dice.random())))
            for server in self.receivers.all.values()
        ]
        try:
            made = asyncio.create_task(self._alerts(store, config))
            for _ in range(self.dice.randint(2, 5)):
                await asyncio.sleep(self.dice.uniform(0.03, 0.5))
                victim = self.dice.choice([*running, "redis-server"])
                kills[victim] += 1
                if victim == "redis-server":
                    self._kill_redis(config)
                else:
                    processes.kill(running[victim])
                    running[victim] = self._start(victim, path)
            alerts = await made
            for task in troubles:
                task.cancel()
            await asyncio.gather(*troubles, return_exceptions=True)
            rows = await self._settled(store, len(alerts) * len(CHANNELS))
        finally:
            for process in running.values():
                await asyncio.to_thread(processes.end, process)
        return sums(self.receivers, alerts, rows, kills)

    def _start(self, name: str, path: Path) -> BaseProcess:
        return processes.start(path, self.folder / "processes.log", daemon=name == "daemon")

    def _kill_redis(self, config: Config) -> None:
        pid = Home.at(config.data_dir).pid()
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    async def _alerts(self, store: Store, config: Config) -> list[str]:
        """Settled over the first second, as if stories came in."""
        names = [f"r{self.number}n{number:02}" for number in range(ALERTS)]
        settings = {channel.name: channel for channel in config.channels}
        for name in names:
            alert = an_alert(an_event(event_id=name), alert_id=name, channels=CHANNELS, at=datetime.now(UTC))
            settlement = _settlement(alert, deliveries_for(alert, settings, alert.at))
            await patiently(store, lambda made=settlement: store.settle(Query(), lambda _known: made))
            await asyncio.sleep(self.dice.uniform(0, 0.03))
        return names

    async def _settled(self, store: Store, count: int) -> list[Delivery]:
        """The rows, once all have come to an end."""
        rows: list[Delivery] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while len(rows) < count or not all(row.state in FINAL for row in rows):
                    await asyncio.sleep(0.05)
                    rows = await patiently(store, lambda: store.deliveries(limit=2 * count))
        return rows


def _settlement(alert: Alert, rows: tuple[Delivery, ...]) -> Settlement:
    story = a_story(alert.alert_id, url=f"https://daily.example/{alert.alert_id}")
    return Settlement(
        story=replace(story, first_seen=alert.at, published=alert.at),
        disposition=Disposition(outcome=Outcome.STORED),
        signature=Signature(),
        events=(alert.event,),
        alerts=(alert,),
        deliveries=rows,
    )


async def patiently(store: Store, work: Callable[[], Awaitable[T]]) -> T:
    while True:
        try:
            return await work()
        except StoreUnavailable:
            with suppress(NewsbellError):
                await store.recover()
            await asyncio.sleep(0.01)
