"""vietnamnet's ways in: section pages with paging, feeds, the news sitemap."""

import pytest

from config.schema import Source
from crawler.failures import FetchFailed, Stopped
from crawler.vietnamnet_reader import read_vietnamnet
from tests.unit.crawl_fakes import FakeDesk, FakeFetcher, a_poll, document, feed

SECTION = "https://vietnamnet.vn/cong-nghe"
SOURCE = Source(name="vnn", spider="vietnamnet", url=SECTION)


def listing(*numbers):
    rows = "".join(
        f'<div class="horizontalPost "><h3 class="horizontalPost__main-title  "><a href="/bai-{n}.html">Bài viết {n}</a></h3></div>'
        for n in numbers
    )
    return document(f"<!DOCTYPE html><html><body>{rows}</body></html>", content_type="text/html")


PAGES = {
    SECTION: listing(2401009, 2401008, 2401007),
    f"{SECTION}-page1": listing(2401007, 2401006, 2401005),
    f"{SECTION}-page2": listing(2401004, 2401003, 2401002),
}


def numbers(reading):
    return [int(entry.url[-12:-5]) for entry in reading.entries]


async def test_one_more_page_while_everything_is_new():
    fetcher = FakeFetcher(PAGES)

    reading = await read_vietnamnet(a_poll(SOURCE, fetcher))

    assert numbers(reading) == [2401009, 2401008, 2401007, 2401006, 2401005]
    assert [url for url, _, _ in fetcher.asked] == [SECTION, f"{SECTION}-page1"]
    assert all(entry.lang == "vi" and entry.published is None for entry in reading.entries)


async def test_no_further_page_once_something_is_known():
    fetcher = FakeFetcher(PAGES)
    desk = FakeDesk(known={"vnn https://vietnamnet.vn/bai-2401007.html"})

    reading = await read_vietnamnet(a_poll(SOURCE, fetcher, desk=desk))

    assert numbers(reading) == [2401009, 2401008, 2401007]
    assert len(fetcher.asked) == 1


@pytest.mark.parametrize(("pages", "lowest"), [(1, 2401007), (2, 2401005), (3, 2401002)])
async def test_as_many_pages_as_asked_for(pages, lowest):
    reading = await read_vietnamnet(
        a_poll(
            SOURCE, FakeFetcher(PAGES), pages=pages, desk=FakeDesk(known={"vnn https://vietnamnet.vn/bai-2401009.html"})
        )
    )

    assert min(numbers(reading)) == lowest


async def test_a_page_that_brings_nothing_ends_the_way_back():
    fetcher = FakeFetcher(
        {SECTION: PAGES[SECTION], f"{SECTION}-page1": PAGES[SECTION], f"{SECTION}-page2": PAGES[f"{SECTION}-page2"]}
    )

    reading = await read_vietnamnet(a_poll(SOURCE, fetcher, pages=3))

    assert len(fetcher.asked) == 2
    assert len(reading.entries) == 3


@pytest.mark.parametrize("answer", [FetchFailed("http_404"), document("<html><body>Không có gì</body></html>")])
async def test_a_further_page_that_fails_leaves_the_first(answer):
    reading = await read_vietnamnet(a_poll(SOURCE, FakeFetcher({SECTION: PAGES[SECTION], f"{SECTION}-page1": answer})))

    assert len(reading.entries) == 3
    assert reading.detail.startswith("page 1 failed: ")


async def test_a_stop_in_between_is_a_stop():
    with pytest.raises(Stopped):
        await read_vietnamnet(a_poll(SOURCE, FakeFetcher({SECTION: PAGES[SECTION], f"{SECTION}-page1": Stopped()})))


SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url>
<loc>https://vietnamnet.vn/bai-2401020.html</loc><n:news><n:publication_date>2026-10-06T09:00:00</n:publication_date><n:title>Bài mới</n:title></n:news></url></urlset>"""


async def test_the_address_with_the_highest_number_is_the_freshest():
    old = "https://vietnamnet.vn/cong-nghe.rss"
    sitemap = "https://vietnamnet.vn/sitemap-news.xml"
    stale = feed("bai-2400001", base="https://vietnamnet.vn", etag='"old"')
    source = Source(name="vnn", spider="vietnamnet", url=old, also=(SECTION, sitemap))

    reading = await read_vietnamnet(a_poll(source, FakeFetcher({old: stale, sitemap: document(SITEMAP)} | PAGES)))

    assert reading.url == sitemap
    (entry,) = reading.entries
    assert entry.title == "Bài mới"
    assert entry.published.isoformat() == "2026-10-06T09:00:00+07:00"


async def test_a_feed_keeps_its_times_and_wishes():
    url = "https://vietnamnet.vn/cong-nghe.rss"
    source = Source(name="vnn", spider="vietnamnet", url=url)

    reading = await read_vietnamnet(
        a_poll(
            source,
            FakeFetcher({url: feed("bai-2400001", base="https://vietnamnet.vn", ttl="<ttl>10</ttl>", etag='"e"')}),
        )
    )

    assert reading.entries[0].key == "https://vietnamnet.vn/bai-2400001.html"
    assert (reading.ttl, reading.etag) == (600, '"e"')
    assert reading.newest is not None
