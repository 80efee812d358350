"""The server is killed again and again while stories are settled: nothing that was confirmed is lost, nothing is done twice."""

import asyncio
import os
import random
import signal

from config.schema import RedisSettings
from pipelines.errors import StoreUnavailable
from pipelines.model.settlement import Query
from pipelines.store.server import ensure, open_redis
from tests.integration.store.conftest import store_on
from tests.unit.store_samples import Clock, a_story, founds_or_joins

KILLS = 12
STORIES = 600
EVENTS = 20


async def test_kills_of_the_server_lose_nothing_and_repeat_nothing(tmp_path):
    settings, data_dir, rng = RedisSettings(), tmp_path / "var", random.Random(7)
    settled, alerts = [], []
    async with open_redis(settings, data_dir) as redis:
        store = store_on(redis, Clock(), recover=lambda: ensure(settings, data_dir))
        numbers = iter(range(STORIES))

        async def work():
            for number in numbers:
                query = Query(urls=(f"u{number}",), identity=(f"bid:{number % EVENTS}",))
                made = founds_or_joins(a_story(f"s{number}"), f"bid:{number % EVENTS}")
                settlement = await patiently(store, lambda q=query, m=made: store.settle(q, m))
                settled.append(settlement.story.story_id)
                alerts.extend(settlement.alerts)

        async def kills():
            for _ in range(KILLS):
                await asyncio.sleep(rng.uniform(0.01, 0.12))
                pid = await patiently(store, lambda: pid_of(store))
                os.kill(pid, signal.SIGKILL)

        await asyncio.gather(kills(), *(work() for _ in range(4)))
        counts = await store.counts()
        events = await store.events(limit=STORIES)
        reports = [report.story_id for event in events for report in event.reports]
        assert sorted(settled) == sorted(reports) == sorted(f"s{n}" for n in range(STORIES))
        assert counts == {"in": STORIES, "stored": STORIES}
        assert len(events) == EVENTS
        assert len(await store.alerts(STORIES)) == len(await store.deliveries(limit=STORIES)) == EVENTS
        assert len(alerts) <= EVENTS  # those whose confirmation was cut off are in the store all the same


async def pid_of(store):
    (info,) = await store._link.ask(("INFO", "server"))
    return int(info.split(b"process_id:")[1].split()[0])


async def patiently(store, work):
    while True:
        try:
            return await work()
        except StoreUnavailable:
            await store.recover()
