"""Values for the store's tests: small, valid, and different where they have to be."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

from pipelines.model.alert import Alert
from pipelines.model.delivery import Delivery, DeliveryState
from pipelines.model.disposition import Disposition, DropReason, Outcome
from pipelines.model.event import Event, Report
from pipelines.model.kinds import AlertReason, Status
from pipelines.model.mention import Mention, Reading, Reason
from pipelines.model.money import Money
from pipelines.model.settlement import Conclude, Known, Query, Settlement, Signature
from pipelines.model.silence import Silence, SilencedBy
from pipelines.model.story import Story

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
STORED = Disposition(outcome=Outcome.STORED)


def a_story(story_id="s1", *, seen=NOW, **fields):
    return Story(**{"story_id": story_id, "source": "harbour", "owner": "Harbour", "url": f"https://harbour.example/{story_id}",
                    "title": f"Title of {story_id}", "body": "Nemora buys Kelvane.", "first_seen": seen, "lang": "en", **fields})  # fmt: skip


def a_report(story_id="s1", **fields):
    return Report(**{"story_id": story_id, "source": "harbour", "owner": "Harbour", "title": "Nemora buys Kelvane",
                     "url": None, "lang": "en", "published": NOW, "first_seen": NOW, "status": Status.NEW,
                     "stage": "offered", "evidence": "Nemora buys Kelvane.", **fields})  # fmt: skip


def an_event(event_id="e1", **fields):
    return Event(**{"event_id": event_id, "kind": "bid", "stage": "offered", "status": Status.NEW,
                    "roles": MappingProxyType({"acquirer": ("Nemora",), "target": ("Kelvane",)}),
                    "amount": Money(amount=Decimal(9_500_000_000), currency="USD"), "headline": "Nemora buys Kelvane",
                    "evidence": "Nemora buys Kelvane.", "lang": "en", "first_seen": NOW, "updated": NOW,
                    "reports": (a_report(),), "stages": ("offered",), "keys": ("bid:kelvane",), **fields})  # fmt: skip


def an_alert(event, alert_id="a1", **fields):
    return Alert(**{"alert_id": alert_id, "thread_id": alert_id, "rule": "deals", "reason": AlertReason.NEW, "event": event,
                    "story_id": "s1", "channels": ("desk",), "at": NOW, **fields})  # fmt: skip


def a_delivery(delivery_id="d1", *, due=NOW, **fields):
    return Delivery(**{"delivery_id": delivery_id, "alert_id": "a1", "channel": "desk", "target": "desk@harbour.example",
                       "due": due, "created": NOW, "updated": NOW, "state": DeliveryState.PENDING, **fields})  # fmt: skip


def a_silence(silence_id="q1", **fields):
    return Silence(**{"silence_id": silence_id, "by": SilencedBy.KIND, "value": "bid", "until": NOW + timedelta(days=2),
                      "reason": "holidays", "created": NOW, **fields})  # fmt: skip


def a_reading():
    mention = Mention(kind="bid", stage="offered", status=Status.NEW, confidence=0.93, evidence="Nemora buys Kelvane.",
                      roles=MappingProxyType({"target": ("Kelvane",)}), reasons=(Reason(feature="trigger", text="buys"),))  # fmt: skip
    return Reading(lang="en", ai_industry=True, mentions=(mention,))


def a_settlement(story=None, **fields):
    return Settlement(**{"story": story or a_story(), "disposition": STORED, "signature": Signature(), **fields})


def a_copy(story, of, **fields):
    disposition = Disposition(outcome=Outcome.DROPPED, reason=DropReason.COPY_TEXT, copy_of=of)
    return a_settlement(story, disposition=disposition, **fields)


def gives(settlement) -> Conclude:
    """A `conclude` that says the same whatever is known."""
    return lambda _known: settlement


def founds_or_joins(story, key="bid:kelvane", *, rule="deals"):
    """A `conclude` that recognises: the first story founds an event and alerts, those after it join."""

    def conclude(known: Known) -> Settlement:
        mine = a_report(story.story_id)
        if known.events:
            event = known.events[0]
            joined = an_event(
                event.event_id, reports=(*event.reports, mine), version=event.version + 1, keys=event.keys
            )
            return a_settlement(story, events=(joined,), event_ids=(event.event_id,))
        event = an_event(f"event-of-{story.story_id}", reports=(mine,), keys=(key,))
        alert = an_alert(event, f"alert-of-{story.story_id}")
        row = a_delivery(f"delivery-of-{story.story_id}", alert_id=alert.alert_id)
        return a_settlement(story, events=(event,), event_ids=(event.event_id,), alerts=(alert,), deliveries=(row,))

    return conclude


IDENTITY = Query(identity=("bid:kelvane",))


class Clock:
    """A clock that is set by hand."""

    def __init__(self, now=NOW):
        self.now = now

    def __call__(self):
        return self.now

    def on(self, **span):
        self.now += timedelta(**span)


def append_only_file(data_dir):
    """The file to which the private server appends: one file up to Redis 6.2, the last of several from 7.0 on."""
    parts = sorted((data_dir / "redis" / "appendonlydir").glob("*.incr.aof"))
    return parts[-1] if parts else data_dir / "redis" / "appendonly.aof"
