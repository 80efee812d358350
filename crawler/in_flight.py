"""Pages that are being fetched or settled right now: whoever else wants one waits for it."""

import asyncio
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
    """One fetch for each address at a time, however many sources list it."""

    def __init__(self) -> None:
        self._under_way: dict[str, asyncio.Future[Fetched]] = {}

    @asynccontextmanager
    async def fetched(self, url: str, fetch: Callable[[], Awaitable[Page]]) -> AsyncIterator[Fetched]:
        """The page of `url`.  The first to ask fetches it and holds the address until it leaves the block; the others
        enter theirs after that, with the same page.  Raises what `fetch` raises beyond FetchFailed and a stop.
        """
        while (first := self._under_way.get(url)) is not None:
            await asyncio.wait([first])
            if not first.cancelled() and first.exception() is None:
                yield first.result()
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
        finally:
            del self._under_way[url]


async def _outcome(fetch: Callable[[], Awaitable[Page]]) -> Fetched:
    try:
        return Fetched(page=await fetch())
    except FetchFailed as error:
        if error.reason == "stopped":
            raise
        return Fetched(page=None, failure=error.reason)
