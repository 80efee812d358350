"""Every key in Redis: its name, type, writer, bound and time to live.  Nothing else is written.

`docs/reference/keys.md` is made from the table below, and a test holds a used store against it.
"""

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

SCHEMA = 2
"""The form of the rows.  Raised when the program before could no longer work on them; `migrations` has the step to it."""
PREFIX = "nb:"
DAEMON_LIFE = timedelta(hours=1)
"""For which a daemon that was killed is remembered."""
BAND_LIFE = timedelta(days=7)
"""Copies of an article come within days."""
SEEN_LIFE = timedelta(days=90)
"""An entry that has not been listed for so long is forgotten."""
PER_URL = 8
PER_BAND = 16
PER_IDENTITY = 64
MOST_SILENCES = 1_000
ADVICE_LIFE = timedelta(days=7)
DAY = timedelta(days=1)
LONGEST_ADVICE = 50_000
"""Bytes of a language model's answer."""
PER_SOURCE = 20_000
"""Entries remembered of one source: four hundred polls' worth of the largest."""


class Life(StrEnum):
    """How long a key lives after it was last written."""

    FOREVER = "none"
    STORIES = "keep_stories"
    EVENTS = "keep_events"
    BANDS = "7 days"
    SEEN = "90 days"
    PASSED = "a day"
    DAEMONS = "an hour"


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """One row of the table.  `pattern` has `{…}` where a name stands; `bound` says how many elements it has at most."""

    pattern: str
    type: str
    owner: str
    bound: str
    life: Life
    holds: str

    def matches(self, name: str) -> bool:
        """Whether a key of this name is one of these."""
        head, brace, _ = self.pattern.partition("{")
        return name.startswith(head) and len(name) > len(head) if brace else name == self.pattern


TABLE = (
    Key(pattern="nb:schema", type="string", owner="settle, migrations", bound="one number", life=Life.FOREVER,
        holds="version of the rows' form"),
    Key(pattern="nb:story:{story_id}", type="hash", owner="settle", bound="two fields", life=Life.STORIES,
        holds="`known`: what is needed to tell copies; `view`: the story, how it ended, what was read in it"),
    Key(pattern="nb:url:{digest}", type="string", owner="settle", bound=f"{PER_URL} stories, the first and the newest",
        life=Life.STORIES, holds="stories under one address: own, canonical or origin"),
    Key(pattern="nb:band:{digest}", type="string", owner="settle", bound=f"{PER_BAND} stories, the newest",
        life=Life.BANDS, holds="stories with one band of the near-duplicate signature"),
    Key(pattern="nb:ended:{outcome}:{reason}", type="zset", owner="settle", bound="trimmed to `keep_stories`",
        life=Life.STORIES, holds="stories by how they ended, by time"),
    Key(pattern="nb:event:{event_id}", type="string", owner="settle", bound="one event, or `>` and an id",
        life=Life.EVENTS, holds="an event; or where it was merged into another, that one's id"),
    Key(pattern="nb:identity:{digest}", type="string", owner="settle", bound=f"{PER_IDENTITY} events, the newest",
        life=Life.EVENTS, holds="events under one identity key"),
    Key(pattern="nb:events", type="zset", owner="settle", bound="trimmed to `keep_events`",
        life=Life.EVENTS, holds="events by time of their last change"),
    Key(pattern="nb:events:{kind}", type="zset", owner="settle", bound="trimmed to `keep_events`",
        life=Life.EVENTS, holds="the same for one kind"),
    Key(pattern="nb:alert:{alert_id}", type="string", owner="settle", bound="one alert", life=Life.EVENTS,
        holds="an alert with the event as it was"),
    Key(pattern="nb:alerts", type="zset", owner="settle", bound="trimmed to `keep_events`", life=Life.EVENTS,
        holds="alerts by time"),
    Key(pattern="nb:alert-deliveries:{alert_id}", type="set", owner="settle", bound="one for each channel and target",
        life=Life.EVENTS, holds="the deliveries of an alert"),
    Key(pattern="nb:delivery:{delivery_id}", type="string", owner="settle, notify", bound="one delivery",
        life=Life.EVENTS, holds="a row of the outbox"),
    Key(pattern="nb:deliveries:{state}", type="zset", owner="settle, notify", bound="trimmed to `keep_events`",
        life=Life.EVENTS, holds="deliveries in one state, by time of their last change"),
    Key(pattern="nb:batches", type="zset", owner="settle, release, notify", bound="one for each rule and channel",
        life=Life.FOREVER, holds="batches of held deliveries by the time at which they are opened"),
    Key(pattern="nb:batch:{batch}", type="zset", owner="settle, release, notify", bound="held alerts only",
        life=Life.FOREVER, holds="alerts with held deliveries in one batch, by severity and time"),
    Key(pattern="nb:passed:{channel}", type="zset", owner="release", bound="trimmed to the channel's limit",
        life=Life.PASSED, holds="messages that passed a channel's gate, by time"),
    Key(pattern="nb:pace:{channel}", type="string", owner="notify", bound="one number", life=Life.PASSED,
        holds="of a channel with a `rate`, when its next message would be on time, by the server's clock"),
    Key(pattern="nb:silences", type="hash", owner="silences", bound=f"{MOST_SILENCES} silences", life=Life.FOREVER,
        holds="silences by id, each until it was over for 30 days"),
    Key(pattern="nb:acknowledged", type="zset", owner="silences", bound="trimmed to `keep_events`", life=Life.EVENTS,
        holds="events of which nobody is reminded any more, by time"),
    Key(pattern="nb:reminders", type="zset", owner="settle, release", bound="unacknowledged critical alerts only",
        life=Life.FOREVER, holds="alerts of which somebody is to be reminded, by time"),
    Key(pattern="nb:due", type="zset", owner="settle, notify", bound="open deliveries only", life=Life.FOREVER,
        holds="open deliveries by the time at which they are due; while one is being sent, when its lease ends"),
    Key(pattern="nb:due:{channel}:{severity}", type="zset", owner="settle, notify", bound="open deliveries only",
        life=Life.FOREVER, holds="the same for one channel and one severity, 0 to 3: what a sender looks at"),
    Key(pattern="nb:lanes", type="set", owner="settle, notify", bound="one for each channel", life=Life.FOREVER,
        holds="channels for which there ever was a delivery"),
    Key(pattern="nb:channels", type="hash", owner="notify", bound="one field for each channel", life=Life.FOREVER,
        holds="channels that have failed: since when, why, and whether that was told through their fallback"),
    Key(pattern="nb:told", type="hash", owner="scheduler", bound="heartbeat and summary", life=Life.FOREVER,
        holds="when newsbell last spoke of itself, and what it had counted by then"),
    Key(pattern="nb:generation", type="hash", owner="scheduler", bound="two fields", life=Life.FOREVER,
        holds="the store's own id, and a counter that only rises: a copy that is put back is known by it"),
    Key(pattern="nb:daemons", type="zset", owner="scheduler", bound="trimmed to an hour", life=Life.DAEMONS,
        holds="daemons that work on the store, by when they last said so"),
    Key(pattern="nb:replicated", type="string", owner="link", bound="one number", life=Life.FOREVER,
        holds="nothing: written where `wait_replicas` asks whether the replicas are up to date and nothing else was written"),
    Key(pattern="nb:restored", type="hash", owner="restore", bound="four fields", life=Life.FOREVER,
        holds="from which backup the store was put back and when; while that is under way, that it is not whole"),
    Key(pattern="nb:seen:{source}", type="zset", owner="settle, mark_seen, unseen",
        bound=f"{PER_SOURCE:,} entries, the last listed; trimmed to 90 days", life=Life.SEEN,
        holds="entries that were settled, by when the source last listed them"),
    Key(pattern="nb:sources", type="hash", owner="scheduler", life=Life.FOREVER,
        bound="one field for each source; one that is configured no more goes after 90 days",
        holds="what is remembered of a source between polls"),
    Key(pattern="nb:advice:{digest}", type="string", owner="advice", life=Life.BANDS,
        bound=f"one answer of at most {LONGEST_ADVICE:,} bytes; no more of them than `llm.budget` a day",
        holds="a language model's answer to one question about one text"),
    Key(pattern="nb:questions:{day}", type="string", owner="advice", bound="one number", life=Life.PASSED,
        holds="how many questions to a language model the day has seen"),
    Key(pattern="nb:counts", type="hash", owner="settle, count", bound="one field for each outcome, reason and counter",
        life=Life.FOREVER, holds="how many stories came in, and how they ended"),
)  # fmt: skip


def spec(name: str) -> Key | None:
    """The row for a key's name; the longest pattern that fits."""
    return max((key for key in TABLE if key.matches(name)), key=lambda key: len(key.pattern), default=None)


def table_markdown() -> str:
    """The table as Markdown."""
    rows = [f"| `{k.pattern}` | {k.type} | {k.owner} | {k.bound} | {k.life} | {k.holds} |" for k in TABLE]
    return (
        "\n".join(["| key | type | written by | bound | time to live | holds |", "|---|---|---|---|---|---|", *rows])
        + "\n"
    )


def digest(text: str) -> str:
    """Sixteen characters for a text of any length: 96 bits, so no two meet."""
    return urlsafe_b64encode(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).digest()).decode()


def schema() -> str:
    return "nb:schema"


def story(story_id: str) -> str:
    return f"nb:story:{story_id}"


def url(address: str) -> str:
    return f"nb:url:{digest(address)}"


def band(name: str) -> str:
    return f"nb:band:{digest(name)}"


def ended(outcome: str, reason: str) -> str:
    return f"nb:ended:{outcome}:{reason}"


def event(event_id: str) -> str:
    return f"nb:event:{event_id}"


def identity(name: str) -> str:
    return f"nb:identity:{digest(name)}"


def events(kind: str | None = None) -> str:
    return f"nb:events:{kind}" if kind else "nb:events"


def alert(alert_id: str) -> str:
    return f"nb:alert:{alert_id}"


def alerts() -> str:
    return "nb:alerts"


def alert_deliveries(alert_id: str) -> str:
    return f"nb:alert-deliveries:{alert_id}"


def delivery(delivery_id: str) -> str:
    return f"nb:delivery:{delivery_id}"


def deliveries(state: str) -> str:
    return f"nb:deliveries:{state}"


def due() -> str:
    return "nb:due"


def lane(channel: str, severity: int) -> str:
    return f"nb:due:{channel}:{severity}"


def lanes() -> str:
    return "nb:lanes"


def channels() -> str:
    return "nb:channels"


def told() -> str:
    return "nb:told"


def generation() -> str:
    return "nb:generation"


def daemons() -> str:
    return "nb:daemons"


def replicated() -> str:
    return "nb:replicated"


def restored() -> str:
    return "nb:restored"


def batches() -> str:
    return "nb:batches"


def batch(name: str) -> str:
    return f"nb:batch:{name}"


def passed(channel: str) -> str:
    return f"nb:passed:{channel}"


def pace(channel: str) -> str:
    return f"nb:pace:{channel}"


def silences() -> str:
    return "nb:silences"


def acknowledged() -> str:
    return "nb:acknowledged"


def reminders() -> str:
    return "nb:reminders"


def seen(source: str) -> str:
    return f"nb:seen:{source}"


def sources() -> str:
    return "nb:sources"


def counts() -> str:
    return "nb:counts"


def advice(name: str) -> str:
    return f"nb:advice:{digest(name)}"


def questions(day: str) -> str:
    return f"nb:questions:{day}"
