"""Redis away, full, read-only, slow: the work waits, in words that say why and hold no secret."""

import asyncio
import os
import resource
import signal
import socket
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from redis import exceptions

from config.errors import NewsbellError
from config.schema import RedisSettings
from config.secret import Secret
from pipelines.errors import StoreUnavailable
from pipelines.model.settlement import Query
from pipelines.store import link, server
from pipelines.store.binary import find_binary
from pipelines.store.link import Link
from pipelines.store.server import ensure, open_redis
from tests.integration.store.conftest import store_on
from tests.unit.store_samples import IDENTITY, a_settlement, a_story, append_only_file, founds_or_joins, gives

PASSWORD = "correct-horse-battery"


async def settle(store, story_id="s1"):
    return await store.settle(IDENTITY, founds_or_joins(a_story(story_id)))


async def pid_of(redis):
    return (await redis.info("server"))["process_id"]


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [("maxmemory", "1", "no memory left"), ("min-replicas-to-write", "1", "too few replicas")],
)
async def test_a_redis_that_takes_nothing_says_why_and_loses_nothing(store, redis, setting, value, words):
    await settle(store, "s0")
    before = (await redis.config_get(setting))[setting]
    await redis.config_set(setting, value)
    with pytest.raises(StoreUnavailable, match=words):
        await settle(store)
    await redis.config_set(setting, before)
    assert await store.story("s1") is None
    assert (await store.counts())["in"] == 1
    assert not (await settle(store)).repeated


async def test_a_read_only_replica(store, redis):
    await redis.replicaof("127.0.0.1", "1")
    with pytest.raises(StoreUnavailable, match="read-only replica"):
        await settle(store)


async def test_a_full_disk_is_named_and_what_was_written_before_is_safe(store, redis, tmp_path):
    await settle(store, "before")
    pid = await pid_of(redis)
    file = append_only_file(tmp_path / "var")
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (file.stat().st_size + 3000, resource.RLIM_INFINITY))
    with pytest.raises(StoreUnavailable, match="is it full"):
        await _fill(store)
    with pytest.raises(StoreUnavailable, match="is it full"):
        await store.ping()
    known = {story.story.story_id for story in await store.stories(limit=500)}
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await _until(lambda: settle(store, "after"))
    os.kill(pid, signal.SIGTERM)
    with pytest.raises(StoreUnavailable):
        await _until_it_fails(store.ping)
    await _until(store.ping, recover=lambda: ensure(RedisSettings(), tmp_path / "var"))
    assert {story.story.story_id for story in await store.stories(limit=500)} == known | {"after"}


async def _fill(store):
    for number in range(200):
        await settle(store, f"s{number}")
        await asyncio.sleep(0.02)


async def _until(work, recover=None):
    """Until Redis takes work again; it looks at its disk once a second."""
    for _ in range(300):
        try:
            return await work()
        except StoreUnavailable:
            if recover is not None:
                with suppress(StoreUnavailable):
                    await recover()
            await asyncio.sleep(0.02)
    return await work()


async def test_a_redis_that_is_gone(store, redis):
    os.kill(await pid_of(redis), signal.SIGKILL)
    with pytest.raises(StoreUnavailable, match=r"redis\.sock cannot be reached"):
        await _until_it_fails(store.ping)
    for work in (settle(store), store.known(Query()), store.events(), store.unseen("a", ["k"]), store.claim("d", None, None)):  # fmt: skip
        with pytest.raises(StoreUnavailable):
            await work


async def _until_it_fails(work):
    for _ in range(100):
        await work()
        await asyncio.sleep(0.01)


async def test_the_store_brings_its_server_back_where_it_may(redis, clock, tmp_path):
    settings = RedisSettings()
    store = store_on(redis, clock, recover=lambda: ensure(settings, tmp_path / "var"))
    await settle(store)
    await redis.execute_command("CONFIG", "SET", "appendfsync", "always")
    await settle(store, "s2")
    os.kill(await pid_of(redis), signal.SIGKILL)
    with pytest.raises(StoreUnavailable):
        await _until_it_fails(store.ping)
    await store.recover()
    assert (await store.counts())["in"] == 2


async def test_a_recovery_that_fails_is_no_error(redis, clock):
    async def fails():
        raise NewsbellError("no server")

    await store_on(redis, clock, recover=fails).recover()
    await store_on(redis, clock).recover()


async def test_a_redis_that_hangs(tmp_path, clock, monkeypatch):
    monkeypatch.setattr(server, "ANSWER_TIMEOUT", 0.2)
    async with open_redis(RedisSettings(), tmp_path / "var") as redis:
        store, pid = store_on(redis, clock), await pid_of(redis)
        os.kill(pid, signal.SIGSTOP)
        try:
            with pytest.raises(StoreUnavailable, match="does not answer in time"):
                await settle(store)
        finally:
            os.kill(pid, signal.SIGCONT)
        assert await _until(lambda: settle(store, "s2"))


async def test_idle_connections_that_were_cut_are_replaced(store, redis):
    await settle(store)
    await redis.client_kill_filter(_type="normal", skipme=True)
    assert (await settle(store, "s2")).events
    await redis.client_kill_filter(_type="normal", skipme=True)
    await store.mark_seen("a", ["k"])


async def test_an_answer_that_was_lost_does_not_settle_twice(store, monkeypatch):
    """The transaction is done, its answer never comes: the same story again is the stored one."""
    talk = link.Session._talk

    async def cut(session, commands):
        replies = await talk(session, commands)
        if commands[0] == ("MULTI",):
            raise exceptions.ConnectionError("cut")
        return replies

    monkeypatch.setattr(link.Session, "_talk", cut)
    with pytest.raises(StoreUnavailable):
        await settle(store)
    monkeypatch.setattr(link.Session, "_talk", talk)
    again = await settle(store)
    assert (again.repeated, again.alerts) == (True, ())
    assert (await store.counts())["in"] == len(await store.alerts()) == 1


async def test_a_count_that_may_have_been_done_is_not_repeated(store, monkeypatch):
    talk, sent = link.Session._talk, []

    async def cut(session, commands):
        sent.append(commands)
        await talk(session, commands)
        raise exceptions.ConnectionError("cut")

    monkeypatch.setattr(link.Session, "_talk", cut)
    with pytest.raises(StoreUnavailable):
        await store.count("polls")
    assert len(sent) == 1
    with pytest.raises(StoreUnavailable):
        await store.counts()
    assert len(sent) == 3, "a look may be repeated"


async def test_cancelled_work_leaves_the_connections_clean(store):
    """Cancelled anywhere, nobody gets an answer that was meant for somebody else."""
    for turn in range(60):
        work = asyncio.create_task(settle(store, f"s{turn}"))
        await asyncio.sleep(0.0001 * turn)
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work
        assert isinstance(await store.counts(), dict)
        assert await store.unseen("nobody", ["k"]) == ["k"]
    whole = await store.counts()
    assert whole.get("in", 0) == whole.get("stored", 0) == len(await store.stories(limit=100))


@asynccontextmanager
async def fake_redis(tmp_path, answer):
    """Listens like a Redis, welcomes every client and answers all it asks with one line."""
    answers = {b"CLIENT\r\n": b"+OK", b"GET\r\n": answer, b"PING\r\n": answer}

    async def serve(reader, writer):
        with suppress(OSError):
            while line := await reader.readline():
                if line in answers:
                    writer.write(answers[line] + b"\r\n")
        writer.close()

    path = tmp_path / "fake.sock"
    listening = await asyncio.start_unix_server(serve, path)
    try:
        yield RedisSettings(url=Secret(f"unix://{path}"))
    finally:
        listening.close()
        await listening.wait_closed()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"-LOADING Redis is loading the dataset in memory", "still loading"),
        (b"-MASTERDOWN Link with MASTER is down", "master or cluster is down"),
        (b"-CLUSTERDOWN The cluster is down", "master or cluster is down"),
        (b"-TRYAGAIN Multiple keys request during rehashing", "moving"),
        (b"-BUSY Redis is busy running a script", "held up by a script"),
        (b"-NOAUTH Authentication required.", "refuses the user"),
        (b"-NOPERM this user has no permissions", "does not allow"),
        (b"-UNBLOCKED force unblock", "changed its master"),
        (b"+what is this", None),
        (b"-WRONGTYPE Operation against a key holding the wrong kind of value", None),
    ],
)
async def test_what_redis_says_in_our_words(tmp_path, answer, words):
    async with fake_redis(tmp_path, answer) as settings:
        if words is None:
            with pytest.raises((exceptions.ResponseError, ValueError)):
                await _open_and_close(settings, tmp_path)
        else:
            with pytest.raises(StoreUnavailable, match=words):
                await _open_and_close(settings, tmp_path)


async def _open_and_close(settings, data_dir):
    async with open_redis(settings, data_dir) as redis:
        await Link(redis).ask(("PING",))


@asynccontextmanager
async def tcp_redis(tmp_path):
    """A Redis with a password on a port of the system's choice."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = find_binary(tmp_path).path
    process = await asyncio.create_subprocess_exec(
        program, "--port", str(port), "--bind", "127.0.0.1", "--requirepass", PASSWORD, "--save", "",
        "--dir", str(tmp_path), stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await _until_listening(port)
        yield port
    finally:
        process.terminate()
        await process.wait()


async def _until_listening(port):
    for _ in range(500):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.01)
        else:
            writer.close()
            return


async def test_a_redis_with_a_url(tmp_path, clock):
    async with tcp_redis(tmp_path) as port:
        settings = RedisSettings(url=Secret(f"redis://:{PASSWORD}@127.0.0.1:{port}/3"))
        async with open_redis(settings, tmp_path / "var") as redis:
            assert not (await settle(store_on(redis, clock))).repeated
        async with open_redis(settings, tmp_path / "var") as redis:
            assert (await settle(store_on(redis, clock))).repeated
        await ensure(settings, tmp_path / "var")
        assert not (tmp_path / "var").exists(), "no private server beside it"


@pytest.mark.parametrize("wrong", ["wrong-" + PASSWORD, ""])
async def test_a_wrong_password_is_not_told(tmp_path, wrong):
    async with tcp_redis(tmp_path) as port:
        settings = RedisSettings(url=Secret(f"redis://:{wrong}@127.0.0.1:{port}/0"))
        with pytest.raises(StoreUnavailable, match=f"127.0.0.1:{port} refuses the user name or password") as caught:
            await _open_and_close(settings, tmp_path)
        told = repr(caught.value) + repr(caught.value.__cause__) + repr(settings)
        assert PASSWORD not in told


@pytest.mark.parametrize(
    "url", ["http://:secret-word@127.0.0.1/", "nonsense secret-word", "redis://:secret-word@127.0.0.1:port/"]
)
async def test_an_address_that_is_none_is_not_told(tmp_path, url):
    with pytest.raises(NewsbellError, match="expected redis://, rediss://, unix://") as caught:
        await _open_and_close(RedisSettings(url=Secret(url)), tmp_path)
    assert "secret-word" not in str(caught.value)
    assert caught.value.__suppress_context__


async def test_nobody_listens(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        with pytest.raises(StoreUnavailable, match=f"127.0.0.1:{port} cannot be reached"):
            await _open_and_close(RedisSettings(url=Secret(f"redis://127.0.0.1:{port}/0")), tmp_path)


async def test_the_pool_is_bounded_and_more_work_waits(tmp_path, clock, monkeypatch):
    monkeypatch.setattr(server, "CONNECTIONS", 3)
    async with open_redis(RedisSettings(), Path(tmp_path / "var")) as redis:
        store = store_on(redis, clock)
        await asyncio.gather(*(store.settle(Query(), gives(a_settlement(a_story(f"s{n}")))) for n in range(40)))
        assert (await redis.info("clients"))["connected_clients"] <= 3
        assert (await store.counts())["in"] == 40
