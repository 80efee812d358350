"""What `known` and `settle` promise, whatever is behind them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pipelines.model.settlement import Query, Signature
from pipelines.store import keys
from pipelines.store.index import MOST_EVENTS, MOST_STORIES, likeliest
from tests.unit.store_samples import (
    IDENTITY,
    NOW,
    a_copy,
    a_delivery,
    a_report,
    a_settlement,
    a_story,
    an_alert,
    an_event,
    founds_or_joins,
    gives,
)

URL = Query(urls=("https://harbour.example/s1",))
BANDS = Query(bands=("0:ab", "1:cd"))


async def settle(store, query, story_id="s1", **fields):
    seen = NOW + timedelta(seconds=int(story_id.strip("sc") or 0))
    return await store.settle(query, gives(a_settlement(a_story(story_id, seen=seen), **fields)))


def ids(known):
    return [story.story_id for story in known.stories]


async def test_an_empty_store_knows_nothing(either):
    known = await either.known(Query(urls=("u",), bands=("b",), identity=("i",)))
    assert (known.stories, known.events) == ((), ())
    assert await either.known(Query()) == known


async def test_what_was_settled_comes_back(either):
    settlement = a_settlement(signature=Signature(hashes=(1, 2**63)), entry_key="k")
    assert await either.settle(URL, gives(settlement)) == settlement


@pytest.mark.parametrize(
    ("settled", "asked"),
    [
        (URL, URL),
        (BANDS, Query(bands=("1:cd",))),
        (Query(urls=("a", "b", "origin")), Query(urls=("x", "origin"))),
        (Query(), URL),  # under the story's own address, though it was not asked for
    ],
)
async def test_a_story_is_found_by_any_of_its_keys(either, settled, asked):
    await settle(either, settled, signature=Signature(hashes=(7,), bands=("0:ab",)), event_ids=("e1", "", "e1"))
    (story,) = (await either.known(asked)).stories
    assert (story.story_id, story.title, story.lang, story.owner) == ("s1", "Title of s1", "en", "Harbour")
    assert (story.urls, story.signature.hashes, story.event_ids) == (settled.urls, (7,), ("e1",))


async def test_stories_come_oldest_first_and_each_once(either):
    for story_id in ("s3", "s1", "s2"):
        await settle(either, replace(BANDS, urls=("same",)), story_id)
    assert ids(await either.known(replace(BANDS, urls=("same",)))) == ["s1", "s2", "s3"]


async def test_conclude_is_given_what_is_known(either):
    await settle(either, BANDS, "s1")
    seen = []

    def conclude(known):
        seen.append(ids(known))
        return a_settlement(a_story("s2"))

    await either.settle(BANDS, conclude)
    assert seen == [["s1"]]


async def test_an_event_is_found_by_its_keys_and_through_its_stories(either):
    event = an_event(keys=("bid:kelvane", "bid:nemora"))
    await settle(either, URL, events=(event,), event_ids=("e1",))
    for query in (Query(identity=("bid:nemora",)), Query(identity=("bid:x", "bid:kelvane")), URL):
        assert (await either.known(query)).events == (event,)
    assert (await either.known(Query(identity=("lawsuit:kelvane",)))).events == ()


async def test_an_event_is_known_as_it_was_written_last(either):
    await settle(either, IDENTITY, "s1", events=(an_event(),), event_ids=("e1",))
    changed = an_event(stage="rejected", version=2, keys=("bid:kelvane", "bid:later"))
    await settle(either, IDENTITY, "s2", events=(changed,), event_ids=("e1",))
    assert (await either.known(Query(identity=("bid:later",)))).events == (changed,)
    assert (await either.known(IDENTITY)).events == (changed,)


async def test_a_story_that_comes_again_stays_as_it_was(either):
    first = await either.settle(IDENTITY, founds_or_joins(a_story("s1")))
    again = await either.settle(IDENTITY, founds_or_joins(a_story("s1", title="Other")))
    assert again.repeated
    assert again.story == first.story
    assert (again.event_ids, again.alerts, again.deliveries) == (first.event_ids, (), ())
    (event,) = (await either.known(IDENTITY)).events
    assert len(event.reports) == 1


async def test_an_alert_that_exists_is_not_made_again(either):
    event = an_event()
    told = {"events": (event,), "alerts": (an_alert(event),), "deliveries": (a_delivery(),)}
    assert (await settle(either, URL, "s1", **told)).alerts
    again = await settle(either, URL, "s2", **told)
    assert (again.alerts, again.deliveries) == ((), ())


async def test_a_copy_stands_for_the_events_of_its_original(either):
    await settle(either, BANDS, "s1", events=(an_event(),), event_ids=("e1",))
    added = an_event(reports=(a_report(), a_report("c2", copy=True)), version=2)
    await either.settle(
        Query(urls=("copy",)), gives(a_copy(a_story("c2", seen=NOW), "s1", events=(added,), event_ids=("e1",)))
    )
    known = await either.known(Query(urls=("copy",)))
    assert (ids(known), known.events) == (["c2"], (added,))


async def test_copies_do_not_crowd_their_original_out(either):
    await settle(either, BANDS, "s1")
    for number in range(2, keys.PER_BAND + 10):
        await either.settle(BANDS, gives(a_copy(a_story(f"c{number}"), "s1")))
    assert ids(await either.known(BANDS)) == ["s1"]


async def test_a_translated_copy_is_found_by_its_own_bands(either):
    await settle(either, BANDS, "s1")
    await either.settle(Query(bands=("0:zz",)), gives(a_copy(a_story("c2"), "s1")))
    assert ids(await either.known(Query(bands=("0:zz",)))) == ["c2"]


async def test_a_common_band_keeps_the_newest(either):
    for number in range(keys.PER_BAND + 3):
        await settle(either, BANDS, f"s{number}")
    assert ids(await either.known(BANDS)) == [f"s{number}" for number in range(3, keys.PER_BAND + 3)]


async def test_an_address_keeps_its_first_story(either):
    for number in range(keys.PER_URL + 3):
        await settle(either, URL, f"s{number}")
    found = ids(await either.known(URL))
    assert len(found) == keys.PER_URL
    assert (found[0], found[-1]) == ("s0", f"s{keys.PER_URL + 2}")


async def test_of_a_hot_key_the_newest_events_are_compared(either):
    for number in range(keys.PER_IDENTITY + 2):
        await settle(either, Query(), f"s{number}", events=(an_event(f"e{number}"),))
    found = {event.event_id for event in (await either.known(IDENTITY)).events}
    newest = keys.PER_IDENTITY + 2
    assert found == {f"e{number}" for number in range(newest - MOST_EVENTS, newest)}


def test_events_under_rare_keys_are_compared_first():
    hot = [f"e{number}" for number in range(64)]
    assert likeliest([hot, ["e3", "e5"], ["e5"]])[:3] == ["e5", "e3", "e63"]


async def test_only_so_many_stories_are_compared(either):
    bands = [f"{number}:x" for number in range(8)]
    for number in range(8 * keys.PER_BAND):
        await settle(either, Query(bands=(bands[number % 8],)), f"s{number}")
    assert len((await either.known(Query(bands=tuple(bands)))).stories) == MOST_STORIES


async def test_what_conclude_raises_goes_through_and_nothing_is_written(either):
    def conclude(_known):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await either.settle(URL, conclude)
    assert ids(await either.known(URL)) == []
    assert not (await settle(either, URL)).repeated
