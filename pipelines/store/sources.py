"""What is remembered of sources between polls."""

from collections.abc import Collection

from pipelines.model.source_state import SourceState
from pipelines.store import codec, keys
from pipelines.store.base import Part


class Sources(Part):
    async def source_states(self) -> dict[str, SourceState]:
        """The state of every source that was ever polled, by its name."""
        (rows,) = await self._link.ask(("HVALS", keys.sources()))
        states = (codec.unpack(SourceState, row) for row in rows)
        return {state.name: state for state in states}

    async def save_source_state(self, state: SourceState) -> None:
        await self._link.ask(("HSET", keys.sources(), state.name, codec.pack(state)))

    async def forget_sources(self, names: Collection[str]) -> None:
        """Forget the state of these sources."""
        if names:
            await self._link.ask(("HDEL", keys.sources(), *names))
