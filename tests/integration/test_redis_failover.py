"""Sentinels, replicas and a master that dies in the middle of a run: what was acknowledged is there afterwards."""

import asyncio
import random
import signal
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from config.redis import RedisSettings
from config.secret import Secret
from pipelines.errors import StoreUnavailable
from pipelines.model.settlement import Query
from pipelines.store.link import Replication
from pipelines.store.server import open_redis
from tests.integration.redis_servers import SERVICE, Machines, replicas_in_step
from tests.integration.store.conftest import store_on
from tests.newsroom.waiting import until
from tests.unit.store_samples import IDENTITY, Clock, a_story, founds_or_joins

WAIT = Replication(replicas=1, timeout=timedelta(milliseconds=300))
STORIES = 400


@pytest.fixture
def machines(tmp_path):
    made = Machines(tmp_path)
    yield made
    made.end()


def settle(store, number):
    key = f"bid:{number % 20}"
    query = Query(urls=(f"u{number}",), identity=(key,))
    return store.settle(query, founds_or_joins(a_story(f"s{number}"), key))


async def patiently(work):
    for _ in range(1500):
        try:
            return await work()
        except StoreUnavailable:
            await asyncio.sleep(0.02)
    return await work()


@asynccontextmanager
async def opened(settings, tmp_path, **options):
    async with open_redis(settings, tmp_path / "var") as redis:
        yield store_on(redis, Clock(), **options)


async def test_a_failover_in_the_middle_of_a_run_loses_nothing_that_was_acknowledged(tmp_path, machines):
    recommended = ("--min-replicas-to-write", "1", "--min-replicas-max-lag", "2")
    master = await machines.server(*recommended)
    for _ in range(2):
        await machines.server(*recommended, "--replicaof", "127.0.0.1", str(master.port))
    await replicas_in_step(master, 2)
    sentinel = await machines.sentinel(master)
    # The first of the Sentinels named is away: the next is asked.
    url = f"sentinel://127.0.0.1:1,127.0.0.1:{sentinel.port}/{SERVICE}/2"
    async with opened(RedisSettings(url=Secret(url)), tmp_path, replication=WAIT) as store:
        settled, numbers, refusals = [], iter(range(STORIES)), []

        async def work():
            for number in numbers:
                settlement = await patiently(lambda number=number: settle(store, number))
                settled.append(settlement.story.story_id)

        async def fail():
            await until(lambda: len(settled) >= STORIES // 3, 30, "a third of the work")
            master.kill()
            with pytest.raises(StoreUnavailable, match=rf"the master '{SERVICE}' of 127\.0\.0\.1:1,127\.0\.0\.1"):
                await asyncio.gather(*(store.ping() for _ in range(40)))
            refusals.append(len(settled))

        await asyncio.gather(fail(), *(work() for _ in range(4)))
        assert refusals[0] < STORIES, "the failover came in the middle"
        events = await store.events(limit=STORIES)
        reports = [report.story_id for event in events for report in event.reports]
        assert sorted(settled) == sorted(reports) == sorted(f"s{n}" for n in range(STORIES))
        assert await store.counts() == {"in": STORIES, "stored": STORIES}
        assert len(await store.alerts(STORIES)) == len(await store.deliveries(limit=STORIES)) == 20


async def test_a_write_that_no_replica_has_is_not_acknowledged(tmp_path, machines):
    master = await machines.server()
    replica = await machines.server("--replicaof", "127.0.0.1", str(master.port))
    await replicas_in_step(master, 1)
    settings = RedisSettings(url=Secret(f"redis://127.0.0.1:{master.port}"))
    async with opened(settings, tmp_path, replication=WAIT) as store:
        await patiently(lambda: store.settle(IDENTITY, founds_or_joins(a_story("s0"))))
        replica.signal(signal.SIGSTOP)
        for _ in range(2):  # nor when it is asked again and finds what it wrote
            with pytest.raises(StoreUnavailable, match="has the write, but only 0 of 1 replicas have"):
                await store.settle(IDENTITY, founds_or_joins(a_story("s1")))
        with pytest.raises(StoreUnavailable, match="only 0 of 1"):
            await store.count("polls")
        replica.signal(signal.SIGCONT)
        again = await patiently(lambda: store.settle(IDENTITY, founds_or_joins(a_story("s1"))))
        assert again.repeated
        assert (await store.counts())["in"] == 2


async def test_without_waiting_the_last_writes_can_be_lost(tmp_path, machines):
    """What the documentation warns of: true, or the warning and `wait_replicas` could go."""
    master = await machines.server()
    replica = await machines.server("--replicaof", "127.0.0.1", str(master.port))
    await replicas_in_step(master, 1)
    async with replica.client() as redis:
        await redis.replicaof("NO", "ONE")  # promoted by Sentinels that the old master cannot hear
    settings = RedisSettings(url=Secret(f"redis://127.0.0.1:{master.port}"))
    async with opened(settings, tmp_path) as store:
        assert not (await settle(store, 1)).repeated
    async with opened(settings, tmp_path, replication=WAIT) as store:
        with pytest.raises(StoreUnavailable, match="only 0 of 1"):
            await settle(store, 2)
    async with opened(RedisSettings(url=Secret(f"redis://127.0.0.1:{replica.port}")), tmp_path) as store:
        assert await store.story("s1") is None


async def test_a_replica_that_is_named_as_master_is_not_believed(tmp_path, machines):
    master = await machines.server()
    replica = await machines.server("--replicaof", "127.0.0.1", str(master.port))
    await replicas_in_step(master, 1)
    sentinel = await machines.sentinel(replica)
    settings = RedisSettings(url=Secret(f"sentinel://127.0.0.1:{sentinel.port}/{SERVICE}"))
    with pytest.raises(StoreUnavailable, match=r"read-only replica|cannot be reached"):
        async with opened(settings, tmp_path):
            pass


async def test_users_and_passwords_of_servers_and_sentinels(tmp_path, machines):
    word = "pa:ss/w@rd-" + format(random.getrandbits(40), "x")
    rights = ("--user", "desk", "on", f">{word}", "~nb:*", "&*", "+@all", "-@admin", "-@dangerous", "+info", "+client")
    master = await machines.server(*rights, "--requirepass", word)
    sentinel = await machines.sentinel(
        master,
        f"sentinel auth-pass {SERVICE} {word}",
        f"user looker on >{word} -@all +ping +client +sentinel|masters",
        "user default off",
    )
    where = f"sentinel://127.0.0.1:{sentinel.port}/{SERVICE}"
    login = {"username": "desk", "password": Secret(word)}
    asking = {"sentinel_username": "looker", "sentinel_password": Secret(word)}
    async with opened(RedisSettings(url=Secret(where), **login, **asking), tmp_path) as store:
        assert not (await settle(store, 1)).repeated
    async with opened(RedisSettings(url=Secret(f"redis://127.0.0.1:{master.port}"), **login), tmp_path) as store:
        assert (await settle(store, 1)).repeated
    for wrong in ({**login, "password": Secret("x" + word), **asking}, {**login, "username": "nobody", **asking}):
        settings = RedisSettings(url=Secret(where), **wrong)
        with pytest.raises(StoreUnavailable, match="refuses the user name or password") as caught:
            async with opened(settings, tmp_path):
                pass
        assert word not in repr(caught.value) + repr(caught.value.__cause__) + repr(settings)
    with pytest.raises(StoreUnavailable, match=r"cannot be reached|refuses") as caught:
        async with opened(RedisSettings(url=Secret(where), **login), tmp_path):
            pass
