"""What every channel can do.  A new channel is a new file with this, and a line in `factory`."""

from datetime import timedelta
from typing import Protocol

from config.errors import NewsbellError
from pipelines.model.alert import Alert
from pipelines.model.announcement import Announcement
from pipelines.model.delivery import Outcome

ON_TIME = timedelta()


class Channel(Protocol):
    """One way to a reader."""

    @property
    def name(self) -> str: ...

    async def send(
        self, alert: Alert, target: str, *, thread_receipt: str, retry: bool, late: timedelta = ON_TIME
    ) -> Outcome:
        """One attempt to bring `alert` to `target`.  Says what came of it, and never raises for the other side's sake.

        `thread_receipt` is the receipt of the thread's first message ("" where there is none).  `retry`: the outcome of
        an earlier attempt is unknown; a channel that can ask the other side does so before it sends again.  `late`:
        by how much the message comes too late; it says so.
        """

    async def announce(self, announcement: Announcement) -> Outcome:
        """One attempt to bring newsbell's word about itself to every target.  Never raises for the other side's sake."""

    async def check(self) -> str:
        """Send one test alert to every target and say what the other side answered.  Raises CheckFailed."""

    async def close(self) -> None: ...


class CheckFailed(NewsbellError):
    """The other side did not take the test alert; the message says what it answered."""


class Unusable(NewsbellError):
    """A channel cannot be made from its settings: `key` says which, the message what was expected."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key
