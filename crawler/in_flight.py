"""Pages that are being fetched or settled right now, or were lately: nobody fetches them a second time."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from crawler.failures import FetchFailed
from pipelines.model.page import Page


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetched:
    """A page, or why there is none."""

    page: Page | None
    failure: str = ""


class InFlight:
    """One fetch for each address, however many sources list it.  Remembers the last addresses that gave a page."""

    def __init__(self, remembered: int = 20_000) -> None:
        self._under_way: dict[str, asyncio.Future[Fetched]] = {}
        self._had: OrderedDict[str, None] = OrderedDict()
        self._remembered = remembered

    @asynccontextmanager
    async def fetched(self, url: str, fetch: Callable[[], Awaitable[Page]]) -> AsyncIterator[Fetched]:
        """The page of `url`.  The first to ask fetches it and holds the address until it leaves the block; the others
        enter theirs after that, with the same page.  Who comes later enters without a page: `fetched_before`.
        Raises what `fetch` raises beyond FetchFailed, and Stopped.
        """
        while (first := self._under_way.get(url)) is not None:
            await asyncio.wait([first])
            if not first.cancelled() and first.exception() is None:
                yield first.result()
                return
        if url in self._had:
            yield Fetched(page=None, failure="fetched_before")
            return
        mine: asyncio.Future[Fetched] = asyncio.get_running_loop().create_future()
        self._under_way[url] = mine
        try:
            fetched = await _outcome(fetch)
            yield fetched
        except BaseException:
            mine.cancel()
            raise
        else:
            mine.set_result(fetched)
            if fetched.page is not None:
                self._remember(url)
        finally:
            del self._under_way[url]

    def _remember(self, url: str) -> None:
        self._had[url] = None
        if len(self._had) > self._remembered:
            self._had.popitem(last=False)


async def _outcome(fetch: Callable[[], Awaitable[Page]]) -> Fetched:
    try:
        return Fetched(page=await fetch())
    except FetchFailed as error:
        if error.reason == "stopped":
            raise
        return Fetched(page=None, failure=error.reason)
