"""Is the daemon well?  The reasons behind `/healthz`."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from pipelines.errors import StoreUnavailable
from scheduler.jobs import Planner


class Pinged(Protocol):
    """A store that can be asked whether it is there."""

    async def ping(self) -> None: ...


class Troubled(Protocol):
    """Who knows which channels do not deliver."""

    def troubles(self) -> dict[str, str]:
        """Channels whose last attempts all failed: the reason of the last failure."""

    def circuits(self) -> dict[str, str]:
        """Each channel that was written to: closed, open or half_open."""


class Warned(Protocol):
    """Who knows whether the store is the one of before."""

    @property
    def warning(self) -> str: ...


class Accompanied(Protocol):
    """Who knows whether other daemons work on the store."""

    @property
    def others(self) -> list[str]: ...


class DaemonHealth:
    """Ill when the store is away, every source fails, or a channel does not deliver."""

    def __init__(
        self,
        store: Pinged,
        planner: Planner,
        channels: Troubled,
        clock: Callable[[], datetime],
        *,
        generations: Warned | None = None,
        presence: Accompanied | None = None,
    ) -> None:
        self._store = store
        self._planner = planner
        self._channels = channels
        self._clock = clock
        self._generations = generations
        self._presence = presence
        self._began = clock()

    async def reasons(self) -> list[str]:
        """Why it is ill; empty when it is well."""
        reasons = []
        try:
            await self._store.ping()
        except StoreUnavailable as error:
            reasons.append(f"store: {error}")
        states = [state for state in self._planner.states.values() if state.polls]
        if states and all(state.failures for state in states):
            reasons.append("sources: every source failed at its last poll")
        reasons += (f"channel {name}: {trouble}" for name, trouble in self._channels.troubles().items())
        return reasons

    async def details(self) -> dict[str, Any]:
        """Numbers for a person who looks."""
        states = self._planner.states
        failing = {s.name: s.reason for s in states.values() if s.failures}
        return {
            "up_seconds": round((self._clock() - self._began).total_seconds()),
            "sources": len(self._planner.sources),
            "sources_failing": failing,
            "polls_under_way": len(self._planner.busy),
            "channels": self._channels.circuits(),
            "channels_failing": self._channels.troubles(),
            "store_warning": self._generations.warning if self._generations else "",
            "other_daemons": self._presence.others if self._presence else [],
        }
