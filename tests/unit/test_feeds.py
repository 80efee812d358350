"""Feeds of every kind into entries."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.feeds import MAX_BYTES, Feed, read_feed
from pipelines.errors import PollError

NOW = datetime(2026, 10, 6, 12, 0, tzinfo=UTC)
URL = "https://news.example.com/tech/feed.xml"

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Tech wire</title><link>https://news.example.com/</link><language>en-GB</language><ttl>15</ttl>
<item><title>Chip maker closes round</title><link>https://news.example.com/chips-1?utm_source=rss</link>
<guid isPermaLink="false">wire-1</guid><pubDate>Tue, 06 Oct 2026 10:00:00 GMT</pubDate><dc:creator>Ada Lane</dc:creator>
<description>Short words.</description><content:encoded><![CDATA[<p>Long words.</p><p>More of them.</p>]]></content:encoded></item>
<item><title>Older news</title><link>https://news.example.com/older-2</link><pubDate>Mon, 05 Oct 2026 10:00:00 GMT</pubDate></item>
</channel></rss>"""


def read(text: str | bytes, *, content_type: str = "application/xml", url: str = URL, limit: int = 200) -> Feed:
    body = text.encode() if isinstance(text, str) else text
    return read_feed(body, content_type, url, NOW, limit)


def rss(*items: str, channel: str = "") -> str:
    return f'<rss version="2.0"><channel><title>t</title>{channel}{"".join(items)}</channel></rss>'


def test_an_ordinary_feed():
    feed = read(RSS)

    assert feed.title == "Tech wire"
    assert feed.language == "en"
    assert feed.ttl == 900
    assert feed.newest == datetime(2026, 10, 6, 10, 0, tzinfo=UTC)
    first, second = feed.entries
    assert first.key == "wire-1"
    assert first.url == "https://news.example.com/chips-1"
    assert first.title == "Chip maker closes round"
    assert first.summary == "Short words."
    assert first.content == "Long words.\nMore of them."
    assert first.authors == ("Ada Lane",)
    assert first.published == datetime(2026, 10, 6, 10, 0, tzinfo=UTC)
    assert first.published_raw == "Tue, 06 Oct 2026 10:00:00 GMT"
    assert first.lang == "en"
    assert second.key == second.url == "https://news.example.com/older-2"


ATOM_10 = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Technik</title><updated>2026-10-06T09:00:00Z</updated>
<entry><id>tag:example.com,2026:1</id><title type="html">Neue &lt;b&gt;Runde&lt;/b&gt;</title>
<link rel="self" href="https://news.example.com/api/1"/><link rel="alternate" type="text/html" href="/runde-1"/>
<updated>2026-10-06T08:00:00+02:00</updated><author><name>Eva Kern</name></author><summary>Kurz.</summary></entry></feed>"""
ATOM_03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Old Atom</title><entry><id>one</id><title>News</title>
<link rel="alternate" type="text/html" href="https://news.example.com/news-1"/><issued>2026-10-06T06:00:00Z</issued></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel rdf:about="x"><title>RDF</title><sy:updatePeriod>hourly</sy:updatePeriod>
<sy:updateFrequency>2</sy:updateFrequency></channel><item rdf:about="https://news.example.com/news-1"><title>News</title>
<link>https://news.example.com/news-1</link><dc:date>2026-10-06T06:00:00Z</dc:date></item></rdf:RDF>"""
RSS_091 = """<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>Old</title><item><title>News</title><link>https://news.example.com/news-1</link></item></channel></rss>"""
RSS_092 = '<rss version="0.92"><channel><title>Old</title><item><description>News without title</description><link>https://news.example.com/news-1</link></item></channel></rss>'


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (ATOM_10, "https://news.example.com/runde-1"),
        (ATOM_03, "https://news.example.com/news-1"),
        (RDF, "https://news.example.com/news-1"),
        (RSS_091, "https://news.example.com/news-1"),
        (RSS_092, "https://news.example.com/news-1"),
    ],
    ids=["atom 1.0", "atom 0.3", "rdf", "rss 0.91", "rss 0.92"],
)
def test_every_kind(text, url):
    (entry,) = read(text).entries

    assert entry.url == url
    assert entry.title or entry.summary


def test_atom_in_detail():
    (entry,) = read(ATOM_10).entries

    assert entry.key == "tag:example.com,2026:1"
    assert entry.title == "Neue Runde"
    assert entry.authors == ("Eva Kern",)
    assert entry.published == datetime(2026, 10, 6, 6, 0, tzinfo=UTC)
    assert entry.lang == "de"


@pytest.mark.parametrize(
    ("item", "key", "url"),
    [
        (
            "<guid isPermaLink='false'>abc</guid><link>https://news.example.com/a</link>",
            "abc",
            "https://news.example.com/a",
        ),
        (
            "<guid>https://news.example.com/a?utm_medium=x</guid>",
            "https://news.example.com/a",
            "https://news.example.com/a",
        ),
        (
            "<guid isPermaLink='true'>https://news.example.com/a</guid>",
            "https://news.example.com/a",
            "https://news.example.com/a",
        ),
        ("<link>https://news.example.com/a#top</link>", "https://news.example.com/a", "https://news.example.com/a"),
        ("<link>/a</link>", "https://news.example.com/a", "https://news.example.com/a"),
        ("<link>a</link>", "https://news.example.com/tech/a", "https://news.example.com/tech/a"),
        ("<link>  \n https://news.example.com/a \n</link>", "https://news.example.com/a", "https://news.example.com/a"),
        ("<link>javascript:alert(1)</link><guid isPermaLink='false'>k</guid>", "k", None),
        ("<guid isPermaLink='false'>only-a-guid</guid>", "only-a-guid", None),
        (
            "<link>https://news.example.com/a?b=1&amp;c=2</link>",
            "https://news.example.com/a?b=1&c=2",
            "https://news.example.com/a?b=1&c=2",
        ),
    ],
)
def test_identity_and_address(item, key, url):
    (entry,) = read(rss(f"<item><title>T</title>{item}</item>")).entries

    assert (entry.key, entry.url) == (key, url)


def test_xml_base_goes_before_the_feeds_address():
    text = rss("<item xml:base='https://other.example.com/x/'><title>T</title><link>a</link></item>")

    assert read(text).entries[0].url == "https://other.example.com/x/a"


def test_an_entry_without_link_and_guid_is_known_by_its_words():
    one, again = (read(rss("<item><title>Same words</title></item>")).entries[0].key for _ in range(2))
    other = read(rss("<item><title>Other words</title></item>")).entries[0].key

    assert one == again != other
    assert len(one) < 60


def test_an_endless_guid_is_kept_short():
    entry = read(rss(f"<item><title>T</title><guid isPermaLink='false'>{'g' * 5_000}</guid></item>")).entries[0]

    assert len(entry.key) < 60


def test_the_same_guid_twice_is_one_entry():
    entries = read(rss(*("<item><title>T</title><guid isPermaLink='false'>k</guid></item>" for _ in range(2)))).entries

    assert [entry.key for entry in entries] == ["k"]


def test_an_item_with_nothing_in_it_is_none():
    assert read(rss("<item></item>", "<item><title>T</title></item>")).entries[0].title == "T"
    assert len(read(rss("<item></item>", "<item><title>T</title></item>")).entries) == 1


@pytest.mark.parametrize(
    ("date", "url", "expected"),
    [
        ("Sun, 28 Jan 2024 11:30:00 +0700", URL, datetime(2024, 1, 28, 4, 30, tzinfo=UTC)),
        ("2026-07-30T15:11:00.000 +07:00", URL, datetime(2026, 7, 30, 8, 11, tzinfo=UTC)),
        ("10/5/2026 3:42:00 PM", "https://bao.example.vn/rss", datetime(2026, 10, 5, 8, 42, tzinfo=UTC)),
        ("Mon, 05 Oct 26 15:42:00 +0700", URL, datetime(2026, 10, 5, 8, 42, tzinfo=UTC)),
        ("Mon, 05 Oct 2026 15:42:00", "https://shinbun.example.jp/rss", datetime(2026, 10, 5, 6, 42, tzinfo=UTC)),
        ("soon", URL, None),
    ],
)
def test_dates_as_they_come(date, url, expected):
    (entry,) = read(rss(f"<item><title>T</title><pubDate>{date}</pubDate></item>"), url=url).entries

    assert entry.published == expected
    assert entry.published_raw == date


def test_a_time_without_zone_goes_by_the_feeds_language_where_the_address_does_not_tell():
    text = rss(
        "<item><title>T</title><pubDate>10/5/2026 3:42:00 PM</pubDate></item>", channel="<language>vi-vn</language>"
    )

    assert read(text).entries[0].published == datetime(2026, 10, 5, 8, 42, tzinfo=UTC)


def test_the_future_is_cut_to_now_and_kept_in_words():
    (entry,) = read(rss("<item><title>T</title><pubDate>Fri, 01 Jan 2027 00:00:00 GMT</pubDate></item>")).entries

    assert entry.published == NOW
    assert entry.published_raw == "Fri, 01 Jan 2027 00:00:00 GMT"


def test_a_feed_without_dates_has_no_newest():
    feed = read(rss("<item><title>A</title></item>", "<item><title>B</title></item>"))

    assert feed.newest is None
    assert [entry.title for entry in feed.entries] == ["A", "B"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("<![CDATA[ Blanks around ]]>", "Blanks around"),
        ("<![CDATA[Tom &amp;amp; Jerry]]>", "Tom & Jerry"),
        ("Tom &amp;amp;amp; Jerry", "Tom & Jerry"),
        ("&lt;em&gt;Big&lt;/em&gt; news", "Big news"),
        ("<![CDATA[<b>Big</b> news]]>", "Big news"),
        ("Deal worth $1bn - The Publisher", "Deal worth $1bn - The Publisher"),
        ("Line\n  break", "Line break"),
        ("Turn\u202e round", "Turn round"),
        ("caf&eacute; AI", "café AI"),
    ],
)
def test_titles_are_plain(title, expected):
    assert read(rss(f"<item><title>{title}</title><link>/a</link></item>")).entries[0].title == expected


def test_a_lead_after_a_picture_and_a_stray_end_tag():
    lead = (
        "<![CDATA[<a href='/a'><img src='https://img.example.com/x.jpg' alt='A picture'></a></br>The lead says this.]]>"
    )

    (entry,) = read(rss(f"<item><title>T</title><description>{lead}</description><link>/a</link></item>")).entries

    assert entry.summary == "The lead says this."


def test_endless_texts_are_cut():
    (entry,) = read(
        rss(f"<item><title>{'x ' * 10_000}</title><description>{'y ' * 50_000}</description></item>")
    ).entries

    assert len(entry.title) == 500
    assert len(entry.summary) == 5_000


def test_control_characters_do_not_spoil_the_feed():
    assert read(rss("<item><title>a\x00b\x08c</title></item>")).entries[0].title == "abc"


@pytest.mark.parametrize(
    "content_type",
    ["text/html", "text/plain", "", "application/octet-stream", "image/png", "text/xml; charset=us-ascii"],
)
def test_the_content_type_decides_nothing(content_type):
    assert len(read(RSS, content_type=content_type).entries) == 2


def test_encodings_that_are_not_what_they_claim():
    text = rss("<item><title>大模型发布</title></item>", channel="<language>zh-cn</language>")

    for body, content_type in (
        (text.encode("gbk"), "text/xml; charset=utf-8"),
        (text.encode("utf-16"), ""),
        (text.encode(), "text/xml; charset=gbk"),
    ):
        assert read(body, content_type=content_type).entries[0].title == "大模型发布"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("\ufeff", "empty"),
        (
            "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking</body></html>",
            "html_instead_of_feed",
        ),
        ("<html><body><h1>502 Bad Gateway</h1></body></html>", "html_instead_of_feed"),
        ("<HEAD></HEAD><BODY>no</BODY>", "html_instead_of_feed"),
        ("Access denied", "not_a_feed"),
        ("<opml version='2.0'><body/></opml>", "html_instead_of_feed"),
        ("<urlset><url><loc>https://example.org/</loc></url></urlset>", "not_a_feed"),
        ("\x89PNG\r\n\x1a\n", "not_a_feed"),
        ("<rss version='2.0'><channel><title>cut", "malformed"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": [', "malformed"),
        ('<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "b">]><rss version="2.0"><channel/></rss>', "xml_entities"),
    ],
)
def test_what_is_no_feed_says_so(text, reason):
    with pytest.raises(PollError) as caught:
        read(text)

    assert caught.value.reason == reason
    assert len(caught.value.detail) < 200


def test_an_empty_channel_is_a_feed_without_entries():
    assert read(rss()).entries == ()


def test_too_large_is_refused_before_it_is_read():
    began = time.perf_counter()
    with pytest.raises(PollError) as caught:
        read(b"<rss>" + b" " * MAX_BYTES)

    assert caught.value.reason == "too_large"
    assert time.perf_counter() - began < 1


def test_a_half_written_feed_gives_what_can_be_read():
    whole = rss(*(f"<item><title>News {n}</title><link>/n{n}</link></item>" for n in range(5)))

    titles = [entry.title for entry in read(whole[: whole.index("News 4") + 3]).entries]

    assert titles[:4] == ["News 0", "News 1", "News 2", "News 3"]


def test_bare_ampersands_and_unknown_entities_are_mended():
    (entry,) = read(
        rss(
            "<item><title>R&D at AT&T &bogus; caf&eacute;</title><link>https://news.example.com/a?x=1&y=2</link></item>"
        )
    ).entries

    assert entry.title == "R&D at AT&T &bogus; café"
    assert entry.url == "https://news.example.com/a?x=1&y=2"


def test_only_the_newest_are_taken():
    items = [
        f"<item><title>News {n}</title><link>/n{n}</link><pubDate>{(NOW - timedelta(minutes=n)):%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
        for n in (5, 1, 4, 2, 3)
    ]

    assert [entry.title for entry in read(rss(*items), limit=2).entries] == ["News 1", "News 2"]


def test_a_long_feed_is_read_quickly():
    items = "".join(
        f"<item><title>News {n}</title><link>/n{n}</link><guid>/n{n}</guid><pubDate>{(NOW - timedelta(minutes=n)):%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
        for n in range(5_000)
    )
    began = time.perf_counter()

    feed = read(rss(items))

    assert len(feed.entries) == 200
    assert feed.entries[0].title == "News 0"
    assert time.perf_counter() - began < 3


@pytest.mark.parametrize(
    ("channel", "ttl"),
    [
        ("<ttl>5</ttl>", 300),
        ("<ttl> 60 </ttl>", 3_600),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl>100000</ttl>", 86_400),
        ("<sy:updatePeriod xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>hourly</sy:updatePeriod>", 3_600),
        ("", None),
    ],
)
def test_how_often_the_feed_wants_to_be_asked(channel, ttl):
    assert read(rss("<item><title>T</title></item>", channel=channel)).ttl == ttl


def test_frequency_divides_the_period():
    assert read(RDF).ttl == 1_800


FRAGMENTS = st.sampled_from(
    ["<rss version='2.0'>", "<channel>", "<item>", "</item>", "<title>", "</title>", "<![CDATA[", "]]>", "<link>", "</link>", "&amp;", "&#0;", "&", "<", ">",
     "<!DOCTYPE rss>", "<!--", "-->", "<?xml version='1.0' encoding='utf-16'?>", "<feed xmlns='http://www.w3.org/2005/Atom'>", "<entry>", "</entry>", "{", "}",
     '{"version":"https://jsonfeed.org/version/1", "items":[', "\x00", "\ud800", "<pubDate>", "1 Jan 2026", "xml:base='http://['", "<link href='//['/>", "é"]
)  # fmt: skip


@settings(max_examples=150, deadline=3_000)
@given(
    st.one_of(
        st.binary(max_size=400),
        st.lists(FRAGMENTS, max_size=30).map(lambda parts: "".join(parts).encode("utf-8", "surrogatepass")),
    ),
    st.integers(1, 5),
)
def test_never_raises_anything_but_a_poll_error(body, limit):
    try:
        feed = read_feed(body, "application/xml", URL, NOW, limit)
    except PollError:
        return
    assert len(feed.entries) <= limit
    assert all(entry.key and (entry.published is None or entry.published <= NOW) for entry in feed.entries)
