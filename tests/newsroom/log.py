"""The newsroom's log: who asked for what, and when."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One request.  `at` in seconds of the epoch; `status` 0 where no answer was given; `agent` as it named itself."""

    at: float
    site: str
    path: str
    what: str
    status: int
    conditional: bool
    agent: str


class RequestLog:
    """Every request in the order of the answers."""

    def __init__(self) -> None:
        self._hits: list[Hit] = []

    def add(self, hit: Hit) -> None:
        self._hits.append(hit)

    def clear(self) -> None:
        self._hits.clear()

    def __len__(self) -> int:
        return len(self._hits)

    def __iter__(self) -> Iterator[Hit]:
        return iter(tuple(self._hits))

    def of(self, site: str, path: str | None = None) -> list[Hit]:
        return [hit for hit in self._hits if hit.site == site and path in (None, hit.path)]

    def counts(self) -> Counter[tuple[str, str]]:
        """How often each path of each site was asked for."""
        return Counter((hit.site, hit.path) for hit in self._hits)

    def pages(self) -> Counter[tuple[str, str]]:
        """How often each article's page was fetched with a full answer."""
        return Counter((hit.site, hit.path) for hit in self._hits if hit.what == "pages" and hit.status == 200)
