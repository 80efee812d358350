"""At the first start after a restore: say so, and what it means."""

from typing import Protocol

import structlog

from pipelines.model.restored import Restored

log = structlog.get_logger()


class Remembers(Protocol):
    """The store, as far as it is needed."""

    async def restored(self) -> Restored | None: ...

    async def say_restored(self) -> None: ...


async def tell_restored(store: Remembers) -> None:
    """One line in the log, once for each restore."""
    found = await store.restored()
    if found is None or found.said:
        return
    log.warning(
        "the store was restored from a backup: what came after the backup is read again where sources still list it",
        taken=found.taken.isoformat(timespec="seconds"),
        restored=found.at.isoformat(timespec="seconds"),
    )
    await store.say_restored()
