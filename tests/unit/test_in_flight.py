"""One fetch for one address at a time."""

import asyncio

import pytest

from crawler.failures import FetchFailed, Stopped
from crawler.in_flight import InFlight
from pipelines.model.page import Page

URL = "https://example.org/a"


class Site:
    def __init__(self, *answers):
        self.answers = list(answers)
        self.fetches = 0

    async def fetch(self):
        self.fetches += 1
        await asyncio.sleep(0.01)
        answer = self.answers.pop(0) if self.answers else Page(url=URL, html=b"x")
        if isinstance(answer, BaseException):
            raise answer
        return answer


async def use(table, site, seen, name, hold=0.0):
    async with table.fetched(URL, site.fetch) as fetched:
        seen.append(f"{name} in")
        await asyncio.sleep(hold)
        seen.append(f"{name} out")
        return fetched


async def test_the_second_waits_until_the_first_is_done_and_has_the_same_page():
    table, site, seen = InFlight(), Site(), []

    first, second = await asyncio.gather(use(table, site, seen, "first", 0.02), use(table, site, seen, "second"))

    assert site.fetches == 1
    assert first.page is second.page is not None
    assert seen == ["first in", "first out", "second in", "second out"]


async def test_a_failure_is_shared_too():
    table, site = InFlight(), Site(FetchFailed("http_404"))

    first, second = await asyncio.gather(use(table, site, [], "first"), use(table, site, [], "second"))

    assert site.fetches == 1
    assert (first.page, first.failure) == (second.page, second.failure) == (None, "http_404")


async def test_who_comes_later_enters_without_a_page():
    table, site = InFlight(), Site()

    await use(table, site, [], "first")
    later = await use(table, site, [], "second")

    assert site.fetches == 1
    assert (later.page, later.failure) == (None, "fetched_before")


async def test_a_page_that_could_not_be_had_is_tried_again_later():
    table, site = InFlight(), Site(FetchFailed("timeout"))

    await use(table, site, [], "first")

    assert (await use(table, site, [], "second")).page is not None


async def test_addresses_are_not_remembered_without_end():
    table, site = InFlight(remembered=1), Site()

    await use(table, site, [], "first")
    async with table.fetched("https://example.org/b", site.fetch):
        pass

    assert (await use(table, site, [], "again")).page is not None


@pytest.mark.parametrize("error", [Stopped(), ValueError("unexpected")])
async def test_who_waits_tries_alone_where_the_first_gave_up(error):
    table, site = InFlight(), Site(error)

    first, second = await asyncio.gather(
        use(table, site, [], "first"), use(table, site, [], "second"), return_exceptions=True
    )

    assert first is error
    assert second.page is not None
    assert site.fetches == 2


async def test_who_waits_tries_alone_where_the_first_was_cancelled():
    table, site = InFlight(), Site()
    first = asyncio.create_task(use(table, site, [], "first", 10))
    await asyncio.sleep(0.02)
    second = asyncio.create_task(use(table, site, [], "second"))
    await asyncio.sleep(0)

    first.cancel()

    assert (await second).page is not None
    with pytest.raises(asyncio.CancelledError):
        await first
