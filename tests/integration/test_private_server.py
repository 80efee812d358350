"""The private server: shared, stopped by the last, and back after whatever was done to it."""

import asyncio
import os
import signal
import stat
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from config.errors import NewsbellError
from config.schema import RedisSettings
from pipelines.errors import StoreInUse, StoreUnavailable
from pipelines.store import binary, private_server, syncing
from pipelines.store.home import Home
from pipelines.store.server import daemon_lock, ensure, open_redis
from tests.newsroom.waiting import until
from tests.unit.store_samples import append_only_file

PRIVATE = RedisSettings()
ROOT = Path(__file__).parents[2]


@pytest.fixture
def data_dir(tmp_path):
    return tmp_path / "var"


async def pid_of(redis):
    return (await redis.info("server"))["process_id"]


def lives(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def kill(pid):
    os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while lives(pid) and time.monotonic() < deadline:
        time.sleep(0.005)


async def set_here(data_dir, key, value):
    async with open_redis(PRIVATE, data_dir) as redis:
        await redis.set(key, value)


async def get_here(data_dir, key):
    async with open_redis(PRIVATE, data_dir) as redis:
        return await redis.get(key)


async def test_it_is_private(data_dir):
    async with open_redis(PRIVATE, data_dir) as redis:
        config = await redis.config_get("*")
        assert config["port"] == "0"
        assert (config["appendonly"], config["appendfsync"], config["save"]) == ("yes", "no", "")
        assert (config["maxmemory-policy"], config["aof-load-truncated"]) == ("noeviction", "yes")
        assert stat.S_IMODE((data_dir / "redis").stat().st_mode) == 0o700
        assert stat.S_IMODE(data_dir.stat().st_mode) == 0o700
        assert (data_dir / "redis" / "redis.sock").is_socket()


async def test_a_folder_that_was_open_to_others_is_closed(data_dir):
    (data_dir / "redis").mkdir(parents=True, mode=0o755)
    async with open_redis(PRIVATE, data_dir):
        assert stat.S_IMODE((data_dir / "redis").stat().st_mode) == 0o700


async def test_every_second_what_was_written_is_brought_to_the_disk(data_dir, monkeypatch):
    monkeypatch.setattr(syncing, "EVERY", 0.02)
    brought = []
    monkeypatch.setattr(syncing.os, "fdatasync", lambda number: brought.append(os.fstat(number).st_ino))
    async with open_redis(PRIVATE, data_dir) as redis:
        await redis.set("k", "v")
        written = append_only_file(data_dir)
        assert b"\r\nv\r\n" in written.read_bytes()
        brought.clear()
        await until(lambda: written.stat().st_ino in brought, 5)


async def test_a_disk_that_takes_nothing_is_told_once_and_tried_again(data_dir, monkeypatch):
    monkeypatch.setattr(syncing, "EVERY", 0.01)
    tries = []

    def broken(_number):
        tries.append(1)
        raise OSError(5, "broken disk")

    monkeypatch.setattr(syncing.os, "fdatasync", broken)
    with capture_logs() as told:
        async with open_redis(PRIVATE, data_dir):
            await until(lambda: len(tries) >= 3, 5)
    assert [line["event"] for line in told] == ["what the store has written cannot be brought to the disk"]


async def test_the_settings_say_how_it_syncs(data_dir):
    async with open_redis(RedisSettings(fsync="always"), data_dir) as redis:
        assert (await redis.config_get("appendfsync"))["appendfsync"] == "always"


async def test_what_was_written_is_there_next_time_and_nothing_is_left_running(data_dir):
    async with open_redis(PRIVATE, data_dir) as redis:
        await redis.set("k", "v")
        pid = await pid_of(redis)
    assert not lives(pid)
    assert not (data_dir / "redis" / "redis.sock").exists()
    assert await get_here(data_dir, "k") == b"v"


async def test_two_users_share_one_and_the_last_one_stops_it(data_dir):
    async with AsyncExitStack() as first, AsyncExitStack() as second:
        one = await first.enter_async_context(open_redis(PRIVATE, data_dir))
        two = await second.enter_async_context(open_redis(PRIVATE, data_dir))
        pid = await pid_of(one)
        assert await pid_of(two) == pid
        await first.aclose()
        assert await pid_of(two) == pid
        await second.aclose()
    assert not lives(pid)


async def test_many_who_start_at_one_moment_share_one(data_dir):
    pids = set()

    async def use():
        async with open_redis(PRIVATE, data_dir) as redis:
            pids.add(await pid_of(redis))
            await asyncio.sleep(0.3)

    await asyncio.gather(*(use() for _ in range(12)))
    assert len(pids) == 1
    assert not lives(pids.pop())


async def test_users_that_come_and_go_always_find_one(data_dir):
    async def use(number):
        for turn in range(6):
            async with open_redis(PRIVATE, data_dir) as redis:
                await redis.set(f"{number}-{turn}", "x")

    await asyncio.gather(*(use(number) for number in range(4)))
    async with open_redis(PRIVATE, data_dir) as redis:
        assert await redis.dbsize() == 24


USER = """
import asyncio, sys
from pathlib import Path
from config.schema import RedisSettings
from pipelines.store.server import open_redis
async def main():
    async with open_redis(RedisSettings(), Path(sys.argv[1])) as redis:
        await redis.set("from", "user")
        print((await redis.info("server"))["process_id"], flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""


async def other_process(data_dir):
    """Another command that uses the server; and the server's process id."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", USER, str(data_dir), stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    return process, int(await process.stdout.readline())


async def end(process):
    process.kill()
    await process.wait()


async def test_a_server_whose_users_were_all_killed_is_found_shared_and_stopped(data_dir):
    process, pid = await other_process(data_dir)
    await end(process)
    assert lives(pid), "the server outlives its users"
    async with open_redis(PRIVATE, data_dir) as redis:
        assert await pid_of(redis) == pid
        assert await redis.get("from") == b"user"
    assert not lives(pid)


async def test_a_killed_user_does_not_count_as_one(data_dir):
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(open_redis(PRIVATE, data_dir))
        process, pid = await other_process(data_dir)
        assert await pid_of(redis) == pid
        await end(process)
    assert not lives(pid)


async def test_another_process_keeps_it_running(data_dir):
    process, pid = await other_process(data_dir)
    await set_here(data_dir, "k", "v")
    assert lives(pid)
    await end(process)
    assert await get_here(data_dir, "k") == b"v"
    assert not lives(pid)


async def test_an_interrupt_on_the_terminal_does_not_reach_it(data_dir):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", USER, str(data_dir), stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL, cwd=ROOT, start_new_session=True,
    )  # fmt: skip
    pid = int(await process.stdout.readline())
    async with open_redis(PRIVATE, data_dir) as redis:
        os.killpg(process.pid, signal.SIGINT)
        await process.wait()
        assert await pid_of(redis) == pid
    assert not lives(pid)


async def test_a_server_that_was_killed_is_started_again_by_who_uses_it(data_dir):
    async with open_redis(PRIVATE, data_dir) as redis:
        await redis.config_set("appendfsync", "always")
        await redis.set("k", "v")
        old = await pid_of(redis)
        kill(old)
        await asyncio.gather(*(ensure(PRIVATE, data_dir) for _ in range(3)))
        assert await redis.get("k") == b"v"
        new = await pid_of(redis)
        assert new != old
    assert not lives(new)


async def test_ensuring_a_server_that_is_well_changes_nothing(data_dir):
    async with open_redis(PRIVATE, data_dir) as redis:
        pid = await pid_of(redis)
        await ensure(PRIVATE, data_dir)
        assert await pid_of(redis) == pid


async def test_stale_sockets_and_pid_files_mean_nothing(data_dir):
    async with open_redis(PRIVATE, data_dir) as redis:
        await redis.config_set("appendfsync", "always")
        await redis.set("k", "v")
        kill(await pid_of(redis))
    home = data_dir / "redis"
    assert (home / "redis.sock").exists()
    (home / "redis.pid").write_text(str(os.getpid()))
    assert await get_here(data_dir, "k") == b"v"


async def test_a_torn_end_of_the_file_is_cut_off(data_dir):
    await set_here(data_dir, "whole", "v")
    with append_only_file(data_dir).open("ab") as file:
        file.write(b"*3\r\n$3\r\nSET\r\n$4\r\nto")
    assert await get_here(data_dir, "whole") == b"v"
    await set_here(data_dir, "next", "v")
    assert await get_here(data_dir, "next") == b"v"


async def test_a_file_that_is_broken_inside_says_so(data_dir):
    await set_here(data_dir, "whole", "v" * 500)
    file = append_only_file(data_dir)
    whole = bytearray(file.read_bytes())
    whole[:20] = b"not what redis wrote"
    file.write_bytes(whole)
    with pytest.raises(NewsbellError, match=r"(?s)ended while starting.*Bad file format"):
        await get_here(data_dir, "whole")


async def test_a_server_without_its_socket_is_replaced(data_dir, monkeypatch):
    monkeypatch.setattr(private_server, "DEAF_WAIT", 0.1)
    async with open_redis(PRIVATE, data_dir) as redis:
        await redis.set("k", "v")
        old = await pid_of(redis)
        (data_dir / "redis" / "redis.sock").unlink()
        await ensure(PRIVATE, data_dir)
        await redis.connection_pool.disconnect()
        assert await redis.get("k") == b"v"
        assert not lives(old)


async def test_a_server_that_hangs_is_waited_for_not_killed(data_dir, monkeypatch):
    monkeypatch.setattr(private_server, "ANSWER_WAIT", 0.05)
    monkeypatch.setattr(private_server, "LOAD_WAIT", 0.3)
    async with open_redis(PRIVATE, data_dir) as redis:
        pid = await pid_of(redis)
        os.kill(pid, signal.SIGSTOP)
        try:
            with pytest.raises(StoreUnavailable, match="not loaded its data"):
                await ensure(PRIVATE, data_dir)
            assert lives(pid)
        finally:
            os.kill(pid, signal.SIGCONT)
        assert await pid_of(redis) == pid


@pytest.mark.parametrize("name", ["a" * 90, "with space", 'quote " and \\', "báo điện tử", "tab\there"])
async def test_a_data_dir_of_any_name(tmp_path, name):
    data_dir = tmp_path / name
    await set_here(data_dir, "k", "v")
    assert await get_here(data_dir, "k") == b"v"


async def test_a_socket_whose_path_would_be_too_long_lies_in_a_private_folder_and_goes_with_the_server(tmp_path, monkeypatch):  # fmt: skip
    place = Path(tempfile.mkdtemp(prefix="nb-"))  # short, as the real one is: tmp_path may be long itself
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    data_dir = tmp_path / ("long" * 20) / ("longer" * 10)
    async with open_redis(PRIVATE, data_dir) as redis:
        socket = Home.at(data_dir).socket
        assert socket.is_socket()
        assert socket.parent.parent == place
        assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700
        async with open_redis(PRIVATE, data_dir) as other:
            assert await pid_of(other) == await pid_of(redis)
    place.rmdir()  # noqa: ASYNC240 — a test may wait for a folder


async def test_a_socket_folder_that_was_cleared_away_or_taken_is_not_trusted(tmp_path, monkeypatch):
    monkeypatch.setattr(private_server, "DEAF_WAIT", 0.1)
    data_dir = tmp_path / ("long" * 20) / ("longer" * 10)
    async with open_redis(PRIVATE, data_dir) as redis:
        old = await pid_of(redis)
        socket = Home.at(data_dir).socket
        socket.unlink()
        socket.parent.chmod(0o777)
        await ensure(PRIVATE, data_dir)
        fresh = Home.at(data_dir).socket
        assert fresh != socket
        assert not lives(old)
    assert not fresh.exists()
    socket.parent.rmdir()


async def test_the_log_is_not_without_end(data_dir):
    await set_here(data_dir, "k", "v")
    (data_dir / "redis" / "redis.log").write_bytes(b"x" * 1_000_001)
    await set_here(data_dir, "k", "v")
    assert (data_dir / "redis" / "redis.log").stat().st_size < 100_000
    assert (data_dir / "redis" / "redis.log.1").stat().st_size > 1_000_000


@pytest.mark.parametrize("place", ["file", "file/below"])
async def test_a_place_that_is_no_folder_says_so(tmp_path, place):
    (tmp_path / "file").write_text("")
    with pytest.raises(NewsbellError, match="cannot make the folder"):
        async with open_redis(PRIVATE, tmp_path / place):
            pass


async def test_a_folder_that_cannot_be_written_says_so(data_dir, monkeypatch):
    """What the system says of a foreign folder; a test may run as root, who can write everywhere."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(NewsbellError, match=f"cannot write to the folder {data_dir}"):
        async with open_redis(PRIVATE, data_dir):
            pass


async def test_a_machine_without_a_server_says_what_to_do(data_dir, monkeypatch):
    monkeypatch.setattr(binary, "_candidates", lambda: iter(()))
    with pytest.raises(NewsbellError, match=r"no Redis server .* set redis\.url"):
        async with open_redis(PRIVATE, data_dir):
            pass


async def test_a_server_that_does_not_start_says_why(data_dir, tmp_path, monkeypatch):
    fake = tmp_path / "redis-server"
    fake.write_text(
        "#!/bin/sh\n[ \"$1\" = --version ] && echo 'Redis server v=7.2.0' && exit 0\necho out of luck >&2\nexit 1\n"
    )
    fake.chmod(0o755)
    monkeypatch.setattr(binary, "_candidates", lambda: iter([fake]))
    with pytest.raises(NewsbellError, match="does not start: out of luck"):
        async with open_redis(PRIVATE, data_dir):
            pass


async def test_who_starts_and_stops_for_too_long_is_named(data_dir, monkeypatch):
    monkeypatch.setattr(private_server, "GATE_WAIT", 0.1)
    Home.at(data_dir)
    gate = private_server.FileLock(data_dir / "redis" / "gate.lock")
    assert gate.take()
    with pytest.raises(StoreUnavailable, match="starting or stopping"):
        await ensure(PRIVATE, data_dir)
    gate.close()


async def test_a_second_daemon_is_refused_until_the_first_has_ended(data_dir):
    with daemon_lock(data_dir):
        with pytest.raises(StoreInUse, match=rf"process {os.getpid()}\) runs on {data_dir}"), daemon_lock(data_dir):
            pass
        async with open_redis(PRIVATE, data_dir):
            """Commands run beside a daemon."""
    with daemon_lock(data_dir):
        pass


async def test_a_killed_daemon_leaves_no_lock(data_dir):
    program = "import sys,time; from pathlib import Path; from pipelines.store.server import daemon_lock\n"
    program += "with daemon_lock(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, str(data_dir), stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    assert await process.stdout.readline() == b"held\n"
    with pytest.raises(StoreInUse, match=f"process {process.pid}"), daemon_lock(data_dir):
        pass
    await end(process)
    with daemon_lock(data_dir):
        pass


async def test_what_fails_inside_still_leaves_and_stops(data_dir):
    pids = []

    async def use():
        async with open_redis(PRIVATE, data_dir) as redis:
            pids.append(await pid_of(redis))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await use()
    assert not lives(pids[0])


async def test_a_cancelled_user_leaves_and_stops(data_dir):
    started = asyncio.Event()
    pids = []

    async def use():
        async with open_redis(PRIVATE, data_dir) as redis:
            pids.append(await pid_of(redis))
            started.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(use())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not lives(pids[0])
