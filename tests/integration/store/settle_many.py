"""Settles stories of one event, as one of several processes: DATA_DIR NAME NUMBER."""

import asyncio
import json
import sys
from pathlib import Path

from config.schema import RedisSettings
from pipelines.store.server import open_redis
from tests.integration.store.conftest import store_on
from tests.unit.store_samples import IDENTITY, Clock, a_story, founds_or_joins


async def main(data_dir, name, number):
    alerts = 0
    async with open_redis(RedisSettings(), Path(data_dir)) as redis:
        store = store_on(redis, Clock())
        for n in range(int(number)):
            alerts += len((await store.settle(IDENTITY, founds_or_joins(a_story(f"{name}{n}")))).alerts)
    sys.stdout.write(json.dumps({"alerts": alerts}))


asyncio.run(main(*sys.argv[1:]))
