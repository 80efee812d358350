"""Settling: what is known goes in, what was concluded is written, and nothing changed in between."""

from dataclasses import dataclass, field, replace

from pipelines.model.delivery import Delivery
from pipelines.model.event import Event
from pipelines.model.settlement import Conclude, Known, KnownStory, Query, Settlement
from pipelines.model.silence import Silence
from pipelines.store import index, keys
from pipelines.store.base import Part
from pipelines.store.counters import count_story
from pipelines.store.entries import mark
from pipelines.store.events import fetch_events, write_event
from pipelines.store.index import Shelf
from pipelines.store.link import Command, Session
from pipelines.store.outbox import write_alert, write_delivery
from pipelines.store.silences import read_silence
from pipelines.store.stories import read_known, read_story, write_story


@dataclass(kw_only=True)
class _Looked:
    """What one attempt has read and watches: look-up values by key, and the knowledge made from them."""

    values: dict[str, bytes | None] = field(default_factory=dict)
    known: Known = field(default_factory=Known)


class Settling(Part):
    """The transaction in which a story ends."""

    async def known(self, query: Query) -> Known:
        """What is known under the keys of `query`.  Only looks: it may have changed when the answer is used."""

        async def attempt(session: Session) -> Known:
            return (await self._look(session, query, watch=False)).known

        return await self._link.transact(attempt)

    async def settle(self, query: Query, conclude: Conclude) -> Settlement:
        """Write what `conclude` makes of what is known, at once and only if that still holds; else ask it again.

        A story that was settled before stays as it is: the stored settlement comes back, marked `repeated`, and only its
        entry is marked.  Alerts that exist already are not written again and left out of what comes back.  Safe to
        repeat after StoreUnavailable.
        """

        async def attempt(session: Session) -> Settlement:
            looked = await self._look(session, query, watch=True)
            return await self._end(session, query, looked, conclude(looked.known))

        return await self._link.transact(attempt)

    async def _look(self, session: Session, query: Query, *, watch: bool) -> _Looked:
        looked = _Looked()
        names = [*map(keys.url, query.urls), *map(keys.band, query.bands), *map(keys.identity, query.identity)]
        silences = await _get_with_silences(session, looked, names, watch=watch)
        stories = await self._stories_of(session, query, looked)
        looked.known = Known(
            stories=stories,
            events=await self._events_of(session, query, looked, stories, watch=watch),
            silences=silences,
        )
        return looked

    async def _stories_of(self, session: Session, query: Query, looked: _Looked) -> tuple[KnownStory, ...]:
        by_url = [self._ids(looked, keys.url(url), self._urls) for url in query.urls]
        by_band = [self._ids(looked, keys.band(band), self._bands) for band in query.bands]
        names = index.candidates(by_url, by_band)
        rows = await session.ask(*(("HGET", keys.story(name), "known") for name in names)) if names else []
        found = (read_known(row) for row in rows if row is not None)
        return tuple(sorted(found, key=lambda story: (story.first_seen, story.story_id)))

    async def _events_of(
        self, session: Session, query: Query, looked: _Looked, stories: tuple[KnownStory, ...], *, watch: bool
    ) -> tuple[Event, ...]:
        by_key = [self._ids(looked, keys.identity(key), self._identities) for key in query.identity]
        names = dict.fromkeys(index.likeliest(by_key))
        names |= dict.fromkeys(name for story in stories for name in story.event_ids)

        async def rows(wanted: list[str]) -> list[bytes | None]:
            return await _get(session, looked, wanted, watch=watch)

        return tuple(await fetch_events(rows, list(names)))

    def _ids(self, looked: _Looked, key: str, shelf: Shelf) -> list[str]:
        return index.ids(looked.values.get(key), self._seconds() - shelf.seconds)

    async def _end(self, session: Session, query: Query, looked: _Looked, settlement: Settlement) -> Settlement:
        """Everything of a settlement in one transaction, under the watch of all that was read."""
        entry = [settlement.entry_key] if settlement.entry_key is not None else []
        marking = mark(settlement.story.source, entry, self._seconds())
        if stored := await self._stored(session, settlement):
            if marking:
                await session.execute(*marking)
            return stored
        settlement, rows = await self._unwritten(session, looked, settlement)
        shelved = await self._shelve(session, query, looked, settlement)
        now = self._seconds()
        await session.execute(
            *write_story(query, settlement, now, self._story_life),
            *(command for event in settlement.events for command in write_event(event, now, self._event_life)),
            *(command for alert in settlement.alerts for command in write_alert(alert, now, self._event_life)),
            *(command for row in rows for command in write_delivery(row, None, now, self._event_life)),
            *shelved,
            *marking,
            *count_story(settlement.disposition),
            ("SET", keys.schema(), keys.SCHEMA, "NX"),
        )
        return settlement

    async def _stored(self, session: Session, settlement: Settlement) -> Settlement | None:
        """What is in the store of a story that was settled before."""
        row = keys.story(settlement.story.story_id)
        _, (known, view) = await session.ask(("WATCH", row), ("HMGET", row, "known", "view"))
        if known is None or view is None:
            return None
        return replace(
            read_story(view), signature=read_known(known).signature, entry_key=settlement.entry_key, repeated=True
        )

    async def _unwritten(
        self, session: Session, looked: _Looked, settlement: Settlement
    ) -> tuple[Settlement, tuple[Delivery, ...]]:
        """The settlement without the alerts and deliveries that exist already."""
        if not settlement.alerts and not settlement.deliveries:
            return settlement, ()
        names = [keys.alert(alert.alert_id) for alert in settlement.alerts]
        names += [keys.delivery(row.delivery_id) for row in settlement.deliveries]
        await _get(session, looked, names, watch=True)
        alerts = tuple(a for a in settlement.alerts if looked.values[keys.alert(a.alert_id)] is None)
        rows = tuple(d for d in settlement.deliveries if looked.values[keys.delivery(d.delivery_id)] is None)
        return replace(settlement, alerts=alerts, deliveries=rows), rows

    async def _shelve(self, session: Session, query: Query, looked: _Looked, settlement: Settlement) -> list[Command]:
        """The commands that put the story and its events under their look-up keys."""
        story = settlement.story
        addresses = dict.fromkeys((*query.urls, *filter(None, (story.url, story.canonical_url))))
        places = [(keys.url(address), story.story_id, self._urls) for address in addresses]
        places += [(keys.band(band), story.story_id, self._bands) for band in query.bands]
        places += [
            (keys.identity(key), event.event_id, self._identities) for event in settlement.events for key in event.keys
        ]
        await _get(session, looked, [key for key, _, _ in places], watch=True)
        values, now = looked.values, self._seconds()
        lives: dict[str, int] = {}
        for key, name, shelf in places:
            if shelf is self._bands and settlement.disposition.copy_of in self._ids(looked, key, shelf):
                continue  # its original stands there already: whatever is like the copy is like the original
            values[key], lives[key] = index.extended(values[key], name, now, shelf), shelf.seconds
        return [("SET", key, values[key] or b"", "EX", life) for key, life in lives.items()]


async def _get_with_silences(
    session: Session, looked: _Looked, names: list[str], *, watch: bool
) -> tuple[Silence, ...]:
    """The first values, and every silence, in one trip."""
    fresh = list(dict.fromkeys(names))
    commands: list[Command] = [("WATCH", keys.silences(), *fresh)] if watch else []
    commands += [("HVALS", keys.silences()), *([("MGET", *fresh)] if fresh else [])]
    replies = await session.ask(*commands)
    if fresh:
        looked.values.update(zip(fresh, replies.pop(), strict=True))
    return tuple(map(read_silence, replies[-1]))


async def _get(session: Session, looked: _Looked, names: list[str], *, watch: bool) -> list[bytes | None]:
    """Values by name; those that were not read before are read, and watched first where asked."""
    fresh = [name for name in dict.fromkeys(names) if name not in looked.values]
    if fresh:
        if watch:
            _, values = await session.ask(("WATCH", *fresh), ("MGET", *fresh))
        else:
            (values,) = await session.ask(("MGET", *fresh))
        looked.values.update(zip(fresh, values, strict=True))
    return [looked.values[name] for name in names]
