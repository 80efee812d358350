"""Is the store the one of the last run?  Its generation is kept beside it in `data_dir`, and only rises."""

import json
import uuid
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol

import structlog

from pipelines.model.generation import Generation, looks_older

log = structlog.get_logger()

NAME = "generation.json"


class Ticking(Protocol):
    """The store, as far as it is needed.  Every method raises StoreUnavailable."""

    async def generation(self) -> Generation | None: ...

    async def tick(self, name: str) -> Generation: ...


@dataclass(kw_only=True)
class Generations:
    """`warning`: what was wrong with the store when it was last looked at and something was; empty as a rule."""

    store: Ticking
    data_dir: Path
    warning: str = field(default="", init=False)

    async def look(self) -> None:
        """At the start and once a minute: notice an older copy, say so, and go on from it."""
        seen, found = self._seen(), await self.store.generation()
        words = looks_older(seen, found or Generation(store="", ticks=0))
        if words:
            self.warning = words
            log.error("the store is not the one of before", words=words)
        self._write(await self.store.tick(uuid.uuid4().hex))

    def _seen(self) -> Generation | None:
        try:
            return Generation(**json.loads((self.data_dir / NAME).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None  # the first run, or a file that was torn: nothing to compare with

    def _write(self, generation: Generation) -> None:
        """Whole or not at all."""
        fresh = self.data_dir / f"{NAME}.new"
        try:
            fresh.write_text(json.dumps(asdict(generation)), "utf-8")
            fresh.replace(self.data_dir / NAME)
        except OSError as error:
            log.warning("the store's generation cannot be written down", reason=str(error))
