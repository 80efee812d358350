"""The sites of the newsroom: data in `sites.toml`."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta, timezone
from pathlib import Path

CATALOGUE = Path(__file__).parent / "sites.toml"
FEED_PATHS = {"rss": "/feed.xml", "atom": "/atom.xml", "rdf": "/index.rdf", "json": "/feed.json"}
FIRST_NUMBER = 2_600_001


@dataclass(frozen=True, kw_only=True)
class Site:
    """One site, one host.  `form` is how it tells its news: rss, atom, rdf, json or vietnamnet (sections and feeds).

    `structured`: its pages carry JSON-LD.  `fault`: how it misbehaves from the start.
    """

    name: str
    title: str
    language: str
    owner: str
    country: str
    form: str
    hours: int = 0
    """Its clock, in hours before UTC's."""
    structured: bool = True
    sections: tuple[str, ...] = ()
    fault: str = ""

    @property
    def zone(self) -> timezone:
        return timezone(timedelta(hours=self.hours))

    @property
    def feed_path(self) -> str:
        """What newsbell polls: the feed, or the first section page of a site without one."""
        return FEED_PATHS[self.form] if self.form in FEED_PATHS else f"/{self.sections[0]}"

    @property
    def spider(self) -> str:
        return "vietnamnet" if self.form == "vietnamnet" else "feeds"

    def path_of(self, article_id: str, number: int) -> str:
        """The address of an article, after the manner of the site."""
        if self.form == "vietnamnet":
            return f"/{article_id}-{FIRST_NUMBER + number}.html"
        return f"/news/{article_id}"


def load_sites(path: Path = CATALOGUE) -> dict[str, Site]:
    """Every site by its name."""
    rows = tomllib.loads(path.read_text("utf8"))["sites"]
    sites = [Site(**{**row, "sections": tuple(row.get("sections", ()))}) for row in rows]
    return {site.name: site for site in sites}
