"""Worker processes for what costs CPU time, so that the event loop is never held up.

Functions and their arguments cross a process border: module-level functions and plain values only.
"""

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import ParamSpec, TypeVar

import structlog

from config.errors import NewsbellError

log = structlog.get_logger()

P = ParamSpec("P")
T = TypeVar("T")


class WorkerDied(NewsbellError):
    """A worker process died or hung over a piece of work, twice: the work is at fault."""


class Workers:
    """A pool of `processes` spawned workers.  A pool that breaks is replaced, and the work tried once more.

    `warm` is run in every new worker (module level; loads what would slow the first piece of work).
    `limit` in seconds bounds one piece of work, waiting included: who takes longer is hanging.
    """

    def __init__(self, processes: int, warm: Callable[[], object], limit: float = 60.0) -> None:
        self._processes = processes
        self._warm = warm
        self._limit = limit
        self._pool = self._new_pool()

    async def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """`function(*args)` in a worker.  Raises what it raises, and WorkerDied."""
        try:
            return await self._once(function, *args, **kwargs)
        except (BrokenProcessPool, TimeoutError):
            try:
                return await self._once(function, *args, **kwargs)
            except (BrokenProcessPool, TimeoutError) as error:
                raise WorkerDied(f"the worker process died over {function.__name__}") from error

    async def _once(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        pool = self._pool
        try:
            async with asyncio.timeout(self._limit):
                return await asyncio.wrap_future(pool.submit(function, *args, **kwargs))
        except (BrokenProcessPool, TimeoutError) as error:
            if pool is self._pool:
                self._pool = self._new_pool()
                log.warning(
                    "workers replaced", over=function.__name__, error=str(error) or "no answer", ended=_end(pool)
                )
            raise

    def close(self) -> None:
        """End the workers; what they were doing is given up."""
        _end(self._pool)

    def _new_pool(self) -> ProcessPoolExecutor:
        pool = ProcessPoolExecutor(
            max_workers=self._processes, mp_context=get_context("spawn"), initializer=_begin, initargs=(self._warm,)
        )
        for _ in range(self._processes):
            pool.submit(_ready)
        return pool


def _begin(warm: Callable[[], object]) -> None:
    """The first thing in a new worker: signals are the daemon's to handle, and no worker outlives it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    warm()


def _end_with(parent: int) -> None:
    """End when the process behind the sentinel `parent` has ended, however it did."""
    wait([parent])
    os._exit(0)


def _ready() -> None:
    """Work that only makes the pool start a process."""


def _end(pool: ProcessPoolExecutor) -> list[int | None]:
    """End a pool at once.  The exit codes of its processes, None for those that were still alive."""
    processes = list((pool._processes or {}).values())  # noqa: SLF001 — the pool has no way to end a hanging process
    codes = [process.exitcode for process in processes]
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()
    return codes
