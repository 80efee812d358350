"""News sitemaps."""

import pytest

from crawler.sitemaps import is_sitemap, read_sitemap
from pipelines.errors import PollError

NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc> https://vietnamnet.vn/bai-mot-2401001.html </loc><news:news><news:publication><news:name>VietNamNet</news:name>
<news:language>vi</news:language></news:publication><news:publication_date>2026-10-06T09:00:00+07:00</news:publication_date>
<news:title>Bài số một &amp; tiếp</news:title></news:news></url>
<url><loc>https://vietnamnet.vn/bai-hai-2401002.html</loc><lastmod>2026-10-05</lastmod></url><url></url></urlset>"""


def test_articles_with_title_time_and_language():
    first, second = read_sitemap(NEWS.encode(), "application/xml")

    assert first.link == "https://vietnamnet.vn/bai-mot-2401001.html"
    assert first.title == "Bài số một & tiếp"
    assert first.published == "2026-10-06T09:00:00+07:00"
    assert first.lang == "vi"
    assert (second.title, second.published, second.lang) == ("", "2026-10-05", None)


def test_a_cut_sitemap_gives_what_can_be_read():
    assert len(read_sitemap(NEWS[: NEWS.index("<lastmod>")].encode(), "")) == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<sitemapindex><sitemap><loc>x</loc></sitemap></sitemapindex>", "not_a_feed"),
        ("<rss/>", "not_a_feed"),
        ("<!DOCTYPE u [<!ENTITY a 'b'>]><urlset/>", "xml_entities"),
    ],
)
def test_what_is_none_says_so(text, reason):
    with pytest.raises(PollError) as caught:
        read_sitemap(text.encode(), "")

    assert caught.value.reason == reason


def test_told_from_feeds_by_the_root():
    assert is_sitemap(NEWS)
    assert not is_sitemap("<rss version='2.0'/>")
