"""One source with one or several addresses."""

import logging

import pytest

from config.schema import Source
from crawler.addresses import read_freshest
from crawler.failures import FetchFailed, Stopped
from crawler.feed_reader import read_feeds, read_one_feed
from crawler.readers import AddressMemory, Validator
from pipelines.errors import PollError
from pipelines.model.source_state import SourceState
from tests.unit.crawl_fakes import NOT_MODIFIED, FakeFetcher, a_poll, document, feed

A, B = "https://example.org/a.rss", "https://example.org/b.rss"
ONE = Source(name="one", url=A)
TWO = Source(name="two", url=A, also=(B,))


async def test_the_freshest_address_is_taken():
    fetcher = FakeFetcher({A: feed("stale", day=1), B: feed("fresh", day=5, etag='"b"', ttl="<ttl>5</ttl>")})

    reading = await read_feeds(a_poll(TWO, fetcher))

    assert [entry.title for entry in reading.entries] == ["fresh"]
    assert (reading.url, reading.etag, reading.ttl, reading.detail) == (B, '"b"', 300, "")


@pytest.mark.parametrize("failure", [FetchFailed("http_404"), PollError("empty", "")])
async def test_one_failing_address_is_named_but_does_no_harm(failure):
    fetcher = FakeFetcher({A: failure if isinstance(failure, FetchFailed) else document(""), B: feed("fresh")})

    reading = await read_feeds(a_poll(TWO, fetcher))

    assert reading.url == B
    assert reading.detail == f"another address failed: {failure.reason}"


async def test_when_all_fail_the_first_ones_reason_counts():
    with pytest.raises(FetchFailed) as caught:
        await read_feeds(a_poll(TWO, FakeFetcher({A: FetchFailed("timeout"), B: FetchFailed("http_500")})))

    assert caught.value.reason == "timeout"


async def test_a_stop_is_a_stop_even_where_another_address_answered():
    with pytest.raises(Stopped):
        await read_feeds(a_poll(TWO, FakeFetcher({A: feed("fresh"), B: Stopped()})))


async def test_validators_of_the_state_go_along():
    fetcher = FakeFetcher({A: NOT_MODIFIED})
    state = SourceState(name="one", etag='"x"', last_modified="yesterday", last_url=A)

    reading = await read_feeds(a_poll(ONE, fetcher, state=state))

    assert fetcher.asked == [(A, '"x"', "yesterday")]
    assert reading.not_modified
    assert reading.entries == ()


async def test_validators_of_another_address_do_not():
    fetcher = FakeFetcher({A: feed("x")})

    await read_feeds(
        a_poll(ONE, fetcher, state=SourceState(name="one", etag='"x"', last_url="https://example.org/old.rss"))
    )

    assert fetcher.asked == [(A, "", "")]


async def test_with_several_addresses_each_has_its_own_validators():
    memory = AddressMemory(validators={B: Validator(etag='"b"', last_modified="", freshness=1.0)})
    fetcher = FakeFetcher({A: feed("fresh", etag='"a"'), B: NOT_MODIFIED})
    state = SourceState(name="two", etag='"a0"', last_url=A)

    reading = await read_feeds(a_poll(TWO, fetcher, memory=memory, state=state))

    assert sorted(fetcher.asked) == [(A, "", ""), (B, '"b"', "")]
    assert reading.url == A
    assert set(reading.learned) == {A}


async def test_an_address_that_stands_still_does_not_win_by_saying_so():
    memory = AddressMemory(validators={A: Validator(etag='"a"', last_modified="", freshness=10.0)})

    reading = await read_feeds(a_poll(TWO, FakeFetcher({A: NOT_MODIFIED, B: feed("fresh")}), memory=memory))

    assert not reading.not_modified
    assert reading.url == B


async def test_nothing_new_anywhere():
    memory = AddressMemory(
        validators={
            A: Validator(etag='"a"', last_modified="", freshness=10.0),
            B: Validator(etag='"b"', last_modified="", freshness=5.0),
        }
    )

    reading = await read_feeds(a_poll(TWO, FakeFetcher({A: NOT_MODIFIED, B: NOT_MODIFIED}), memory=memory))

    assert reading.not_modified
    assert reading.learned == {}


async def test_a_move_for_good_is_remembered_and_told(caplog):
    moved = "https://example.org/new.rss"
    memory = AddressMemory()
    fetcher = FakeFetcher({A: document(feed("x").body, url=moved, moved_to=moved), moved: feed("x")})

    with caplog.at_level(logging.WARNING):
        reading = await read_feeds(a_poll(ONE, fetcher, memory=memory))
    await read_feeds(a_poll(ONE, fetcher, memory=memory))

    assert reading.url == A
    assert reading.detail == f"moved for good to {moved}"
    assert moved in caplog.text
    assert [url for url, _, _ in fetcher.asked] == [A, moved]


@pytest.mark.parametrize(("reason", "asked"), [("http_404", 2), ("timeout", 1)])
async def test_a_new_address_that_is_gone_is_forgotten(reason, asked):
    moved = "https://example.org/new.rss"
    memory = AddressMemory(moved={A: moved})
    fetcher = FakeFetcher({moved: FetchFailed(reason), A: FetchFailed("http_500")})

    with pytest.raises(FetchFailed):
        await read_freshest(a_poll(ONE, fetcher, memory=memory), read_one_feed)

    assert len(fetcher.asked) == asked
    assert (A in memory.moved) is (reason == "timeout")
