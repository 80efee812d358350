"""A story: one article as newsbell read it, whatever it came from."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """One article.  Times are aware; texts are plain, normalised by `steps.normalise`.

    `canonical_url` is the page's own word for its address, else `url` without tracking.
    `origin_url` is the article this one is a copy or translation of, where the page says so.
    `summary` is the feed's or page's lead.  `first_seen` is when newsbell first saw the story.
    """

    story_id: str
    source: str
    owner: str = ""
    url: str | None = None
    canonical_url: str | None = None
    origin_url: str | None = None
    title: str
    summary: str = ""
    body: str = ""
    authors: tuple[str, ...] = ()
    section: str = ""
    published: datetime | None = None
    first_seen: datetime
    lang: str | None = None

    @property
    def when(self) -> datetime:
        """The moment the story speaks from: its publication, else when it was first seen."""
        return self.published or self.first_seen
