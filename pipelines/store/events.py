"""Events as rows, and what is asked about them.  An event that was merged into another is a pointer to it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import lru_cache

from pipelines.model.event import Event
from pipelines.store import codec, keys
from pipelines.store.base import Part
from pipelines.store.link import Command

POINTER = b">"
LONGEST_CHAIN = 8
"""Pointers followed from one id: more is a circle."""
PAGE = 100
"""Rows read at once."""

Rows = Callable[[list[str]], Awaitable[list[bytes | None]]]
"""How rows are read: within a transaction or not."""


@lru_cache(maxsize=1024)
def read_event(row: bytes) -> Event:
    """A row's event.  Values are frozen: the same row is read once."""
    return codec.unpack(Event, row)


def write_event(event: Event, now: float, life: int) -> list[Command]:
    """The commands that write an event's row and put it on the lists."""
    row = keys.event(event.event_id)
    commands: list[Command] = [("SET", row, codec.pack(event), "EX", life)]
    for listed in (keys.events(), keys.events(event.kind)):
        commands += [
            ("ZADD", listed, now, event.event_id),
            ("ZREMRANGEBYSCORE", listed, "-inf", now - life),
            ("EXPIRE", listed, life),
        ]
    for absorbed in event.merged:
        commands += _pointer(absorbed.event_id, event, life)
    return commands


def _pointer(event_id: str, into: Event, life: int) -> list[Command]:
    """From now on `event_id` means `into`."""
    return [
        ("SET", keys.event(event_id), POINTER + into.event_id.encode(), "EX", life),
        ("ZREM", keys.events(), event_id),
        ("ZREM", keys.events(into.kind), event_id),
    ]


async def fetch_events(rows: Rows, event_ids: Sequence[str]) -> list[Event]:
    """The events of `event_ids` in their order, each once, pointers followed; those that were forgotten are left out."""
    found: dict[str, Event] = {}
    moved: dict[str, str] = {}
    missing = list(dict.fromkeys(event_ids))
    asked: set[str] = set()
    while missing:
        asked |= set(missing)
        for event_id, row in zip(missing, await rows([keys.event(event_id) for event_id in missing]), strict=True):
            if row is not None and row.startswith(POINTER):
                moved[event_id] = row[len(POINTER) :].decode()
            elif row is not None:
                found[event_id] = read_event(row)
        missing = [to for to in dict.fromkeys(moved.values()) if to not in asked]
    return [found[last] for last in dict.fromkeys(_last(i, moved) for i in event_ids) if last in found]


def _last(event_id: str, moved: Mapping[str, str]) -> str:
    for _ in range(LONGEST_CHAIN):
        event_id = moved.get(event_id, event_id)
    return event_id


class Events(Part):
    async def event(self, event_id: str) -> Event | None:
        """The event with this id, or the one into which it was merged."""
        found = await fetch_events(self._event_rows, [event_id])
        return found[0] if found else None

    async def events(self, kind: str | None = None, limit: int = 50, text: str | None = None) -> list[Event]:
        """Events, the last changed first; of one kind, with `text` in headline, parties, evidence or a report's title."""
        found: list[Event] = []
        start = 0
        while len(found) < limit:
            (page,) = await self._link.ask(("ZRANGE", keys.events(kind), start, start + PAGE - 1, "REV"))
            if not page:
                break
            read = await fetch_events(self._event_rows, [event_id.decode() for event_id in page])
            found += [event for event in read if text is None or _says(event, text.casefold())]
            start += PAGE
        return found[: max(limit, 0)]

    async def _event_rows(self, names: list[str]) -> list[bytes | None]:
        (rows,) = await self._link.ask(("MGET", *names))
        return list(rows)


def _says(event: Event, text: str) -> bool:
    names = (name for role in event.roles.values() for name in role)
    titles = (report.title for report in event.reports)
    return any(text in part.casefold() for part in (event.headline, event.evidence, *names, *titles))
