"""A store as a file and back: whole, as of one moment, while others write; and nothing that was sent is sent again."""

import asyncio
import gzip
import json
import stat
from datetime import timedelta

import pytest

from config.errors import NewsbellError
from config.redis import RedisSettings
from pipelines.errors import BadInput, StoreInUse, StoreRefused
from pipelines.model.delivery import DeliveryState as State
from pipelines.model.settlement import Query
from pipelines.store import archive, backup, keys
from pipelines.store.addresses import NAME
from pipelines.store.backup import read_rows, snapshot
from pipelines.store.link import Link
from pipelines.store.migrations import migrate
from pipelines.store.restore import CLIENT, Restore, refuse_newer
from pipelines.store.server import open_redis
from tests.integration.store.conftest import store_on
from tests.integration.store.test_store_keys import use
from tests.integration.store.test_store_schema import an_old_store
from tests.unit.store_samples import NOW, a_delivery, a_settlement, a_story, an_alert, an_event, gives

LIFE = 365 * 86_400


async def put_back(path, *, now=NOW, where="other", force=False):
    async with open_redis(RedisSettings(), path.parent / where, name=CLIENT) as redis:
        return await Restore(redis, LIFE).run(path, archive.look(path), now, force=force)


async def everything(redis):
    names = sorted(name.decode() for name in await redis.keys("*") if name.decode() != keys.restored())
    rows = await read_rows(Link(redis), names)
    return {row.key: (row.type, sorted(row.values), row.expires and round(row.expires, -4)) for row in rows}


@pytest.fixture
def file(tmp_path):
    return tmp_path / "desk.backup"


@pytest.fixture
def back_up(redis, file, clock):
    """The test's store into `file`, or another."""

    async def copy(path=file):
        with archive.writing(path) as writer:
            return await snapshot(redis, writer, clock)

    return copy


async def test_there_and_back(store, redis, clock, back_up, file):
    await use(store, clock, range(20))
    for row in await store.deliveries(limit=500):  # what is under way comes back as unknown: see below
        if row.state not in {State.SENT, State.HELD, State.SUPERSEDED}:
            await store.drop_delivery(row.delivery_id)
    before = await everything(redis)
    taken = await back_up()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    found = archive.look(file)
    assert (found.schema, found.taken) == (keys.SCHEMA, taken)
    report = await put_back(file)
    assert (report.written, report.lapsed, report.kept, report.unknown) == (len(before), 0, 0, 0)
    async with open_redis(RedisSettings(), file.parent / "other") as other:
        assert await everything(other) == before
        told = await store_on(other, clock).restored()
        assert (told.taken, told.at, told.said) == (taken, NOW, False)
        await store_on(other, clock).say_restored()
        assert (await store_on(other, clock).restored()).said


async def test_a_copy_of_a_busy_store_is_of_one_moment(store, clock, back_up, file, monkeypatch):
    """Each transaction is in it whole or not at all, and the later only with the earlier."""
    monkeypatch.setattr(backup, "BATCH", 10)
    for number in range(60):
        await settle(store, number)
    stop, done = asyncio.Event(), []

    async def write():
        number = 1000
        while not stop.is_set():
            await settle(store, number)
            done.append(number)
            number += 1

    writing = asyncio.create_task(write())
    await back_up()
    at_the_end = len(done)
    stop.set()
    await writing
    assert at_the_end > 20, "it was busy meanwhile"
    await put_back(file)
    async with open_redis(RedisSettings(), file.parent / "other") as other:
        copy = store_on(other, clock)
        counts = await copy.counts()
        numbers = {int(story.story.story_id[1:]) for story in await copy.stories(limit=5000)}
        late = sorted(number for number in numbers if number >= 1000)
        assert counts["in"] == counts["stored"] == len(numbers)
        assert late == list(range(1000, 1000 + len(late))), "no hole"
        assert len(late) <= at_the_end + 1
        assert len(await copy.events(limit=5000)) == len(await copy.alerts(limit=5000)) == len(numbers)


async def settle(store, number):
    event = an_event(f"e{number}", keys=(f"bid:{number}",))
    told = {
        "alerts": (an_alert(event, f"a{number}"),),
        "deliveries": (a_delivery(f"d{number}", alert_id=f"a{number}"),),
    }
    await store.settle(Query(), gives(a_settlement(a_story(f"s{number}"), events=(event,), **told)))


async def send(store, number, clock):
    row = await store.claim(f"d{number}", clock.now, timedelta(seconds=9))
    await store.save_delivery(a_delivery(f"d{number}", alert_id=f"a{number}", state=State.SENT, attempts=row.attempts))


async def test_what_was_sent_since_is_not_sent_again(store, redis, clock, back_up, file):
    for number in range(3):
        await settle(store, number)
    await send(store, 0, clock)
    clock.on(minutes=1)
    await back_up()
    clock.on(minutes=1)
    await send(store, 1, clock)
    await settle(store, 3)
    await send(store, 3, clock)
    # In place of the store that knows it: what was sent is known.
    async with open_redis(RedisSettings(), file.parent / "var", name=CLIENT) as mine:
        await redis.connection_pool.disconnect()
        while any(client["name"] == NAME for client in await mine.client_list()):  # noqa: ASYNC110 — it is the server that has to notice
            await asyncio.sleep(0.01)
        report = await Restore(mine, LIFE).run(file, archive.look(file), clock.now, force=True)
    assert (report.kept, report.unknown) == (2, 1)
    states = {row.delivery_id: (row.state, row.unknowns) for row in await store.deliveries()}
    assert states == {
        "d0": (State.SENT, 0), "d1": (State.SENT, 0), "d2": (State.UNKNOWN, 1), "d3": (State.SENT, 0)
    }  # fmt: skip
    assert [row.delivery_id for row in await store.due_deliveries(clock.now, 9, "desk")] == ["d2"]
    assert await store.event("e3") is None
    await settle(store, 3)  # the article is read again
    assert (await store.delivery("d3")).state is State.SENT
    # Elsewhere: what was under way is doubtful.
    assert (await put_back(file)).unknown == 2


@pytest.mark.parametrize("form", [0, 1])
async def test_a_backup_of_an_older_store_is_brought_up(store, redis, back_up, file, form):
    await an_old_store(store, redis, form)
    await back_up()
    report = await put_back(file)
    assert (report.archive.schema, report.unknown) == (1, 2)
    async with open_redis(RedisSettings(), file.parent / "other") as other:
        mended = store_on(other, lambda: NOW)
        assert await migrate(mended, file.parent / "other") == 1
        assert [row.delivery_id for row in await mended.due_deliveries(NOW, 10, "c1")] == ["d1"]


async def test_what_has_had_its_time_stays_away(store, clock, back_up, file):
    await settle(store, 1)
    await back_up()
    report = await put_back(file, now=NOW + timedelta(days=9_000))
    assert report.lapsed > 0
    async with open_redis(RedisSettings(), file.parent / "other") as other:
        assert await store_on(other, clock).alerts() == []


async def test_what_it_refuses(store, redis, back_up, file):
    await settle(store, 1)
    await back_up()
    before = await everything(redis)
    with pytest.raises(StoreInUse, match="the store is in use") as caught:
        await put_back(file, where="var", force=True)
    assert caught.value.exit_code == 2
    await put_back(file)
    with pytest.raises(StoreRefused, match="not empty: --force"):
        await put_back(file)
    await put_back(file, force=True)
    assert await everything(redis) == before
    found = archive.look(rewritten(file, 0, schema=keys.SCHEMA + 1))
    with pytest.raises(StoreRefused, match="newer newsbell"):
        refuse_newer(found)


def rewritten(file, number, **fields):
    with gzip.open(file, "rt") as old:
        lines = [json.loads(line) for line in old]
    lines[number] |= fields
    new = file.with_name("rewritten")
    with gzip.open(new, "wt") as out:
        out.writelines(json.dumps(line) + "\n" for line in lines)
    return new


@pytest.mark.parametrize(
    "case",
    [
        (0, {"newsbell": "other"}, "no backup of newsbell"),
        (0, {"format": 2}, "in another format"),
        (1, {"k": "somebody:else"}, "none of newsbell's"),
        (1, {"t": "stream"}, "none of newsbell's"),
        (1, {"v": ["&&&"]}, "cannot be read"),
        (1, {"v": []}, "wrong number of values"),
        (1, {"x": "soon"}, "wrong end of life"),
        (-1, {"rows": 1}, "rows where 1 were written"),
        (-1, {"end": False}, "none of newsbell's"),
        (-1, {"taken": "today"}, "cannot be read"),
    ],
)
async def test_a_file_that_was_tampered_with(store, back_up, file, case):
    number, fields, words = case
    await settle(store, 1)
    await back_up()
    with pytest.raises(BadInput, match=words):
        archive.look(rewritten(file, number, **fields))


async def test_a_file_that_is_broken(store, back_up, file):
    await settle(store, 1)
    await back_up()
    whole = file.read_bytes()
    for size in range(0, len(whole), 97):
        file.write_bytes(whole[:size])
        with pytest.raises(BadInput):
            archive.look(file)
    file.write_bytes(whole[:200] + bytes([whole[200] ^ 0xFF]) + whole[201:])  # another byte, whatever it was
    with pytest.raises(BadInput):
        archive.look(file)
    with pytest.raises(NewsbellError, match="cannot read the backup"):
        archive.look(file.parent / "nowhere")


async def test_a_backup_that_fails_leaves_no_file_and_no_writer_waiting(store, back_up, file, monkeypatch):
    await settle(store, 1)

    async def breaks(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(backup, "_copy", breaks)
    with pytest.raises(KeyboardInterrupt):
        await back_up()
    assert list(file.parent.glob("desk*")) == []
    async with asyncio.timeout(1):
        await settle(store, 2)
    with pytest.raises(NewsbellError, match="cannot write the backup"):
        await back_up(file.parent / "nowhere" / "b")


async def test_a_restore_that_was_broken_off_is_known_and_done_again(store, clock, back_up, file, monkeypatch):
    await settle(store, 1)
    await back_up()

    async def breaks(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Restore, "_doubt", breaks)
        with pytest.raises(KeyboardInterrupt):
            await put_back(file)
    with pytest.raises(StoreRefused, match="restore it again"):
        async with open_redis(RedisSettings(), file.parent / "other"):
            pass
    await put_back(file, force=True)
    async with open_redis(RedisSettings(), file.parent / "other") as other:
        assert await store_on(other, clock).alert("a1") is not None
