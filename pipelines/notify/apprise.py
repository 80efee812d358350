"""The Apprise channel: any service that Apprise knows.  Apprise is an extra: `pip install apprise`.

Apprise says only whether it went well.  So a failure is tried again, and nobody knows whether a message of an attempt
that failed arrived.
"""

import asyncio
import importlib
import importlib.util
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from config.channels import AppriseChannel as Settings
from pipelines.model.alert import Alert
from pipelines.model.announcement import Announcement
from pipelines.model.delivery import Outcome, Verdict
from pipelines.model.kinds import Severity
from pipelines.notify.channel import ON_TIME, Unusable
from pipelines.notify.message import Notice
from pipelines.notify.sample import check_targets
from pipelines.notify.templates import Shape
from pipelines.notify.writer import Writer

MAX_TEXT = 32_000
TYPES = {Severity.INFO: "info", Severity.NORMAL: "info", Severity.HIGH: "warning", Severity.CRITICAL: "failure"}


def installed() -> bool:
    """Whether the extra is there."""
    return importlib.util.find_spec("apprise") is not None


class AppriseChannel:
    """Its one target is the channel itself.  Raises Unusable where Apprise is missing or does not know the address."""

    def __init__(self, settings: Settings, writer: Writer) -> None:
        self.name = settings.name
        self._settings = settings
        self._writer = writer
        if not installed():
            raise Unusable("type", "needs Apprise, which is not installed: pip install apprise")
        library = importlib.import_module("apprise")
        # Its log holds addresses and answers.
        logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
        self._service: Any = library.Apprise()
        if not self._service.add(settings.url.reveal()):
            raise Unusable("url", "expected an address that Apprise knows")

    async def send(
        self, alert: Alert, target: str, *, thread_receipt: str, retry: bool, late: timedelta = ON_TIME
    ) -> Outcome:
        """Hand the message to Apprise, in a thread of its own: it blocks."""
        return await self._notify(self._writer.notice(alert, late), alert.severity)

    async def announce(self, announcement: Announcement) -> Outcome:
        return await self._notify(self._writer.announced(announcement), announcement.severity)

    async def check(self) -> str:
        return await check_targets(self, (self.name,), datetime.now(UTC))

    async def close(self) -> None:
        """Nothing is kept open between two messages."""

    async def _notify(self, shown: Notice, severity: Severity) -> Outcome:
        message = {
            "title": self._writer.subject(shown),
            "body": self._writer.write(Shape.TEXT, shown, lambda text: len(text) <= MAX_TEXT),
            "notify_type": TYPES[severity],
            "body_format": "text",
        }
        try:
            async with asyncio.timeout(self._settings.timeout.total_seconds()):
                sent = await asyncio.to_thread(self._service.notify, **message)
        except TimeoutError:
            return Outcome(verdict=Verdict.UNKNOWN, reason="no answer: TimeoutError")
        except Exception as error:  # noqa: BLE001 — each of its hundred services raises what it likes
            return Outcome(verdict=Verdict.UNKNOWN, reason=f"no answer: {type(error).__name__}")
        if sent:
            return Outcome(verdict=Verdict.SENT, reason="Apprise says that it was taken")
        return Outcome(verdict=Verdict.UNKNOWN, reason="Apprise says that it was not taken, and not why")
