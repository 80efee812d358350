"""Entries, sources, counters, and what commands list."""

import pytest

from pipelines.model.disposition import Disposition, DropReason, Outcome
from pipelines.model.settlement import Query
from pipelines.model.source_state import SourceState
from pipelines.store import keys
from tests.unit.store_samples import NOW, a_copy, a_reading, a_report, a_settlement, a_story, an_event, gives


async def test_entries_are_due_until_their_story_is_settled(store):
    assert await store.unseen("harbour", ["b", "a", "b"]) == ["b", "a"]
    await store.settle(Query(), gives(a_settlement(entry_key="a")))
    assert await store.unseen("harbour", ["b", "a"]) == ["b"]
    assert await store.unseen("other", ["a"]) == ["a"]
    assert await store.unseen("harbour", []) == []


async def test_entries_can_be_marked_by_hand(store):
    await store.mark_seen("harbour", ["a", "b" * 9000])
    await store.mark_seen("harbour", [])
    assert await store.unseen("harbour", ["a", "b" * 9000, "c"]) == ["c"]


async def test_an_entry_that_stays_listed_is_never_due_again(store, clock):
    await store.mark_seen("harbour", ["listed", "gone"])
    for _ in range(30):
        clock.on(days=10)
        assert await store.unseen("harbour", ["listed"]) == []
    assert await store.unseen("harbour", ["gone", "listed"]) == ["gone"]


async def test_marks_are_not_written_at_every_poll(store, redis, clock):
    await store.mark_seen("harbour", ["a"])
    before = (await redis.info("commandstats"))["cmdstat_zadd"]["calls"]
    for _ in range(10):
        clock.on(minutes=5)
        await store.unseen("harbour", ["a"])
    assert (await redis.info("commandstats"))["cmdstat_zadd"]["calls"] == before


async def test_marks_of_a_source_are_bounded_and_the_last_listed_stay(store, redis, clock, monkeypatch):
    monkeypatch.setattr(keys, "PER_SOURCE", 100)
    await store.mark_seen("harbour", [f"old{n}" for n in range(100)])
    clock.on(days=1)
    await store.unseen("harbour", ["old7"])
    clock.on(days=1)
    await store.mark_seen("harbour", [f"new{n}" for n in range(99)])
    assert await redis.zcard(keys.seen("harbour")) == 100
    assert await store.unseen("harbour", ["new0", "new98", "old7", "old8"]) == ["old8"]


async def test_source_states_come_back(store):
    states = [SourceState(name=name, etag='W/"1"', failures=3, last_poll=NOW) for name in ("a", "b")]
    for state in states:
        await store.save_source_state(SourceState(name=state.name))
        await store.save_source_state(state)
    assert await store.source_states() == {"a": states[0], "b": states[1]}


async def test_states_of_sources_can_be_forgotten(store):
    for name in ("a", "b"):
        await store.save_source_state(SourceState(name=name))
    for names in (("a",), ("a",), ()):
        await store.forget_sources(names)
    assert list(await store.source_states()) == ["b"]


async def test_other_things_can_be_counted(store):
    await store.count("polls", 3)
    await store.count("polls")
    assert await store.counts() == {"polls": 4}
    assert await store.stories() == []


@pytest.fixture
async def filled(store, clock):
    irrelevant = Disposition(outcome=Outcome.DROPPED, reason=DropReason.NOT_AI_INDUSTRY)
    failed = Disposition(outcome=Outcome.QUARANTINED, reason="extract_failed")
    for settlement in (
        a_settlement(a_story("s1"), reading=a_reading(), event_ids=("e1",)),
        a_settlement(a_story("s2"), disposition=irrelevant),
        a_copy(a_story("s3"), "s1"),
        a_settlement(a_story("s4"), disposition=failed),
        a_settlement(a_story("s5")),
    ):
        await store.settle(Query(urls=(f"clean-{settlement.story.story_id}",)), gives(settlement))
        clock.on(minutes=1)
    return store


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, "s5 s4 s3 s2 s1"),
        ({"limit": 2}, "s5 s4"),
        ({"limit": 0}, ""),
        ({"outcome": "dropped"}, "s3 s2"),
        ({"outcome": "dropped", "reason": "copy_text"}, "s3"),
        ({"reason": "extract_failed"}, "s4"),
        ({"outcome": "stored"}, "s5 s1"),
        ({"outcome": "stored", "reason": "copy_text"}, ""),
        ({"outcome": "lost"}, ""),
    ],
)
async def test_stories_are_listed_by_how_they_ended(filled, wanted, expected):
    assert [one.story.story_id for one in await filled.stories(**wanted)] == expected.split()


@pytest.mark.parametrize("name", ["s1", "clean-s1", "https://harbour.example/s1"])
async def test_a_story_is_shown_by_id_and_by_any_of_its_addresses(filled, name):
    found = await filled.story(name)
    assert (found.story, found.reading, found.event_ids) == (a_story("s1"), a_reading(), ("e1",))


async def test_an_unknown_story_is_none(filled):
    assert await filled.story("https://harbour.example/none") is None


async def test_an_address_leads_to_the_story_that_has_it_as_its_own(store):
    origin = "https://harbour.example/origin"
    translated = a_story("t1", url="https://other.example/t1", origin_url=origin)
    await store.settle(Query(urls=(origin,)), gives(a_settlement(translated)))
    assert (await store.story(origin)).story.story_id == "t1"
    await store.settle(Query(urls=(origin,)), gives(a_copy(a_story("o1", url=origin), "t1")))
    assert (await store.story(origin)).story.story_id == "o1"


async def test_events_are_listed_last_changed_first(store, clock):
    for number, kind in enumerate(("bid", "funding", "bid")):
        event = an_event(f"e{number}", kind=kind, keys=())
        await store.settle(Query(), gives(a_settlement(a_story(f"s{number}"), events=(event,))))
        clock.on(minutes=1)
    changed = an_event("e0", keys=(), version=2)
    await store.settle(Query(), gives(a_settlement(a_story("s9"), events=(changed,))))
    assert [event.event_id for event in await store.events()] == ["e0", "e2", "e1"]
    assert [event.event_id for event in await store.events("bid")] == ["e0", "e2"]
    assert [event.event_id for event in await store.events(limit=1)] == ["e0"]
    assert await store.events("lawsuit") == await store.events(limit=0) == []
    assert await store.event("e0") == changed
    assert await store.event("e9") is None


@pytest.mark.parametrize("text", ["KELVANE", "nemora", "billion in cash", "Thâu tóm", "courtesy"])
async def test_events_are_found_by_text(store, text):
    event = an_event(evidence="Nine billion in cash.", reports=(a_report(title="Nemora thâu tóm Kelvane"),), headline="A courtesy")  # fmt: skip
    other = an_event("e2", roles={}, headline="", evidence="", reports=())
    await store.settle(Query(), gives(a_settlement(events=(event, other))))
    assert [found.event_id for found in await store.events(text=text)] == ["e1"]


async def test_a_long_list_is_read_to_its_end(store):
    events = tuple(an_event(f"e{n}", keys=(), headline=f"number {n:03}") for n in range(230))
    await store.settle(Query(), gives(a_settlement(events=events)))
    assert len(await store.events(limit=1000)) == 230
    assert [event.event_id for event in await store.events(text="number 000")] == ["e0"]
    assert len(await store.events(limit=150)) == 150
