"""The private Redis server: one for a data_dir, shared by all commands that run on it, stopped by the last of them.

Three locks in `data_dir/redis` carry it, each let go by the kernel when its holder ends, kill -9 included:

    gate.lock    held by whoever is starting, stopping or looking: one at a time
    users.lock   held (shared) by every user; who gets it alone while leaving was the last, and stops the server
    server.lock  held by the server process itself, which inherits it: free means that no server lives

So a server that outlived its users is found and shared by the next one, and stale sockets and pid files mean nothing.
"""

import asyncio
import os
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog

from config.errors import NewsbellError
from config.schema import RedisSettings
from pipelines.errors import StoreUnavailable
from pipelines.store.binary import find_binary
from pipelines.store.home import Home
from pipelines.store.locks import FileLock
from pipelines.store.syncing import synced

log = structlog.get_logger()

GATE_WAIT = 60.0
"""Seconds: a start may have to load a large append-only file first."""
LOAD_WAIT = 600.0
"""Seconds for loading the append-only file."""
DEAF_WAIT = 3.0
"""Seconds after which a living server that cannot be reached through its socket is replaced."""
STOP_WAIT = 8.0
"""Seconds for writing out and ending.  The daemon itself has ten."""
ANSWER_WAIT = 5.0
"""Seconds for one answer."""
_POLL = 0.003


@asynccontextmanager
async def private_server(settings: RedisSettings, data_dir: Path) -> AsyncIterator[Path]:
    """The socket of the server of `data_dir`, started if none runs.  NewsbellError where it does not start."""
    home = Home.at(data_dir)
    users = FileLock(home.folder / "users.lock")
    try:
        async with _gate(home):
            users.take(shared=True)
            await _up(home, settings)
        async with synced(home.folder):
            yield home.socket
    finally:
        await _leave(home, users)


async def ensure(settings: RedisSettings, data_dir: Path) -> None:
    """Start the server again where it died.  For who uses it already, when the connection is refused."""
    home = Home.at(data_dir)
    async with _gate(home):
        await _up(home, settings)


@asynccontextmanager
async def _gate(home: Home) -> AsyncIterator[None]:
    gate = FileLock(home.folder / "gate.lock")
    try:
        if not await gate.wait(GATE_WAIT):
            raise StoreUnavailable(f"another command has been starting or stopping the store for {GATE_WAIT:.0f} s")
        yield
    finally:
        gate.close()


async def _up(home: Home, settings: RedisSettings) -> None:
    """With the gate held: a server that answers and has loaded its data."""
    if await _answers(home):
        return
    await _start(home, settings)
    if not await _answers(home):
        raise NewsbellError(f"the private Redis server ended while starting; {home.log} says: {home.last_words()}")


async def _answers(home: Home) -> bool:
    """Wait for a living server until it answers.  False: none lives (any more).

    One that nobody can reach through its socket is ended; one that is reached and says nothing is waited for.
    """
    loop = asyncio.get_running_loop()
    late, deaf = loop.time() + LOAD_WAIT, loop.time() + DEAF_WAIT
    while _lives(home):
        answer = await _ask(home.socket, b"PING")
        if answer and not answer.startswith(b"-LOADING"):
            return True
        if answer is not None:
            deaf = loop.time() + DEAF_WAIT
        if loop.time() > late:
            raise StoreUnavailable(f"the private Redis server has not loaded its data within {LOAD_WAIT:.0f} s")
        if loop.time() > deaf:
            log.warning("private redis cannot be reached through its socket, replacing it", socket=str(home.socket))
            await _end(home)
        await asyncio.sleep(_POLL)
    return False


def _lives(home: Home) -> bool:
    lock = FileLock(home.folder / "server.lock")
    try:
        return not lock.take()
    finally:
        lock.close()


async def _start(home: Home, settings: RedisSettings) -> None:
    binary = await asyncio.to_thread(find_binary, home.folder)
    home.prepare(settings)
    lock = FileLock(home.folder / "server.lock")
    try:
        if not lock.take():
            raise StoreUnavailable(f"an old server process still holds {home.folder}")
        await asyncio.to_thread(_launch, [str(binary.path), str(home.conf)], home, lock.fd)
    finally:
        lock.close()


def _launch(command: list[str], home: Home, lock: int) -> None:
    """Run the server, which leaves for the background by itself: no signal of our terminal reaches it.

    SIGXFSZ stays ignored in it, as it is in Python: a file-size limit is then a full disk, not the server's end.
    """
    try:
        ran = subprocess.run(  # noqa: S603 — the program was found on PATH or in a dependency
            command,
            cwd=home.folder,
            pass_fds=(lock,),
            restore_signals=False,
            capture_output=True,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise NewsbellError(f"the Redis server {command[0]} does not start: {error}") from None
    if ran.returncode:
        told = (ran.stderr + ran.stdout).decode("utf-8", "replace").strip()[-500:]
        raise NewsbellError(f"the Redis server {command[0]} does not start: {told}")


async def _ask(socket: Path, command: bytes) -> bytes | None:
    """The first line of the answer; b"" where none came in time or the server ended, None where nobody listens."""
    try:
        reader, writer = await asyncio.open_unix_connection(socket)
    except OSError:
        return None
    try:
        writer.write(command + b"\r\n")
        return await asyncio.wait_for(reader.readline(), ANSWER_WAIT)
    except (OSError, TimeoutError):
        return b""
    finally:
        writer.close()


async def _leave(home: Home, users: FileLock) -> None:
    """Go; the last one out stops the server.  What goes wrong here leaves a server that the next user finds."""
    try:
        async with _gate(home):
            if users.take():
                if _lives(home):
                    await _stop(home)
                home.clear()
    except StoreUnavailable as error:
        log.warning("private redis left running", reason=str(error))
    finally:
        users.close()


async def _stop(home: Home) -> None:
    """SHUTDOWN writes the append-only file out; the server lets go of its lock when it has ended."""
    await _ask(home.socket, b"SHUTDOWN NOSAVE")
    lock = FileLock(home.folder / "server.lock")
    try:
        if not await lock.wait(STOP_WAIT):
            raise StoreUnavailable(f"it has not ended within {STOP_WAIT:.0f} s")
    finally:
        lock.close()


async def _end(home: Home) -> None:
    """End a server by its process id, gently first.  Its pid file is its own: `prepare` removes older ones."""
    lock = FileLock(home.folder / "server.lock")
    try:
        for number in (signal.SIGTERM, signal.SIGKILL):
            pid = home.pid()
            if pid is not None:
                os.kill(pid, number)
            if await lock.wait(STOP_WAIT):
                return
    except ProcessLookupError:
        pass
    finally:
        lock.close()
    raise StoreUnavailable(f"an old server process holds {home.folder} and cannot be ended")
