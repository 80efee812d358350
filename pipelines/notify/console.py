"""The console channel: the message as text on standard output, for a try by hand."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TextIO

from pipelines.model.alert import Alert
from pipelines.model.announcement import Announcement
from pipelines.model.delivery import Outcome, Verdict
from pipelines.notify.channel import ON_TIME
from pipelines.notify.message import Notice
from pipelines.notify.sample import check_targets
from pipelines.notify.templates import Shape
from pipelines.notify.writer import Writer


@dataclass(frozen=True, kw_only=True)
class ConsoleChannel:
    name: str
    writer: Writer
    stream: TextIO

    async def send(
        self,
        alert: Alert,
        target: str,
        *,
        thread_receipt: str,
        retry: bool,
        late: timedelta = ON_TIME,
    ) -> Outcome:
        """Print the message in one write, so that two at once do not mix."""
        return self._print(self.writer.notice(alert, late))

    async def announce(self, announcement: Announcement) -> Outcome:
        return self._print(self.writer.announced(announcement))

    def _print(self, shown: Notice) -> Outcome:
        message = self.writer.write(Shape.TEXT, shown) + "\n"
        encoding = self.stream.encoding or "utf-8"
        printed = message.encode(encoding, "replace").decode(encoding)
        try:
            self.stream.write(f"\n{printed}")
            self.stream.flush()
        except (OSError, ValueError) as error:
            return Outcome(verdict=Verdict.DEAD, reason=f"standard output is gone: {type(error).__name__}")
        return Outcome(verdict=Verdict.SENT, reason="printed")

    async def check(self) -> str:
        return await check_targets(self, (self.name,), datetime.now(UTC))

    async def close(self) -> None:
        """Standard output is not ours to close."""
