"""The feeds of the sites: RSS 2.0, Atom, RDF (RSS 1.0), JSON Feed, and the RSS of a vietnamnet-like site."""

import json
from collections.abc import Callable, Sequence
from email.utils import format_datetime
from html import escape

from tests.newsroom.article import Published
from tests.newsroom.site import Site

XML = '<?xml version="1.0" encoding="utf-8"?>\n'
TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "rdf": "application/rdf+xml",
    "json": "application/feed+json",
    "vietnamnet": "text/xml; charset=utf-8",
}


def rss(site: Site, base: str, items: Sequence[Published]) -> str:
    rows = "".join(
        f"<item><title>{escape(p.article.title)}</title><link>{p.url}</link>"
        f'<guid isPermaLink="false">{site.name}:{p.article.id}</guid>'
        f"<pubDate>{format_datetime(p.published)}</pubDate>"
        f"<description>{escape('<p>' + escape(p.article.lead) + '</p>')}</description></item>\n"
        for p in items
    )
    head = f"<title>{escape(site.title)}</title><link>{base}/</link><description>{escape(site.title)}</description>"
    return f'{XML}<rss version="2.0"><channel>{head}<language>{site.language}</language>\n{rows}</channel></rss>\n'


def atom(site: Site, base: str, items: Sequence[Published]) -> str:
    rows = "".join(
        f"<entry><id>urn:{site.name}:{p.article.id}</id>"
        f'<title type="html">{escape(escape(p.article.title))}</title><link rel="alternate" href="{p.path}"/>'
        f"<published>{p.published.isoformat()}</published><updated>{p.published.isoformat()}</updated>"
        f"{''.join(f'<author><name>{escape(name)}</name></author>' for name in p.article.authors)}"
        f"<summary>{escape(p.article.lead)}</summary></entry>\n"
        for p in items
    )
    newest = items[0].published.isoformat() if items else "2000-01-01T00:00:00+00:00"
    head = f"<id>{base}/</id><title>{escape(site.title)}</title><updated>{newest}</updated>"
    return (
        f'{XML}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{site.language}" xml:base="{base}/">'
        f"{head}\n{rows}</feed>\n"
    )


def rdf(site: Site, base: str, items: Sequence[Published]) -> str:
    listed = "".join(f'<rdf:li rdf:resource="{p.url}"/>' for p in items)
    rows = "".join(
        f'<item rdf:about="{p.url}"><title>{escape(p.article.title)}</title><link>{p.url}</link>'
        f"<description>{escape(p.article.lead)}</description><dc:date>{p.published.isoformat()}</dc:date></item>\n"
        for p in items
    )
    return (
        f'{XML}<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel rdf:about="{base}{site.feed_path}">'
        f"<title>{escape(site.title)}</title><link>{base}/</link><description>{escape(site.title)}</description>"
        f"<items><rdf:Seq>{listed}</rdf:Seq></items></channel>\n{rows}</rdf:RDF>\n"
    )


def json_feed(site: Site, base: str, items: Sequence[Published]) -> str:
    rows = [
        {
            "id": f"{site.name}/{p.article.id}",
            "url": p.url,
            "title": p.article.title,
            "summary": p.article.lead,
            "content_text": p.article.lead,
            "date_published": p.published.isoformat(),
            "authors": [{"name": name} for name in p.article.authors],
        }
        for p in items
    ]
    head = {"version": "https://jsonfeed.org/version/1.1", "title": site.title, "home_page_url": f"{base}/"}
    return json.dumps({**head, "language": site.language, "items": rows}, ensure_ascii=False, indent=1)


def vietnamnet_rss(site: Site, base: str, items: Sequence[Published]) -> str:
    """Blanks inside the CDATA, entities escaped twice, an image and a broken line break before the lead."""
    rows = "".join(
        f"<item><title><![CDATA[ {escape(escape(p.article.title))} ]]></title>"
        f'<description><![CDATA[ <a href="{p.url}"><img src="{base}/images/{p.article.id}.jpg" '
        f'alt="{escape(p.article.title)}" /></a></br>{escape(p.article.lead)} ]]></description>'
        f"<pubDate>{format_datetime(p.published)}</pubDate><link>{p.url}</link><guid>{p.url}</guid>"
        "<slash:comments>0</slash:comments></item>\n"
        for p in items
    )
    return (
        f'{XML}<rss version="2.0" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel>'
        f"<title>{escape(site.title)}</title><link>{base}/</link><description/>\n{rows}</channel></rss>\n"
    )


FORMS: dict[str, Callable[[Site, str, Sequence[Published]], str]] = {
    "rss": rss,
    "atom": atom,
    "rdf": rdf,
    "json": json_feed,
    "vietnamnet": vietnamnet_rss,
}


def feed(site: Site, base: str, items: Sequence[Published]) -> str:
    """The site's feed, newest first."""
    return FORMS[site.form](site, base, items)
