"""JSON-LD as it is found in the wild."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.document import parse
from crawler.extract.structured import article, load, text
from pipelines.model.page import Page

NEWS = '{"@type": "NewsArticle", "headline": "Right", "datePublished": "2026-01-01"}'


def node(*scripts, url="https://news.example/a"):
    html = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    return article(parse(Page(url=url, html=f"<html><body>{html}x</body></html>".encode(), charset="utf-8")))


@pytest.mark.parametrize(
    "script",
    [
        NEWS,
        f"[{NEWS}]",
        f'{{"@graph": [{{"@type": "WebSite"}}, {NEWS}]}}',
        f'{{"@type": "WebPage", "mainEntity": {NEWS}}}',
        f"<!-- {NEWS} -->",
        f"//<![CDATA[\n{NEWS}\n//]]>",
        f"/*<![CDATA[*/{NEWS}/*]]>*/",
        f"{NEWS};",
        NEWS.replace('"2026-01-01"', '"2026-01-01",'),
        NEWS.replace(" ", "\n\t"),
        f"{NEWS}{NEWS}",
        f'{NEWS}, {{"@type": "Broken"',
        NEWS.replace('"', "&quot;"),
        NEWS.replace('"Right"', '"Right", "x": "a\nb"'),
        NEWS.replace('"NewsArticle"', '["Thing", "NewsArticle"]'),
        NEWS.replace("NewsArticle", "https://schema.org/ReportageNewsArticle"),
        '{"@type": "Article", "headline": {"@value": "Right"}, "datePublished": ["2026-01-01"]}',
    ],
)
def test_the_article_is_found(script):
    assert text(node(script), "headline") == "Right"


def test_a_news_article_comes_before_a_video_and_a_page():
    other = '{"@type": "VideoObject", "name": "Wrong"}'
    page = '{"@type": "WebPage", "name": "Wrong", "datePublished": "2020-01-01"}'
    assert text(node(other, page, NEWS), "headline") == "Right"


def test_the_node_of_this_page_comes_before_that_of_another():
    other = '{"@type": "NewsArticle", "headline": "Wrong", "url": "https://news.example/b"}'
    assert text(node(other, NEWS), "headline") == "Right"


def test_articles_of_a_list_are_not_the_pages_own():
    assert node('{"@type": "ItemList", "itemListElement": [' + NEWS + "]}") == {}


def test_authors_named_by_reference_are_looked_up():
    person = '{"@type": "Person", "@id": "#p1", "name": "Ada Field"}'
    news = NEWS.replace('"headline"', '"author": [{"@id": "#p1"}], "headline"')
    assert node(f'{{"@graph": [{news}, {person}]}}')["author"][0]["name"] == "Ada Field"


@pytest.mark.parametrize("script", ["", "null", "5", '"x"', "[]", "{", "[" * 5_000, '{"a":' * 5_000, "no json at all"])
def test_what_is_no_article_gives_nothing(script):
    assert node(script) == {}


@given(st.text(max_size=200))
def test_any_text_is_read_without_error(script):
    assert isinstance(load(script), list)
