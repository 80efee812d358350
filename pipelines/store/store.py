"""The store: everything that newsbell remembers, in Redis."""

import structlog

from config.errors import NewsbellError
from pipelines.store.advice import Answers
from pipelines.store.batches import Batches
from pipelines.store.counters import Counters
from pipelines.store.entries import Entries
from pipelines.store.events import Events
from pipelines.store.outbox import Outbox
from pipelines.store.reminders import Reminders
from pipelines.store.settling import Settling
from pipelines.store.silences import Silences
from pipelines.store.sources import Sources
from pipelines.store.stories import Stories
from pipelines.store.upkeep import Upkeep

log = structlog.get_logger()


class Store(
    Settling, Stories, Events, Outbox, Batches, Silences, Reminders, Entries, Sources, Counters, Answers, Upkeep
):
    """One object over all parts, each of which has a module.

    Every method raises StoreUnavailable while Redis is away, full or read-only.  What was asked may then be asked again
    later: `settle`, `mark_seen`, `save_…`, `retry_…` and `drop_…` do no harm twice; a `claim` that was lost lapses.
    """

    async def ping(self) -> None:
        """StoreUnavailable where Redis does not answer."""
        await self._link.ask(("PING",))

    async def recover(self) -> None:
        """Bring back a private server that died.  Where that fails it is logged: the caller waits and comes again."""
        if self._recover is None:
            return
        try:
            await self._recover()
        except NewsbellError as error:
            log.warning("private redis does not come back", reason=str(error))
