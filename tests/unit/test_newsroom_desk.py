"""What the sites answer: feeds of every form, pages, sections with paging."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from lxml import etree, html

from tests.newsroom.article import load_articles
from tests.newsroom.desk import Desk
from tests.newsroom.faults import Fault, Misbehaviour
from tests.newsroom.site import load_sites

NOW = datetime(2031, 2, 3, 20, 30, tzinfo=UTC)
ARTICLES, SITES = load_articles(), load_sites()


def desk_with_all(name: str) -> Desk:
    desk = Desk(site=SITES[name], base="http://127.0.0.9:80")
    for number, article in enumerate(a for a in ARTICLES.values() if a.site == name):
        origin = "http://127.0.0.8:80/there" if article.origin else None
        desk.publish(article, NOW, number, origin)
    return desk


def xml(desk: Desk, path: str | None = None) -> etree._Element:
    answer = desk.answer(path or desk.site.feed_path)
    assert answer is not None
    return etree.fromstring(answer.body)


def page(desk: Desk, path: str) -> html.HtmlElement:
    answer = desk.answer(path)
    assert answer is not None
    return html.fromstring(answer.body)


def test_rss_has_every_article_with_its_address_and_time():
    desk = desk_with_all("harbour-ledger")
    items = xml(desk).findall("channel/item")
    assert [item.findtext("link") for item in items] == [item.url for item in desk.items]
    assert [parsedate_to_datetime(item.findtext("pubDate") or "") for item in items] == [
        i.published for i in desk.items
    ]
    assert "£40 million" in (items[-1].findtext("title") or "") + str([i.findtext("title") for i in items])


def test_atom_has_relative_links_and_titles_escaped_as_html():
    desk = desk_with_all("al-midan")
    namespace = {"a": "http://www.w3.org/2005/Atom"}
    links = xml(desk).xpath("//a:entry/a:link/@href", namespaces=namespace)
    assert links == [item.path for item in desk.items]


def test_rdf_lists_and_describes_every_article():
    desk = desk_with_all("minato")
    tree = xml(desk)
    names = {"r": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "s": "http://purl.org/rss/1.0/"}
    listed = tree.xpath("//r:li/@r:resource", namespaces=names)
    assert listed == tree.xpath("//s:item/@r:about", namespaces=names) == [item.url for item in desk.items]


def test_json_feed_is_json():
    desk = desk_with_all("jiangwan")
    answer = desk.answer("/feed.json")
    assert answer is not None
    assert [row["url"] for row in json.loads(answer.body)["items"]] == [item.url for item in desk.items]


def test_vietnamnet_feed_holds_one_section_and_entities_escaped_twice():
    desk = desk_with_all("viet-mang")
    item = next(i for i in desk.items if i.article.section == "the-thao")
    (row,) = xml(desk, "/the-thao.rss").findall("channel/item")
    assert row.findtext("link") == row.findtext("guid") == item.url
    assert (row.findtext("title") or "").strip() == item.article.title
    assert item.article.lead in (row.findtext("description") or "")


def test_vietnamnet_sections_are_paged_from_zero():
    desk = desk_with_all("viet-mang")
    for number in range(9):
        article = ARTICLES["song-lam-ra-gia-tien-dao-brazil"]
        desk.publish(
            type(article)(id=f"tran-{number}", site="viet-mang", section="the-thao", title=f"Trận {number}"),
            NOW,
            50 + number,
            None,
        )
    seen = []
    for path in ("/the-thao-page0", "/the-thao-page1"):
        links = page(desk, path).xpath("//h3[contains(@class, 'horizontalPost__main-title')]/a/@href")
        assert len(links) == 5
        seen += links
    assert seen == [i.path for i in desk.items if i.article.section == "the-thao"]
    assert desk.answer("/the-thao-page2") is None
    assert desk.answer("/the-thao") == desk.answer("/the-thao-page0")


def test_a_vietnamnet_page_has_the_article_and_what_stands_in_the_way():
    desk = desk_with_all("viet-mang")
    item = next(i for i in desk.items if i.article.id == "halden-tra-gia-mua-mistral-ai")
    tree = page(desk, item.path)
    paragraphs = [p.text_content() for p in tree.xpath("//div[@id='maincontent']/p")]
    assert paragraphs == [*item.article.paragraphs, "(Theo Harbour Ledger)", "Lê Thu Hà"]
    assert tree.xpath("//div[@id='maincontent']//div[contains(@class, 'ck-cms-insert-neww-group')]")
    assert tree.xpath("string(//div[@class='bread-crumb-detail__time'])") == "Thứ Hai, 03/02/2031 - 08:30"
    structured = json.loads(tree.xpath("string(//script[@type='application/ld+json'])"))
    assert structured["datePublished"] == f"{item.published:%Y-%m-%dT%H:%M:%S}.000 +07:00"


@pytest.mark.parametrize("name", [name for name, site in SITES.items() if site.form != "vietnamnet" and not site.fault])
def test_an_ordinary_page_shows_its_article(name: str):
    desk = desk_with_all(name)
    for item in desk.items:
        tree = page(desk, item.path)
        assert tree.findtext(".//h1") == item.article.title
        text = tree.xpath("string(//article)")
        assert all(paragraph in text for paragraph in item.article.paragraphs)
        assert tree.xpath("boolean(//script[@type='application/ld+json'])") is item.site.structured
        assert tree.xpath("boolean(//article//a[@href='http://127.0.0.8:80/there'])") is bool(item.article.origin)


def test_an_article_is_dated_by_its_papers_clock_and_its_age():
    desk = desk_with_all("viet-mang")
    item = next(i for i in desk.items if i.article.id == "halden-tra-gia-mua-mistral-ai")
    assert item.published == NOW - timedelta(hours=19)
    assert item.published.utcoffset() == timedelta(hours=7)


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("/feed.xml", "feeds"),
        ("/robots.txt", "robots"),
        ("/news/crust-and-co-buys-millstone", "pages"),
        ("/x", "other"),
        ("/", "other"),
    ],
)
def test_paths_are_told_apart(path: str, what: str):
    assert desk_with_all("harbour-ledger").what(path) == what


@pytest.mark.parametrize("name", ["harbour-ledger", "northern-wire", "minato", "jiangwan", "viet-mang"])
def test_many_and_huge_feeds_are_good_feeds(name: str):
    desk = desk_with_all(name)
    path = "/cong-nghe.rss" if name == "viet-mang" else desk.site.feed_path
    desk.fault = Misbehaviour(fault=Fault.MANY)
    many = desk.answer(path)
    assert many is not None
    assert many.body.count(b"Council notes") >= 5_000
    desk.fault = Misbehaviour(fault=Fault.HUGE)
    huge = desk.answer(path)
    assert huge is not None
    assert 10_000_000 < len(huge.body) < 30_000_000
    if not path.endswith("json"):
        etree.fromstring(huge.body, etree.XMLParser(huge_tree=True))
