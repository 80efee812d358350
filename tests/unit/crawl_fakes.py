"""Stand-ins for what the crawler talks to: the network, the desk, the workers."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from config.schema import CrawlSettings, Source
from crawler.failures import FetchFailed
from crawler.fetcher import Document
from crawler.readers import AddressMemory, Poll
from pipelines.model.entry import Entry
from pipelines.model.page import Page
from pipelines.model.source_state import SourceState
from pipelines.model.story import Story

T = TypeVar("T")
NOW = datetime(2026, 10, 6, 12, 0, tzinfo=UTC)


def document(body: str | bytes = b"", **fields: object) -> Document:
    given = {
        "not_modified": False,
        "content_type": "",
        "etag": "",
        "last_modified": "",
        "moved_to": "",
        "url": "",
    } | fields
    return Document(body=body.encode() if isinstance(body, str) else body, **given)


NOT_MODIFIED = document(not_modified=True)


@dataclass
class FakeFetcher:
    """Answers by address; an exception is raised.  `asked` has (address, etag, last_modified)."""

    documents: Mapping[str, Document | Exception] = field(default_factory=dict)
    pages: Mapping[str, Page | Exception] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    stopping: bool = False

    async def document(self, url: str, etag: str = "", last_modified: str = "") -> Document:
        self.asked.append((url, etag, last_modified))
        await asyncio.sleep(0)
        answer = self.documents.get(url, FetchFailed("http_404"))
        if isinstance(answer, Exception):
            raise answer
        return document(**{name: getattr(answer, name) for name in Document.__slots__} | {"url": answer.url or url})

    async def page(self, url: str) -> Page:
        self.fetched.append(url)
        await asyncio.sleep(0.001)
        answer = self.pages.get(url, Page(url=url, html=b"<html>words</html>"))
        if isinstance(answer, Exception):
            raise answer
        return answer


class InlineWorkers:
    """Runs the function at once."""

    async def run(self, function: Callable[..., T], /, *args: object) -> T:
        return function(*args)


@dataclass
class FakeDesk:
    """Remembers what it took.  `fails` is raised by `take` for the entry with that title."""

    known: set[str] = field(default_factory=set)
    taken: list[tuple[str, str, Page | None, str]] = field(default_factory=list)
    fails: dict[str, Exception] = field(default_factory=dict)
    slow: float = 0.0
    busy: asyncio.Event = field(default_factory=asyncio.Event)

    async def unseen(self, source: Source, entries: Sequence[Entry]) -> Sequence[Entry]:
        return [entry for entry in entries if f"{source.name} {entry.key}" not in self.known]

    async def take(self, source: Source, entry: Entry, page: Page | None, failure: str = "") -> Story | None:
        self.busy.set()
        await asyncio.sleep(self.slow)
        if entry.title in self.fails:
            raise self.fails[entry.title]
        self.known.add(f"{source.name} {entry.key}")
        self.taken.append((source.name, entry.title, page, failure))
        return Story(story_id=entry.key, source=source.name, title=entry.title, url=entry.url, first_seen=NOW)

    @property
    def titles(self) -> list[str]:
        return [title for _, title, _, _ in self.taken]


def a_poll(
    source: Source,
    fetcher: FakeFetcher,
    *,
    state: SourceState | None = None,
    memory: AddressMemory | None = None,
    desk: FakeDesk | None = None,
    pages: int | None = None,
) -> Poll:
    async def due(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        return tuple(await (desk or FakeDesk()).unseen(source, entries))

    return Poll(
        source=source,
        state=state or SourceState(name=source.name),
        fetcher=fetcher,
        workers=InlineWorkers(),
        settings=CrawlSettings(),
        now=NOW,
        memory=memory or AddressMemory(),
        due=due,
        pages=pages,
    )


def feed(*titles: str, day: int = 6, ttl: str = "", etag: str = "", base: str = "https://example.org") -> Document:
    """An RSS feed, its items an hour apart, the first the newest."""
    items = "".join(
        f"<item><title>{title}</title><link>{base}/{title}.html</link><pubDate>{day:02} Oct 2026 {11 - n:02}:00:00 GMT</pubDate></item>"
        for n, title in enumerate(titles)
    )
    return document(f"<rss version='2.0'><channel><title>t</title>{ttl}{items}</channel></rss>", etag=etag)
