"""The real daemon as a process, and what its log says."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.newsroom.waiting import until

ROOT = Path(__file__).parents[2]
START_SECONDS = 30.0
STOP_SECONDS = 10.0
LEFT_OUT = ("event", "time", "timestamp", "logger")


class DaemonDied(RuntimeError):
    """The daemon ended when it should not have, or would not end; the message has the last lines of its log."""


@dataclass(frozen=True, kw_only=True)
class Settled:
    """One "story settled" line: what was made of a story, and why."""

    source: str
    title: str
    url: str
    lang: str
    story_id: str
    outcome: str
    reason: str
    detail: str
    copy_of: str | None
    verdicts: tuple[Mapping[str, Any], ...]
    alerts: int

    @classmethod
    def from_line(cls, line: Mapping[str, Any]) -> "Settled":
        words = {name: line.get(name) or "" for name in ("source", "title", "url", "lang", "story_id")}
        return cls(
            **words,
            outcome=line.get("outcome") or "",
            reason=line.get("reason") or "",
            detail=line.get("detail") or "",
            copy_of=line.get("copy_of"),
            verdicts=tuple(line.get("verdicts") or ()),
            alerts=int(line.get("alerts") or 0),
        )


class Daemon:
    """`newsbell run` on one configuration.  Its output goes to `log`, which grows over restarts."""

    def __init__(self, config: Path, *, log: Path | None = None, command: Sequence[str] | None = None) -> None:
        self.config = config
        self.log = log or config.with_name("daemon.log")
        self._command = tuple(command or (sys.executable, "-m", "scheduler", "run", "--config", str(config)))
        self._process: asyncio.subprocess.Process | None = None
        self._lines: list[dict[str, Any]] = []
        self._offset = 0
        self._starts = 0

    async def start(self, *, timeout: float = START_SECONDS) -> None:  # noqa: ASYNC109  # the caller names it
        """Start it and wait until it says that it has."""
        environment = {name: value for name, value in os.environ.items() if name != "NEWSBELL_CONFIG"}
        self._starts += 1
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                cwd=ROOT,
                env=environment | {"PYTHONUNBUFFERED": "1"},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,  # ctrl-C in the terminal is for who started it
            )
        await until(self._is_up, timeout, "daemon that says it has started")

    @property
    def pid(self) -> int:
        assert self._process is not None, "the daemon was never started"
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    def lines(self) -> list[dict[str, Any]]:
        """Every JSON line of the log so far; lines of another form are passed over (see `tail`)."""
        with self.log.open("rb") as log:
            log.seek(self._offset)
            fresh = log.read()
        whole, newline, _ = fresh.rpartition(b"\n")
        self._offset += len(whole) + len(newline)
        self._lines.extend(line for raw in whole.split(b"\n") if (line := _json(raw)) is not None)
        return self._lines

    def events(self, name: str) -> list[dict[str, Any]]:
        """The log's lines of one name, such as "source polled"."""
        return [line for line in self.lines() if line.get("event") == name]

    def settled(self) -> list[Settled]:
        return [Settled.from_line(line) for line in self.events("story settled")]

    async def wait_settled(self, url: str, timeout: float = 15) -> Settled:  # noqa: ASYNC109  # the caller names it
        """What was made of the article at `url`, once that is known."""
        found: list[Settled] = []

        def seen() -> bool:
            self.check()
            found[:] = [settled for settled in self.settled() if settled.url == url]
            return bool(found)

        await until(seen, timeout, f"verdict on {url}")
        return found[-1]

    def check(self) -> None:
        """Raise DaemonDied if it has ended by itself."""
        if self._process is not None and self._process.returncode is not None:
            raise DaemonDied(f"the daemon ended with code {self._process.returncode}\n{self.tail()}")

    async def stop(self, timeout: float = STOP_SECONDS) -> int:  # noqa: ASYNC109  # the caller names it
        """SIGTERM; the exit code.  Raises DaemonDied (after SIGKILL) if it is still there after `timeout` seconds."""
        assert self._process is not None, "the daemon was never started"
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(self._process.wait(), timeout)
            except TimeoutError:
                await self.kill()
                raise DaemonDied(f"the daemon did not stop within {timeout:g} s\n{self.tail()}") from None
        return await self._process.wait()

    async def end(self) -> None:
        """Stop it if it runs, whatever it takes: the way out when something else has gone wrong already."""
        if self.running:
            with suppress(DaemonDied):
                await self.stop()

    async def kill(self) -> None:
        """SIGKILL, as if the power had gone for this one process."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    def tail(self, count: int = 12) -> str:
        """The last lines of its log, and before them the last that speak of trouble (errors, tracebacks).

        JSON is written as `event key=value …` for a person.
        """
        if not self.log.exists():
            return "(no log)"
        lines = self.log.read_bytes().splitlines()
        troubles = [line for line in lines[: -count // 2] if _is_trouble(line)][-count:]
        return "\n".join(_readable(line) for line in (*troubles, *lines[-count // 2 :]))

    def _is_up(self) -> bool:
        self.check()
        return len(self.events("started")) >= self._starts


def _is_trouble(raw: bytes) -> bool:
    line = _json(raw)
    return line is None or line.get("level") in ("error", "critical")


def _readable(raw: bytes) -> str:
    line = _json(raw)
    if line is None:
        return raw.decode("utf8", errors="replace")
    values = (
        f"{key}={value}" for key, value in line.items() if key not in LEFT_OUT and value not in ("", None, [], {})
    )
    return " ".join((str(line.get("event", "")), *values))


def _json(raw: bytes) -> dict[str, Any] | None:
    try:
        line = json.loads(raw)
    except ValueError:
        return None
    return line if isinstance(line, dict) else None
