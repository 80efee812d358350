"""One site's desk: what it has published, and the answer it gives for each path when it behaves."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.newsroom import feeds, pages, vietnamnet
from tests.newsroom.article import Article, Published, dated
from tests.newsroom.faults import Answer, Fault, Misbehaviour
from tests.newsroom.site import Site

HTML = "text/html; charset=utf-8"
ROBOTS = "User-agent: *\nDisallow: /private/\nDisallow: /letter\nAllow: /\n"
FILLERS = {Fault.MANY: (5_000, 40), Fault.HUGE: (200, 60_000)}
"""How many entries are added to a feed, and how many characters of lead each has."""


@dataclass(kw_only=True)
class Desk:
    """`base` is the site's address without a slash at the end; `items` is what is out, the newest first."""

    site: Site
    base: str = ""
    items: list[Published] = field(default_factory=list)
    fault: Misbehaviour | None = None

    def publish(self, article: Article, at: datetime, number: int, origin_url: str | None) -> Published:
        """Put an article out as of `at`, with the dates in its text written out."""
        local = (at - article.age).astimezone(self.site.zone).replace(microsecond=0)
        item = Published(
            article=dated(article, self.site.language, local),
            site=self.site,
            number=number,
            url=self.base + self.site.path_of(article.id, number),
            published=local,
            origin_url=origin_url,
        )
        self.items.insert(0, item)
        return item

    def what(self, path: str) -> str:
        """`feeds` for feeds and section pages, `pages` for articles, `robots`, or `other`."""
        if path == "/robots.txt":
            return "robots"
        if path == self.site.feed_path or self._section(path):
            return "feeds"
        return "pages" if any(item.path == path for item in self.items) else "other"

    def answer(self, path: str) -> Answer | None:
        """The good answer; None where there is nothing at that path."""
        if path == "/robots.txt":
            return Answer(body=ROBOTS.encode(), content_type="text/plain")
        if path == self.site.feed_path and self.site.form in feeds.TYPES and self.site.form != "vietnamnet":
            return self._answer(feeds.feed(self.site, self.base, self._listed()), feeds.TYPES[self.site.form])
        if found := self._section(path):
            return self._section_answer(*found)
        if path == "/":
            return self._answer(pages.front(self.site, self.items), HTML)
        return next((self._page(item) for item in self.items if item.path == path), None)

    def moved(self, path: str) -> str | None:
        """Where what stood at `path` is now: the feeds of a vietnamnet-like site once stood in a folder."""
        inner = path.removeprefix("/rss")
        return inner if inner != path and self._section(inner) else None

    def _section(self, path: str) -> tuple[str, str] | None:
        match = re.fullmatch(r"/([a-z-]+?)(\.rss|-page\d+|)", path)
        return (match[1], match[2]) if match and match[1] in self.site.sections else None

    def _section_answer(self, section: str, form: str) -> Answer | None:
        items = [item for item in self._listed() if item.article.section == section]
        if form == ".rss":
            return self._answer(feeds.feed(self.site, self.base, items), feeds.TYPES["vietnamnet"])
        number = int(form.removeprefix("-page") or 0)
        if number and number * vietnamnet.PER_PAGE >= len(items):
            return None
        return self._answer(vietnamnet.listing(self.site, section, items, number), HTML)

    def _page(self, item: Published) -> Answer:
        others = [other for other in self.items if other is not item]
        render = vietnamnet.article_page if self.site.form == "vietnamnet" else pages.page
        return self._answer(render(item, others), HTML)

    def _answer(self, text: str, content_type: str) -> Answer:
        return Answer(body=text.encode(), content_type=content_type, language=self.site.language)

    def _listed(self) -> Sequence[Published]:
        if self.fault is None or self.fault.fault not in FILLERS or not self.fault.spoils("feeds"):
            return self.items
        amount, length = FILLERS[self.fault.fault]
        oldest = self.items[-1].published if self.items else datetime(2000, 1, 1, tzinfo=self.site.zone)
        return [*self.items, *(self._filler(n, length, oldest) for n in range(1, amount + 1))]

    def _filler(self, number: int, length: int, before: datetime) -> Published:
        section = self.site.sections[0] if self.site.sections else ""
        name = f"council-notes-{number}"
        lead = ("The bench on Mill Road was painted. " * (length // 36 + 1))[:length]
        article = Article(id=name, site=self.site.name, title=f"Council notes {number}", lead=lead, section=section)
        url = self.base + self.site.path_of(name, number)
        when = before - timedelta(minutes=number)
        return Published(article=article, site=self.site, number=number, url=url, published=when)
