"""One poll from the source to settled entries."""

import asyncio

import pytest

from config.schema import CrawlSettings, Source
from crawler.failures import FetchFailed, Stopped
from crawler.in_flight import InFlight
from crawler.poll import Poller, has_gap
from crawler.readers import AddressMemory
from crawler.ways import WAYS
from pipelines.errors import StoreUnavailable
from pipelines.model.source_state import SourceState
from tests.unit.crawl_fakes import NOT_MODIFIED, NOW, FakeDesk, FakeFetcher, InlineWorkers, document, feed

A, B = "https://example.org/a.rss", "https://example.org/b.rss"
SOURCE = Source(name="one", url=A)
READ_BEFORE = SourceState(name="one", last_new=NOW, polls=3)


def poller(fetcher, desk, **more):
    given = {"settings": CrawlSettings(), "in_flight": InFlight(), "memory": AddressMemory()} | more
    return Poller(fetcher=fetcher, desk=desk, workers=InlineWorkers(), clock=lambda: NOW, **given)


async def poll(fetcher, desk, source=SOURCE, state=None, **more):
    return await poller(fetcher, desk, **more).poll(source, state or SourceState(name=source.name), WAYS[source.spider])


async def test_new_entries_are_fetched_and_settled_the_oldest_first():
    desk, stories = FakeDesk(), []
    fetcher = FakeFetcher({A: feed("third", "second", "first", etag='"e"', ttl="<ttl>5</ttl>")})

    result = await poll(
        fetcher, desk, settings=CrawlSettings(concurrency_per_host=1, max_entries=10), settled=stories.append
    )

    assert result.ok
    assert (result.found, result.new, result.etag, result.url, result.ttl, result.gap) == (3, 3, '"e"', A, 300, False)
    assert result.newest is not None
    assert sorted(desk.titles) == ["first", "second", "third"]
    assert desk.titles[0] in {"first", "second"}
    assert [page.html for _, _, page, _ in desk.taken] == [b"<html>words</html>"] * 3
    assert len(stories) == 3


async def test_known_entries_are_not_fetched_again():
    desk = FakeDesk(known={"one https://example.org/old.html"})
    fetcher = FakeFetcher({A: feed("new", "old")})

    result = await poll(fetcher, desk)

    assert (result.found, result.new) == (2, 1)
    assert fetcher.fetched == ["https://example.org/new.html"]


async def test_a_page_that_cannot_be_had_leaves_the_feeds_text():
    desk = FakeDesk()
    fetcher = FakeFetcher({A: feed("x")}, {"https://example.org/x.html": FetchFailed("robots_forbidden")})

    result = await poll(fetcher, desk)

    assert result.ok
    assert desk.taken == [("one", "x", None, "robots_forbidden")]


async def test_pages_are_left_alone_where_the_source_says_so():
    desk, fetcher = FakeDesk(), FakeFetcher({A: feed("x")})

    await poll(fetcher, desk, Source(name="one", url=A, fetch_pages=False))

    assert desk.taken == [("one", "x", None, "")]
    assert fetcher.fetched == []


async def test_an_entry_without_address_goes_on_with_its_text():
    desk = FakeDesk()

    await poll(
        FakeFetcher({A: document("<rss version='2.0'><channel><item><title>x</title></item></channel></rss>")}), desk
    )

    assert desk.taken == [("one", "x", None, "no_link")]


async def test_two_sources_with_one_article_fetch_it_once():
    desk, fetcher = FakeDesk(slow=0.01), FakeFetcher({A: feed("x"), B: feed("x")})
    both = poller(fetcher, desk)

    await asyncio.gather(
        *(
            both.poll(Source(name=name, url=url), SourceState(name=name), WAYS["feeds"])
            for name, url in (("one", A), ("two", B))
        )
    )

    assert fetcher.fetched == ["https://example.org/x.html"]
    assert sorted(source for source, _, _, _ in desk.taken) == ["one", "two"]
    assert all(page is not None for _, _, page, _ in desk.taken)


async def test_nothing_new():
    result = await poll(FakeFetcher({A: NOT_MODIFIED}), FakeDesk())

    assert result.ok
    assert result.not_modified
    assert (result.found, result.new, result.url) == (0, 0, A)


@pytest.mark.parametrize(
    ("answer", "reason", "wait"),
    [
        (FetchFailed("http_503", "answered 503", 120.0), "http_503", 120.0),
        (FetchFailed("dns", "no such host"), "dns", None),
        (document("<html><body>Blocked</body></html>"), "html_instead_of_feed", None),
        (document(""), "empty", None),
    ],
)
async def test_what_goes_wrong_is_the_result(answer, reason, wait):
    result = await poll(FakeFetcher({A: answer}), FakeDesk())

    assert not result.ok
    assert (result.reason, result.retry_after) == (reason, wait)


@pytest.mark.parametrize(
    ("failure", "reason"), [(StoreUnavailable("away"), "store_unavailable"), (Stopped(), "stopped")]
)
async def test_entries_that_were_not_settled_stay_due(failure, reason):
    """No validator comes back and none is remembered: the next poll gets the whole feed again."""
    memory = AddressMemory()
    fetcher = FakeFetcher({A: feed("x", "y", etag='"e"'), B: FetchFailed("http_404")})

    result = await poll(fetcher, FakeDesk(fails={"x": failure}), Source(name="one", url=A, also=(B,)), memory=memory)

    assert result.reason == reason
    assert result.etag == ""
    assert memory.validators == {}


async def test_an_error_that_nobody_expects_is_not_swallowed():
    with pytest.raises(ZeroDivisionError):
        await poll(FakeFetcher({A: feed("x", "y", "z")}), FakeDesk(fails={"x": ZeroDivisionError()}))


async def test_nothing_is_begun_once_newsbell_stops():
    desk = FakeDesk()

    result = await poll(FakeFetcher({A: feed("x")}, stopping=True), desk)

    assert result.reason == "stopped"
    assert desk.taken == []


@pytest.mark.parametrize(
    ("state", "found", "due", "gap"),
    [
        (READ_BEFORE, 10, 10, True),
        (READ_BEFORE, 10, 9, False),
        (READ_BEFORE, 1, 1, False),
        (READ_BEFORE, 0, 0, False),
        (SourceState(name="new"), 10, 10, False),
    ],
)
def test_a_gap_is_a_list_without_a_known_entry(state, found, due, gap):
    assert has_gap(state, found=found, due=due) is gap


async def test_gap_and_moves_reach_the_result():
    result = await poll(FakeFetcher({A: document(feed("x", "y").body, moved_to=B)}), FakeDesk(), state=READ_BEFORE)

    assert result.gap
    assert result.detail == f"moved for good to {B}"


async def test_with_several_addresses_each_ones_version_is_remembered_after_a_good_poll():
    memory = AddressMemory()
    fetcher = FakeFetcher({A: feed("x", etag='"a"'), B: feed("x", day=5, etag='"b"')})

    await poll(fetcher, FakeDesk(), Source(name="one", url=A, also=(B,)), memory=memory)
    await poll(fetcher, FakeDesk(), Source(name="one", url=A, also=(B,)), memory=memory)

    assert sorted(fetcher.asked[2:]) == [(A, '"a"', ""), (B, '"b"', "")]
