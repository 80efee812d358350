"""A fetched page, and what was read from it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """The answer to a request for an article: `html` as bytes, `charset` as the headers named it."""

    url: str
    html: bytes
    charset: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Extracted:
    """What a page says of itself.  Empty strings and None where it does not say.

    `published` is aware.  `body` is plain text, one paragraph a line, without title, lead, captions, teasers or the
    source line.  `origin_url` is the article this one is a copy or translation of; `source_line` is a named origin
    without address ("Theo CNBC").
    """

    title: str = ""
    lead: str = ""
    body: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    lang: str | None = None
    canonical_url: str | None = None
    origin_url: str | None = None
    section: str = ""
    source_line: str = ""

    @property
    def text(self) -> str:
        """Lead and body as a reader reads them, one paragraph a line."""
        return "\n".join(part for part in (self.lead, self.body) if part)
