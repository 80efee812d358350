"""An entry: what a feed or a listing page says of an article before the article is fetched."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One item of a feed or listing.  `key` is its identity within the source (guid, else link, else a hash of the title).

    `url` is absolute, or None where the feed gives no link.  `summary` and `content` are plain text.
    """

    key: str
    url: str | None
    title: str
    summary: str = ""
    content: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    published_raw: str = ""
    lang: str | None = None
