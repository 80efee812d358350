"""Hostile and broken pages end quickly, in an empty text or in BadInput."""

import pickle
import time

import pytest

from crawler.extract.page import extract_page
from pipelines.errors import BadInput
from pipelines.model.entry import Entry
from pipelines.model.page import Page

URL = "https://news.example/a"


def read(html, entry=None):
    return extract_page(Page(url=URL, html=html if isinstance(html, bytes) else html.encode(), charset=None), entry)


@pytest.mark.parametrize("html", [b"", b"   \n ", b"\x00", b"<!-- -->"])
def test_nothing_is_bad_input(html):
    with pytest.raises(BadInput):
        read(html)


@pytest.mark.parametrize(
    "html",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 50,
        b"just words",
        b"<html>",
        b"<html><body></body></html>",
        b"<frameset><frame src=a></frameset>",
        b'<?xml version="1.0" encoding="utf-8"?><html><body><p>x</p></body></html>',
        "<title>Größe</title>".encode("utf-16"),
        b"<meta charset=nonsense><title>x</title>",
        b"<title>\xff\xfe\xfa</title>",
        b'<a href="http://[::1">x</a><link rel=canonical href="http://[::1">',
    ],
)
def test_a_page_without_text_gives_an_empty_body_or_its_few_words(html):
    assert len(read(html).body) < 20_000


PROSE = "<p>Some words that are long enough to be a sentence, number %d of many.</p>"


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 10_000 + "text",
        "<span>" * 10_000 + "text",
        "<table><tr><td>" * 4_000,
        "<p>" + "word " * 10_000,
        "<p>" + "w" * 300_000,
        "<div>" + "x<br>" * 20_000,
        "<ul>" + "<li>x y z" * 10_000,
        "<a href=x>q</a> " * 8_000,
        "<h1>a</h1>" * 6_000,
        "<time>2020</time>" * 6_000,
        "<title>" + " - " * 20_000,
        "<title>" + "a | " * 20_000,
        '<meta name=author content="a b, c">' * 4_000,
        '<script type="application/ld+json">' + "[" * 20_000 + "</script>",
        "".join(PROSE % number for number in range(3_000)),
        "<aside>" * 200 + "".join(PROSE % number for number in range(1_500)),
        "".join(f'<div class="c{number} comment-{number}">{PROSE % number}</div>' for number in range(1_500)),
    ],
    ids=lambda html: html[:30],
)
def test_a_huge_page_is_bounded_in_time_and_size(html):
    began = time.process_time()
    found = read("<html><body>" + html)
    assert time.process_time() - began < 3
    assert len(found.body) <= 200_000
    assert len(found.title) <= 1_000


def test_the_feed_speaks_where_the_page_is_silent():
    entry = Entry(key="1", url=URL, title="From the feed", authors=("Ada Field",), lang="en")
    found = read("<html><body><div>x</div></body></html>", entry)
    assert (found.title, found.authors, found.lang) == ("From the feed", ("Ada Field",), "en")


def test_it_can_cross_a_process_border():
    page = Page(url=URL, html=b"<title>x</title>")
    assert pickle.loads(pickle.dumps(extract_page))(page) == pickle.loads(pickle.dumps(extract_page(page)))


def test_text_is_lead_and_body():
    found = read(
        '<h1>T</h1><p class="standfirst">A first look at what the two companies want to build together.</p>'
        + PROSE % 1
        + PROSE % 2
    )
    assert found.text.split("\n")[0] == found.lead
    assert found.text.endswith(found.body)
