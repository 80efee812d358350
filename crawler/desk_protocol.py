"""What the crawler hands its finds to: the desk settles entries, the workers run pure functions in other processes."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar, TypeVarTuple

from config.schema import Source
from pipelines.model.entry import Entry
from pipelines.model.page import Page
from pipelines.model.story import Story

Arguments = TypeVarTuple("Arguments")
Result = TypeVar("Result")


class Desk(Protocol):
    """Everything that happens to an entry after it was found.

    `StoreUnavailable` may come from either method: the entries concerned stay due.
    """

    async def unseen(self, source: Source, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The entries that are still due, in the given order."""
        ...

    async def take(self, source: Source, entry: Entry, page: Page | None, failure: str = "") -> Story | None:
        """Extract, understand and store one entry; the settled story, None for what was dropped before it was one.

        Without a page it goes on with the feed's own text; `failure` says why there is none.
        """
        ...


class Workers(Protocol):
    """A pool of spawned processes, so that parsing never stalls the event loop."""

    async def run(self, function: Callable[[*Arguments], Result], /, *args: *Arguments) -> Result:
        """Run a pure function of a module in a worker; its exceptions come back as they are."""
        ...
