"""The console channel: the message as text on standard output, for a try by hand."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TextIO

from pipelines.model.alert import Alert
from pipelines.model.announcement import Announcement
from pipelines.model.delivery import Outcome, Verdict
from pipelines.notify.channel import ON_TIME
from pipelines.notify.message import Frame, notice, text
from pipelines.notify.sample import check_targets


@dataclass(frozen=True, kw_only=True)
class ConsoleChannel:
    name: str
    frame: Frame
    stream: TextIO

    async def send(
        self,
        alert: Alert,
        target: str,
        *,
        thread_receipt: str,
        retry: bool,
        late: timedelta = ON_TIME,  # noqa: ARG002 — one target, no threads
    ) -> Outcome:
        """Print the message in one write, so that two at once do not mix."""
        message = text(notice(alert, self.frame))
        encoding = self.stream.encoding or "utf-8"
        shown = message.encode(encoding, "replace").decode(encoding)
        try:
            self.stream.write(f"\n{shown}")
            self.stream.flush()
        except (OSError, ValueError) as error:
            return Outcome(verdict=Verdict.DEAD, reason=f"standard output is gone: {type(error).__name__}")
        return Outcome(verdict=Verdict.SENT, reason="printed")

    async def announce(self, announcement: Announcement) -> Outcome:
        """Not yet."""
        return Outcome(verdict=Verdict.DEAD, reason=f"this channel cannot say: {announcement.headline}")

    async def check(self) -> str:
        return await check_targets(self, (self.name,), datetime.now(UTC))

    async def close(self) -> None:
        """Standard output is not ours to close."""
