"""What the store is asked about a story, what it knows, and what it is told to write.

The store looks up a `Query`, hands the `Known` to a pure function, and writes the `Settlement` that comes back in one
transaction; when something it had looked up changed in between, it asks again.  So recognition is atomic.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pipelines.model.alert import Alert
from pipelines.model.delivery import Delivery
from pipelines.model.disposition import Disposition
from pipelines.model.event import Event
from pipelines.model.mention import Reading
from pipelines.model.silence import Hush, Silence
from pipelines.model.story import Story


@dataclass(frozen=True, kw_only=True, slots=True)
class Signature:
    """A text's near-duplicate signature: `hashes` of MinHash over shingles; `bands` are look-up keys made from them."""

    hashes: tuple[int, ...] = ()
    bands: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownStory:
    """A story that was settled before, as far as copies are concerned."""

    story_id: str
    source: str
    owner: str
    title: str
    lang: str
    urls: tuple[str, ...]
    first_seen: datetime
    signature: Signature
    event_ids: tuple[str, ...]
    """Events of which it reports something, whatever the status."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """Look-up keys.  `urls`: own, canonical and origin addresses; `bands`: of the signature; `identity`: of mentions."""

    urls: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    identity: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What the store found: stories by address or band (oldest first), events by identity key and of those stories."""

    stories: tuple[KnownStory, ...] = ()
    events: tuple[Event, ...] = ()
    silences: tuple[Silence, ...] = ()
    """Those that somebody has set, over ones included."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settlement:
    """Everything that is written for one story, at once."""

    story: Story
    disposition: Disposition
    signature: Signature
    reading: Reading | None = None
    events: tuple[Event, ...] = ()
    """Founded or changed events, as they are to be from now on."""
    event_ids: tuple[str, ...] = ()
    """The event of each mention of `reading`, in order ("" for a mention that is no event)."""
    alerts: tuple[Alert, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    hushes: tuple[Hush, ...] = ()
    """What rules would have told of the events now, had it not been silenced."""
    entry_key: str | None = None
    """The entry that is settled with this story: from now on it is no longer due."""
    repeated: bool = False
    """The story had been settled before: this is what the store has of it, and nothing else was written now."""


Conclude = Callable[[Known], Settlement]
"""Pure: what is known in, what is to be written out.  May be called again with newer knowledge."""
