"""Does another daemon work on this store?  Each says every few seconds that it is there; who is seen to do so, is.

On one `data_dir` a second daemon does not start.  On a Redis that several may reach nothing keeps it from starting, and
nothing has to: deliveries are claimed.  But it is a mistake as a rule, so it is said.
"""

import os
import socket
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from pipelines.errors import StoreUnavailable

log = structlog.get_logger()

QUIET = 30.0
"""Seconds after which one that says nothing more counts as gone."""


class Shared(Protocol):
    """The store, as far as it is needed.  Every method raises StoreUnavailable."""

    async def beat(self, name: str) -> dict[str, float]: ...

    async def leave(self, name: str) -> None: ...


def own_name() -> str:
    """The name of this daemon, for a person who looks for it; no other has the same."""
    return f"{socket.gethostname()}, process {os.getpid()} ({uuid.uuid4().hex[:8]})"


@dataclass(kw_only=True)
class Presence:
    """`steady` gives seconds that only pass.

    What is in the store when it is first looked at may be left of a daemon that was killed.  So one counts as there when
    its word changes, or appears, between two looks: clocks are not compared.
    """

    store: Shared
    name: str = field(default_factory=own_name)
    steady: Callable[[], float] = time.monotonic
    _words: dict[str, float] | None = field(default=None, init=False)
    _heard: dict[str, float] = field(default_factory=dict, init=False)
    _told: set[str] = field(default_factory=set, init=False)

    @property
    def others(self) -> list[str]:
        """Daemons that work on the store beside this one."""
        return sorted(name for name, when in self._heard.items() if self.steady() - when < QUIET)

    async def look(self) -> None:
        """To be called every few seconds.  What is new is logged, once."""
        try:
            words = await self.store.beat(self.name)
        except StoreUnavailable:
            return  # the next look will do
        now, before = self.steady(), words if self._words is None else self._words
        moved = {name: now for name, word in words.items() if name != self.name and before.get(name) != word}
        self._heard = {name: when for name, when in self._heard.items() if name in words} | moved
        self._words = words
        for name in sorted(moved.keys() - self._told):
            self._told.add(name)
            log.warning("another daemon works on the same store", other=name)

    async def end(self) -> None:
        """The others need not wait until this one counts as gone."""
        try:
            await self.store.leave(self.name)
        except StoreUnavailable:
            return
