from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from config.schema import RedisSettings
from pipelines.store.scratch import ScratchStore
from pipelines.store.server import open_redis
from pipelines.store.store import Store
from tests.unit.store_samples import Clock

KEEP_STORIES = timedelta(days=30)
KEEP_EVENTS = timedelta(days=365)


def store_on(redis, clock, **options):
    return Store(redis, **{"keep_stories": KEEP_STORIES, "keep_events": KEEP_EVENTS, "clock": clock, **options})


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def redis(tmp_path):
    """A private server of the test's own."""
    async with open_redis(RedisSettings(), tmp_path / "var") as client:
        yield client


@pytest.fixture
def store(redis, clock):
    return store_on(redis, clock)


@pytest.fixture
def second_store(tmp_path, clock):
    """Another command on the same server, with connections of its own."""

    @asynccontextmanager
    async def opened():
        async with open_redis(RedisSettings(), tmp_path / "var") as client:
            yield store_on(client, clock)

    return opened


@pytest.fixture(params=["redis", "scratch"])
def either(request):
    """Both stores, for what they have in common."""
    if request.param == "scratch":
        return ScratchStore()
    return request.getfixturevalue("store")
