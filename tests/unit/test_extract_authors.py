"""Names of authors as pages write them."""

import pytest

from crawler.extract.authors import authors, clean
from crawler.extract.body import read_text
from crawler.extract.document import parse
from pipelines.model.page import Page


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["By Ada Field"], ("Ada Field",)),
        (["Von Eva Stein"], ("Eva Stein",)),
        (["Por: Rui Alves e Carla Dias"], ("Rui Alves", "Carla Dias")),
        (["Ada Field and Tom Lake"], ("Ada Field", "Tom Lake")),
        (["Ada Field, Tom Lake & Ines Roth"], ("Ada Field", "Tom Lake", "Ines Roth")),
        (["Eva Stein (Berlin)"], ("Eva Stein",)),
        (["王一、李二"], ("王一", "李二")),
        (["Martin Luther King, Jr."], ("Martin Luther King, Jr",)),
        (["Ada Field", "ada field"], ("Ada Field",)),
        (["https://example.org/ada", "ada@example.org", "2026-01-01"], ()),
        (["", " ", ","], ()),
        (["x" * 200], ()),
        (["Andy Ender", "Yvonne Byrd"], ("Andy Ender", "Yvonne Byrd")),
    ],
)
def test_names_alone(given, expected):
    assert clean(given) == expected


def read(html, node=None, url="https://news.example/a"):
    document = parse(Page(url=url, html=html.encode(), charset="utf-8"))
    return authors(document, node or {}, read_text(document, {}, ""))


PROSE = "<p>The two companies have worked together for two years and share an office building near the river.</p>" * 1


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("Ada Field", ("Ada Field",)),
        ({"@type": "Person", "name": "Ada Field"}, ("Ada Field",)),
        ([{"name": "Ada Field"}, {"name": ["Tom Lake", "Ines Roth"]}], ("Ada Field", "Tom Lake", "Ines Roth")),
        ({"givenName": "Ada", "familyName": "Field"}, ("Ada Field",)),
        ({"@type": "Organization", "name": "Other Agency"}, ("Other Agency",)),
        ([None, 5, {}, []], ()),
    ],
)
def test_authors_of_structured_data(author, expected):
    assert read("<h1>x</h1>", {"author": author}) == expected


def test_the_data_come_before_the_markup():
    assert read('<a rel="author">Tom Lake</a>', {"author": "Ada Field"}) == ("Ada Field",)


@pytest.mark.parametrize(
    "html",
    [
        '<meta name="author" content="Ada Field">',
        '<span itemprop="author"><b itemprop="name">Ada Field</b></span>',
        '<a rel="author" href="/x">Ada Field</a>',
        f'<h1>T</h1><div><a href="/authors/ada">Ada Field</a></div>{PROSE}',
        f"<h1>T</h1><div>By Ada Field, business correspondent in 2 cities</div>{PROSE}",
        '<div class="article-byline">By Ada Field</div>',
    ],
)
def test_authors_of_the_markup(html):
    assert read(html) == ("Ada Field",)


def test_a_person_in_the_markup_comes_before_the_site_in_the_data():
    html = f'<meta property="og:site_name" content="Example Post"><h1>T</h1><p>By Ada Field</p>{PROSE}'
    assert read(html, {"author": {"name": "Example Post"}}) == ("Ada Field",)


def test_the_site_stays_where_nobody_else_is_named():
    html = f'<meta property="og:site_name" content="Example Post"><h1>T</h1>{PROSE}'
    assert read(html, {"author": {"name": "Example Post"}}) == ("Example Post",)


def test_links_to_authors_elsewhere_on_the_page_name_nobody():
    assert (
        read(
            f'<h1>T</h1>{PROSE}<p>The plan was made known on Tuesday, and the regulators have been told of it as well.</p><ul><li><a href="/authors/tom">Tom Lake</a></li></ul>'
        )
        == ()
    )
