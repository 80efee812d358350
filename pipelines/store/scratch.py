"""A store in memory, for commands that only look: the same `known` and `settle`, no Redis.

Nothing in it grows old: documents of many days come in at once.
"""

from dataclasses import dataclass, field, replace

from pipelines.model.event import Event
from pipelines.model.settlement import Conclude, Known, KnownStory, Query, Settlement
from pipelines.model.silence import Silence
from pipelines.store import index, keys
from pipelines.store.index import Shelf
from pipelines.store.stories import known_story

_AGELESS = 2**40
_URLS = Shelf(bound=keys.PER_URL, seconds=_AGELESS, founder=True)
_BANDS = Shelf(bound=keys.PER_BAND, seconds=_AGELESS)
_IDENTITIES = Shelf(bound=keys.PER_IDENTITY, seconds=_AGELESS)


@dataclass(kw_only=True)
class ScratchStore:
    """Ends with the command that made it.  `silences` are those that the next story meets."""

    silences: tuple[Silence, ...] = ()
    _stories: dict[str, KnownStory] = field(default_factory=dict)
    _settled: dict[str, Settlement] = field(default_factory=dict)
    _events: dict[str, Event] = field(default_factory=dict)
    _moved: dict[str, str] = field(default_factory=dict)
    _alerts: set[str] = field(default_factory=set)
    _deliveries: set[str] = field(default_factory=set)
    _index: dict[str, bytes] = field(default_factory=dict)

    async def known(self, query: Query) -> Known:
        """What is known under the keys of `query`."""
        by_url = [self._ids(keys.url(url)) for url in query.urls]
        by_band = [self._ids(keys.band(band)) for band in query.bands]
        found = (self._stories[name] for name in index.candidates(by_url, by_band))
        stories = tuple(sorted(found, key=lambda story: (story.first_seen, story.story_id)))
        names = dict.fromkeys(index.likeliest([self._ids(keys.identity(key)) for key in query.identity]))
        names |= dict.fromkeys(name for story in stories for name in story.event_ids)
        last = dict.fromkeys(self._last(name) for name in names)
        events = tuple(self._events[name] for name in last if name in self._events)
        return Known(stories=stories, events=events, silences=self.silences)

    async def settle(self, query: Query, conclude: Conclude) -> Settlement:
        """Keep what `conclude` makes of what is known; a story that was settled before comes back as it was."""
        settlement = conclude(await self.known(query))
        if stored := self._settled.get(settlement.story.story_id):
            return replace(stored, entry_key=settlement.entry_key, repeated=True)
        alerts = tuple(a for a in settlement.alerts if a.alert_id not in self._alerts)
        deliveries = tuple(d for d in settlement.deliveries if d.delivery_id not in self._deliveries)
        settlement = replace(settlement, alerts=alerts, deliveries=deliveries)
        self._keep(query, settlement)
        return settlement

    def event(self, event_id: str) -> Event | None:
        """The event as it is now; one that was absorbed is the one that absorbed it."""
        return self._events.get(self._last(event_id))

    def replace_event(self, event: Event) -> None:
        """From now on the event is so; those that it absorbed are it."""
        self._events[event.event_id] = event
        for absorbed in event.merged:
            self._events.pop(absorbed.event_id, None)
            self._moved[absorbed.event_id] = event.event_id

    def _last(self, name: str) -> str:
        while name in self._moved:
            name = self._moved[name]
        return name

    def _keep(self, query: Query, settlement: Settlement) -> None:
        story = settlement.story
        self._settled[story.story_id] = replace(settlement, events=(), alerts=(), deliveries=(), hushes=())
        self._stories[story.story_id] = known_story(query, settlement)
        for event in settlement.events:
            self.replace_event(event)
        self._alerts |= {alert.alert_id for alert in settlement.alerts}
        self._deliveries |= {row.delivery_id for row in settlement.deliveries}
        for address in dict.fromkeys((*query.urls, *filter(None, (story.url, story.canonical_url)))):
            self._put(keys.url(address), story.story_id, _URLS)
        for band in query.bands:
            if settlement.disposition.copy_of not in self._ids(keys.band(band)):
                self._put(keys.band(band), story.story_id, _BANDS)
        for event in settlement.events:
            for key in event.keys:
                self._put(keys.identity(key), event.event_id, _IDENTITIES)

    def _ids(self, key: str) -> list[str]:
        return index.ids(self._index.get(key), -1)

    def _put(self, key: str, name: str, shelf: Shelf) -> None:
        self._index[key] = index.extended(self._index.get(key), name, 0, shelf)
