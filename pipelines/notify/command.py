"""The command channel: a program of the user's own gets the alert as JSON on its standard input.  No shell is asked."""

import asyncio
import os
import signal
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from config.channels import CommandChannel as Settings
from pipelines.model.alert import Alert
from pipelines.model.announcement import Announcement
from pipelines.model.delivery import Outcome, Verdict
from pipelines.notify.channel import ON_TIME
from pipelines.notify.document import announcement as announcement_document
from pipelines.notify.document import document
from pipelines.notify.escape import line
from pipelines.notify.json_body import Json, encoded
from pipelines.notify.message import Notice
from pipelines.notify.sample import check_targets
from pipelines.notify.writer import Writer

TRY_AGAIN = 75
"""The exit code that asks for another try: EX_TEMPFAIL of sysexits."""
HANDED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "USER", "SYSTEMROOT", "DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR")  # fmt: skip
"""Of newsbell's own environment, which may hold secrets, the program sees these and no others."""
MAX_OUTPUT = 65_536
_MAX_REASON = 200
_LAST_GASP = 1.0
"""Seconds for a program that was told to end, before it is made to."""


class CommandChannel:
    """Its one target is the channel itself.  Exit 0: sent; 75: come again; anything else: final."""

    def __init__(self, settings: Settings, writer: Writer) -> None:
        self.name = settings.name
        self._settings = settings
        self._writer = writer

    async def send(
        self, alert: Alert, target: str, *, thread_receipt: str, retry: bool, late: timedelta = ON_TIME
    ) -> Outcome:
        """Run the program once.  `NEWSBELL_RETRY=1`: it may have seen this alert before."""
        shown = self._writer.notice(alert, late)
        links = [source.url for source in shown.sources] + [member.url for member in shown.members]
        given = {**shown.about, "thread_id": alert.thread_id, "url": next(filter(None, links), "")}
        return await self._run(document(alert, shown), shown, given | {"retry": str(int(retry))})

    async def announce(self, announcement: Announcement) -> Outcome:
        shown = self._writer.announced(announcement)
        return await self._run(announcement_document(announcement, shown, datetime.now(UTC)), shown, shown.about)

    async def check(self) -> str:
        return await check_targets(self, (self.name,), datetime.now(UTC))

    async def close(self) -> None:
        """No program outlives its alert."""

    async def _run(self, data: Json, shown: Notice, given: Mapping[str, str]) -> Outcome:
        environment = {name: os.environ[name] for name in HANDED_ON if name in os.environ}
        environment |= {f"NEWSBELL_{name.upper()}": value for name, value in given.items()}
        environment["NEWSBELL_HEADLINE"] = shown.headline
        try:
            process = await asyncio.create_subprocess_exec(
                *self._settings.command,
                stdin=PIPE,
                stdout=DEVNULL,
                stderr=PIPE,
                env=environment,
                start_new_session=True,
            )
        except OSError as error:
            return Outcome(verdict=Verdict.DEAD, reason=f"the program cannot be run: {error.strerror}")
        return await self._outcome(process, encoded(data))

    async def _outcome(self, process: Process, data: bytes) -> Outcome:
        try:
            async with asyncio.timeout(self._settings.timeout.total_seconds()):
                said, _, _ = await asyncio.gather(_first(process), _fed(process, data), process.wait())
        except TimeoutError:
            # It may have done its work before it hung.
            return Outcome(verdict=Verdict.UNKNOWN, reason=f"ended after {self._settings.timeout.total_seconds():g} s")
        finally:
            await _ended(process)
        reason = line(f"exit {process.returncode} {said}", _MAX_REASON)
        return Outcome(verdict=_VERDICTS.get(process.returncode or 0, Verdict.DEAD), reason=reason)


_VERDICTS = {0: Verdict.SENT, TRY_AGAIN: Verdict.RETRY}


async def _fed(process: Process, data: bytes) -> None:
    """A program need not read what it is given."""
    if process.stdin is None:
        return
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(data)
        await process.stdin.drain()
    process.stdin.close()


async def _first(process: Process) -> str:
    """The beginning of what the program complained of; the rest is read and forgotten."""
    said = b""
    if process.stderr is None:
        return ""
    while part := await process.stderr.read(MAX_OUTPUT):
        said = (said + part)[:MAX_OUTPUT]
    return said.decode("utf-8", "replace")


async def _ended(process: Process) -> None:
    """The program and what it started, ended if they were not."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_GASP):
                await process.wait()
