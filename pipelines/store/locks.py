"""File locks: who uses the private server, who starts or stops it, which daemon owns a data_dir.

`flock(2)` is used because the kernel lets go of it when its holder ends, however it ends: after kill -9 nothing is stale.
"""

import asyncio
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from config.errors import NewsbellError
from pipelines.errors import StoreInUse

PAUSE = 0.01
"""Seconds between two looks at a lock that somebody else holds."""
_ours: set[Path] = set()
"""Folders whose daemon lock this process holds."""


class FileLock:
    """One open file and the lock on it.  Two of them on one path exclude each other, in one process too."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def take(self, *, shared: bool = False) -> bool:
        """Take the lock, or turn one that is held into the other sort.  False: somebody else is in the way.

        A lock that is turned is lost for a moment, and for good where False comes back (the kernel's way).
        """
        try:
            fcntl.flock(self.fd, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    async def wait(self, seconds: float) -> bool:
        """Take the lock as soon as it is free; False: it was not within `seconds`."""
        deadline = time.monotonic() + seconds
        while not self.take():
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(PAUSE)
        return True

    def close(self) -> None:
        """Let go.  A child process that was given the descriptor keeps the lock."""
        os.close(self.fd)


@contextmanager
def daemon_lock(data_dir: Path) -> Iterator[None]:
    """Held while a daemon runs: StoreInUse where another one has this data_dir, NewsbellError where it cannot be used."""
    make_private(data_dir)
    lock = FileLock(data_dir / "daemon.lock")
    try:
        if not lock.take():
            raise StoreInUse(f"another newsbell daemon{_holder(lock)} runs on {data_dir}")
        os.truncate(lock.fd, 0)
        os.pwrite(lock.fd, str(os.getpid()).encode(), 0)
        _ours.add(data_dir.absolute())
        try:
            yield
        finally:
            _ours.discard(data_dir.absolute())
    finally:
        lock.close()


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """The daemon's lock for a while, or the one that this process holds already.  Raises as `daemon_lock` does."""
    if data_dir.absolute() in _ours:
        yield
    else:
        with daemon_lock(data_dir):
            yield


def make_private(folder: Path) -> None:
    """Make `folder` (0700) where it is missing.  NewsbellError where it cannot be made or written to."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise NewsbellError(f"cannot make the folder {folder}: {error.strerror}") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise NewsbellError(f"cannot write to the folder {folder}")


def _holder(lock: FileLock) -> str:
    with suppress(OSError):
        pid = os.pread(lock.fd, 20, 0).decode("ascii", "replace")
        return f" (process {pid})" if pid.isdigit() else ""
    return ""
