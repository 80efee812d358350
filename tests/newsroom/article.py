"""Articles of the newsroom: data in `articles/*.toml`, and what newsbell ought to make of each."""

import re
import tomllib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from tests.newsroom.dates import fill_dates
from tests.newsroom.site import Site

FOLDER = Path(__file__).parent / "articles"
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class Expect(StrEnum):
    """What newsbell ought to make of an article under a rule that asks for `new` alone."""

    NEW = "new"
    """Founds an event: one alert in each channel."""
    UPDATE = "update"
    """Moves a known event on: one alert in each channel, in the first one's thread."""
    KNOWN = "known"
    """Another paper's own report of a known event: silence."""
    COPY = "copy"
    BACKGROUND = "background"
    RUMOUR = "rumour"
    DENIAL = "denial"
    OPINION = "opinion"
    OLD = "old"
    """A true event, published longer ago than `alerts.max_age`: learned in silence."""
    NOT_AI = "not_ai"


@dataclass(frozen=True, kw_only=True)
class Article:
    """One article as its paper would print it.  `body` has one paragraph a line.

    `origin` is the article whose address the last line names as its source; `copies` the one whose text was taken
    over (with `swaps` of words).  `age` is how long before its appearance it was published.
    """

    id: str
    site: str
    title: str
    lead: str = ""
    body: str = ""
    authors: tuple[str, ...] = ()
    section: str = ""
    credit: str = ""
    origin: str | None = None
    copies: str | None = None
    swaps: tuple[tuple[str, str], ...] = ()
    age: timedelta = timedelta(0)
    expect: Expect = Expect.NOT_AI
    event: str | None = None
    kind: str | None = None
    stage: str | None = None

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.body.splitlines() if line.strip())


@dataclass(frozen=True, kw_only=True)
class Published:
    """An article that is out: its number on its site, its address, its time of publication (aware)."""

    article: Article
    site: Site
    number: int
    url: str
    published: datetime
    origin_url: str | None = None

    @property
    def path(self) -> str:
        return self.site.path_of(self.article.id, self.number)


def parse_age(text: str) -> timedelta:
    """`20h` or `3d` as a duration."""
    match = re.fullmatch(r"(\d+)([smhd])", text)
    if not match:
        raise ValueError(f"not an age: {text!r}")
    return timedelta(**{UNITS[match[2]]: int(match[1])})


def load_articles(folder: Path = FOLDER) -> dict[str, Article]:
    """Every article of the folder by its id, copies with the text of their original."""
    found: dict[str, Article] = {}
    for path in sorted(folder.glob("*.toml")):
        for row in tomllib.loads(path.read_text("utf8"))["articles"]:
            article = _article(row)
            if article.id in found:
                raise ValueError(f"{path.name}: two articles are called {article.id}")
            found[article.id] = article
    return {name: _with_text(article, found) for name, article in found.items()}


def dated(article: Article, language: str, when: datetime) -> Article:
    """The article with its dates written out, as on the day `when` (in the paper's own time)."""
    title, lead, body = (fill_dates(text, language, when) for text in (article.title, article.lead, article.body))
    return replace(article, title=title, lead=lead, body=body)


def _article(row: dict[str, Any]) -> Article:
    values = dict(row)
    values["authors"] = tuple(values.get("authors", ()))
    values["swaps"] = tuple((old, new) for old, new in values.get("swaps", ()))
    values["age"] = parse_age(values.get("age", "0s"))
    values["expect"] = Expect(values["expect"])
    return Article(**values)


def _with_text(article: Article, others: dict[str, Article]) -> Article:
    if article.copies is None:
        return article
    lead, body = others[article.copies].lead, others[article.copies].body
    for old, new in article.swaps:
        if old not in lead + body:
            raise ValueError(f"{article.id}: {old!r} is not in {article.copies}")
        lead, body = lead.replace(old, new), body.replace(old, new)
    return replace(article, lead=lead, body=body)
