"""Real Redis servers, replicas and Sentinels on loopback, for tests that need more than the private one."""

import asyncio
import signal
import subprocess
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from redis.asyncio import Redis

from pipelines.store.binary import find_binary
from tests.newsroom.ports import listen

SERVICE = "desk"


def free_port():
    with listen("127.0.0.1") as sock:
        return sock.getsockname()[1]


@dataclass(kw_only=True)
class Server:
    """One process; `kill` and `start` as often as a test likes."""

    folder: Path
    port: int
    options: tuple[str, ...]
    process: subprocess.Popen | None = field(default=None)

    async def start(self, *more):
        program = find_binary(self.folder).path
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: ASYNC220 — it takes a millisecond, and is killed from plain functions
                [program, *self.options, *more, "--dir", str(self.folder)], stdout=log, stderr=log, cwd=self.folder
            )
        await self._listening()

    async def _listening(self):
        for _ in range(500):
            if self.process.poll() is not None:
                return
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                await asyncio.sleep(0.01)
            else:
                writer.close()
                return

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            self.process.wait()

    def words(self):
        return (self.folder / "server.log").read_text("utf-8", "replace")

    @asynccontextmanager
    async def client(self, **options):
        redis = Redis(host="127.0.0.1", port=self.port, **options)
        try:
            yield redis
        finally:
            await redis.aclose()


class Machines:
    """Servers under one folder; `end` ends them all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.servers: list[Server] = []

    async def server(self, *options, tls=False):
        port = free_port()
        ports = ("--port", "0", "--tls-port", str(port)) if tls else ("--port", str(port))
        plain = ("--bind", "127.0.0.1", "--save", "", "--repl-diskless-sync-delay", "0")
        made = self._add(port, (*ports, *plain, *options))
        await made.start()
        return made

    async def sentinel(self, master: Server, *lines, tls=False):
        port = free_port()
        folder = self._place()
        conf = folder / "sentinel.conf"
        conf.write_text(
            "\n".join(
                (
                    *(("port 0", f"tls-port {port}", "tls-replication yes") if tls else (f"port {port}",)),
                    "bind 127.0.0.1",
                    f"sentinel monitor {SERVICE} 127.0.0.1 {master.port} 1",
                    f"sentinel down-after-milliseconds {SERVICE} 1000",
                    f"sentinel failover-timeout {SERVICE} 3000",
                    f"sentinel parallel-syncs {SERVICE} 2",
                    *lines,
                )
            )
            + "\n"
        )
        made = Server(folder=folder, port=port, options=(str(conf), "--sentinel"))
        self.servers.append(made)
        await made.start()
        if made.process.poll() is not None:
            pytest.skip(f"this machine's redis-server cannot be a Sentinel: {made.words()[-200:]}")
        return made

    def _add(self, port, options):
        made = Server(folder=self._place(), port=port, options=options)
        self.servers.append(made)
        return made

    def _place(self):
        folder = self._folder / f"redis{len(self.servers)}"
        folder.mkdir(parents=True)
        return folder

    def end(self):
        for server in self.servers:
            server.kill()


async def replicas_in_step(master: Server, number: int, **options):
    """Until so many replicas follow `master`."""
    async with master.client(**options) as redis:
        for _ in range(1000):
            found = await redis.info("replication")
            if sum(found.get(f"slave{n}", {}).get("state") == "online" for n in range(5)) >= number:
                return
            await asyncio.sleep(0.02)
        raise AssertionError(found)
