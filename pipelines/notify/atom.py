"""The Atom channel: a file with the newest alerts, for feed readers and web servers."""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from config.channels import AtomChannel as Settings
from pipelines.model.alert import Alert
from pipelines.model.announcement import Announcement
from pipelines.model.delivery import Outcome, Verdict
from pipelines.notify.atom_feed import Entry, entries_of, feed
from pipelines.notify.channel import ON_TIME
from pipelines.notify.message import Notice
from pipelines.notify.sample import check_targets
from pipelines.notify.templates import Shape
from pipelines.notify.writer import Writer

try:
    import fcntl
except ImportError:  # not on Windows, where the lock within this process has to do
    fcntl = None  # type: ignore[assignment]

log = structlog.get_logger()

MAX_FILE = 50_000_000
"""Bytes; a larger file is none of ours."""


class AtomChannel:
    """Its one target is the channel itself.  An alert that is in the file already takes its own place again."""

    def __init__(self, settings: Settings, writer: Writer) -> None:
        self.name = settings.name
        self._settings = settings
        self._writer = writer
        self._lock = asyncio.Lock()

    async def send(
        self, alert: Alert, target: str, *, thread_receipt: str, retry: bool, late: timedelta = ON_TIME
    ) -> Outcome:
        """Put the alert on top of the feed."""
        return await self._add(self._entry(self._writer.notice(alert, late), alert.alert_id, alert.at))

    async def announce(self, announcement: Announcement) -> Outcome:
        return await self._add(self._entry(self._writer.announced(announcement), announcement.key, datetime.now(UTC)))

    async def check(self) -> str:
        return await check_targets(self, (self.name,), datetime.now(UTC))

    async def close(self) -> None:
        """Nothing is kept open between two alerts."""

    def _entry(self, shown: Notice, name: str, at: datetime) -> Entry:
        links = [source.url for source in shown.sources] + [member.url for member in shown.members]
        return Entry(
            name=name,
            title=self._writer.subject(shown),
            text=self._writer.write(Shape.TEXT, shown),
            language=shown.language,
            link=next(filter(None, links), ""),
            kind=shown.about.get("kind", ""),
            at=at.isoformat(),
        )

    async def _add(self, entry: Entry) -> Outcome:
        try:
            async with self._lock:
                await asyncio.to_thread(_added, self._settings, entry)
        except OSError as error:
            return Outcome(verdict=Verdict.RETRY, reason=f"the feed cannot be written: {error.strerror}")
        return Outcome(verdict=Verdict.SENT, reason="written")


def _added(settings: Settings, entry: Entry) -> None:
    """Write the feed anew with `entry` on top.  A reader sees the old file or the new one, never half of one."""
    with _alone(settings.file):
        earlier = [each for each in _present(settings.file) if each.name != entry.name]
        newest = sorted([entry, *earlier], key=lambda each: datetime.fromisoformat(each.at), reverse=True)
        _write(settings.file, feed(settings.title, newest[: settings.entries]))


def _present(file: Path) -> tuple[Entry, ...]:
    """What the feed holds; a file that is no feed of ours is set aside, not written over."""
    try:
        with file.open("rb") as opened:
            return entries_of(opened.read(MAX_FILE))
    except FileNotFoundError:
        return ()
    except ValueError as error:
        aside = file.with_name(f"{file.name}.bad")
        file.replace(aside)
        log.warning("the feed's file could not be read and was set aside", file=str(aside), reason=str(error))
        return ()


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(descriptor, "wb") as new:
            new.write(content)
            new.flush()
            os.fchmod(new.fileno(), 0o644)
            os.fsync(new.fileno())
        Path(name).replace(file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """No other process of newsbell writes the feed meanwhile."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.with_name(f".{file.name}.lock").open("w") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
