"""The processes that are killed: a sender on a store, or the whole daemon, with short leases and pauses."""

import asyncio
import multiprocessing
import os
import signal
import sys
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

from config.errors import NewsbellError
from config.loader import load
from config.schema import Config
from pipelines.alerts import outbox
from pipelines.notify import breaker, carrier, sender
from pipelines.notify.ports import Unwatched
from pipelines.store.access import open_store
from scheduler import logs
from scheduler.daemon import run_daemon
from scheduler.sending import sender_of

LEASE = timedelta(seconds=1.8)
SEND_LIMIT = timedelta(seconds=1.5)

_CONTEXT = multiprocessing.get_context("forkserver")


def shorten() -> None:
    """Leases of a second in place of thirty, pauses of tenths: a round is over in seconds."""
    carrier.LEASE = sender.LEASE = LEASE
    carrier.SEND_LIMIT = SEND_LIMIT
    carrier.PAUSE = sender.PAUSE = 0.05
    sender.POLL = 0.1
    outbox.FIRST_PAUSE, outbox.LONGEST_PAUSE = timedelta(seconds=0.1), timedelta(seconds=0.3)
    breaker.FIRST_PAUSE, breaker.LONGEST_PAUSE = 0.1, 0.3


def start(config: Path, log: Path, *, daemon: bool) -> BaseProcess:
    """A process on `config`; its words go to `log`."""
    _CONTEXT.set_forkserver_preload([__name__])
    process = _CONTEXT.Process(target=_daemon if daemon else _sender, args=(config, log), daemon=True)
    process.start()
    return process


def end(process: BaseProcess) -> None:
    """SIGTERM, and SIGKILL where that does not help."""
    process.terminate()
    process.join(5)
    kill(process)


def kill(process: BaseProcess) -> None:
    process.kill()
    process.join()


def _sender(config: Path, log: Path) -> None:
    _begin(log)
    asyncio.run(_send(load(config)))


def _daemon(config: Path, log: Path) -> None:
    _begin(log)
    while True:
        try:
            run_daemon(load(config), config)
        except NewsbellError as error:  # the server was killed while the daemon began
            sys.stdout.write(f"again: {error}\n")
        else:
            return


def _begin(log: Path) -> None:
    out = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(out, 1)
    os.dup2(out, 2)
    shorten()


async def _send(config: Config) -> None:
    logs.configure(config.log, sys.stdout)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    while not stop.is_set():
        try:
            async with open_store(config) as store:
                one = sender_of(config, store, Unwatched())
                await one.run(stop, timedelta(seconds=1))
                for channel in one.channels.values():
                    await channel.close()
        except NewsbellError as error:  # the server was killed while it was being reached
            sys.stdout.write(f"again: {error}\n")
            await asyncio.sleep(0.02)
