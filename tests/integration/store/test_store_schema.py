"""The form of what is stored: an older store is brought up, step by step; a newer one is refused."""

from datetime import timedelta

import pytest

from config.redis import RedisSettings
from pipelines.errors import StoreInUse, StoreRefused
from pipelines.model.delivery import DeliveryState
from pipelines.model.settlement import Query
from pipelines.store import codec, keys, migrations
from pipelines.store.locks import daemon_lock
from pipelines.store.migrations import migrate
from pipelines.store.server import open_redis
from tests.integration.store.conftest import store_on
from tests.unit.store_samples import NOW, a_delivery, a_settlement, a_story, an_alert, an_event, gives


async def an_old_store(store, redis, form):
    """As newsbell left it before there were queues for each channel (form 1), or a number of the form (form 0)."""
    event = an_event()
    rows = tuple(a_delivery(f"d{n}", channel=f"c{n}") for n in range(3))
    await store.settle(
        Query(identity=event.keys),
        gives(a_settlement(a_story(), events=(event,), alerts=(an_alert(event),), deliveries=rows)),
    )
    await store.save_delivery(a_delivery("d2", channel="c2", state=DeliveryState.SENT))
    for row in rows:
        stored = codec.to_json(await store.delivery(row.delivery_id))
        stored.pop("severity", None)
        await redis.set(keys.delivery(row.delivery_id), codec.pack(stored), keepttl=True)
    await redis.delete(keys.lanes(), *[name async for name in redis.scan_iter("nb:due:*")])
    await (redis.set(keys.schema(), form) if form else redis.delete(keys.schema()))


@pytest.mark.parametrize("form", [0, 1])
async def test_an_older_store_is_brought_up_and_its_open_deliveries_are_sent(store, redis, tmp_path, form):
    await an_old_store(store, redis, form)
    assert await store.due_deliveries(NOW, 10, "c1") == [], "where the sender looks there is nothing"
    assert await migrate(store, tmp_path / "var") == form
    assert [row.delivery_id for row in await store.due_deliveries(NOW, 10, "c1")] == ["d1"]
    assert await store.due_deliveries(NOW, 10, "c2") == []
    assert await store.lanes() == {"c0", "c1"}
    assert await store.form() == keys.SCHEMA
    assert await migrate(store, tmp_path / "var") is None
    assert (await store.claim("d1", NOW, timedelta(seconds=9))).state is DeliveryState.SENDING


async def test_there_is_a_step_from_every_form():
    assert list(migrations.STEPS) == list(range(keys.SCHEMA))


async def test_a_step_that_was_broken_off_is_done_again(store, redis, tmp_path, monkeypatch):
    await an_old_store(store, redis, 0)

    async def breaks(_store):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(migrations, "STEPS", {**migrations.STEPS, 1: breaks})
        with pytest.raises(KeyboardInterrupt):
            await migrate(store, tmp_path / "var")
    assert await store.form() == 1
    assert await migrate(store, tmp_path / "var") == 1
    assert await store.lanes() == {"c0", "c1"}


async def test_a_new_store_is_of_this_form(store, redis, tmp_path):
    assert await store.form() is None
    await store.settle(Query(), gives(a_settlement()))
    assert await store.form() == keys.SCHEMA
    await redis.flushall()
    assert await migrate(store, tmp_path / "var") is None
    assert await store.form() == keys.SCHEMA


async def test_under_a_running_daemon_nothing_is_brought_up(store, redis, tmp_path, monkeypatch):
    """It is one of an older newsbell: it would go on writing the older form."""
    await an_old_store(store, redis, 1)
    with daemon_lock(tmp_path / "var"):
        assert await migrate(store, tmp_path / "var") == 1, "the daemon itself may"
    await an_old_store(store, redis, 1)
    with daemon_lock(tmp_path / "var"):
        monkeypatch.setattr("pipelines.store.locks._ours", set())  # as in another process
        with pytest.raises(StoreInUse, match=r"has an older form .1, now .* is in use"):
            await migrate(store, tmp_path / "var")
    assert await store.form() == 1


async def test_a_newer_store_is_refused(store, redis, tmp_path):
    await redis.set(keys.schema(), keys.SCHEMA + 1)
    with pytest.raises(StoreRefused, match="written by a newer newsbell") as caught:
        async with open_redis(RedisSettings(), tmp_path / "var"):
            pass
    assert caught.value.exit_code == 2


async def test_a_store_that_was_put_back_by_half_is_refused(store, redis, tmp_path, clock):
    await redis.hset(keys.restored(), "unfinished", 1)
    with pytest.raises(StoreRefused, match="broken off"):
        async with open_redis(RedisSettings(), tmp_path / "var"):
            pass
    async with open_redis(RedisSettings(), tmp_path / "var", name="newsbell-restore") as client:
        await store_on(client, clock).ping()
