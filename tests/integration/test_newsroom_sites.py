"""The newsroom over HTTP: publishing, conditional requests, every way to misbehave, the log, the control desk."""

import asyncio
import time
import zlib
from collections.abc import AsyncIterator
from html import escape
from urllib.parse import urlsplit

import aiohttp
import pytest

from tests.newsroom.article import Article, Expect
from tests.newsroom.control import Control
from tests.newsroom.sites import Newsroom


@pytest.fixture
async def newsroom() -> AsyncIterator[Newsroom]:
    room = Newsroom()
    await room.start()
    yield room
    await room.stop()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10), auto_decompress=False) as session:
        yield session


SITE = "harbour-ledger"
ARTICLE = "halden-bids-for-mistral"


async def body(http: aiohttp.ClientSession, url: str) -> bytes:
    async with http.get(url) as answer:
        assert answer.status == 200
        return await answer.read()


async def test_nothing_is_out_before_it_is_published(newsroom: Newsroom, http: aiohttp.ClientSession):
    before = await body(http, newsroom.feed_url(SITE))
    item = newsroom.publish(ARTICLE)
    after = await body(http, newsroom.feed_url(SITE))
    assert item.url.encode() not in before
    assert item.url.encode() in after
    assert newsroom.publish(ARTICLE) is item
    assert item.article.title.encode() in await body(http, item.url)


async def test_every_article_can_be_read_where_its_feed_says(newsroom: Newsroom, http: aiohttp.ClientSession):
    out = newsroom.publish_all()
    assert len(out) == len(newsroom.articles)
    for item in out:
        assert escape(item.article.title).encode() in await body(http, item.url)
    assert sum(newsroom.log.pages().values()) == len(out)


async def test_sites_are_hosts_of_their_own(newsroom: Newsroom):
    places = {urlsplit(newsroom.base_url(name)).netloc for name in newsroom.sites}
    assert len(places) == len(newsroom.sites)


async def test_a_translation_links_to_its_original(newsroom: Newsroom, http: aiohttp.ClientSession):
    original = newsroom.publish("halden-tra-gia-mua-mistral-ai")
    copy = newsroom.publish("halden-mistral-offer")
    assert f'<p>المصدر: <a href="{original.url}">{original.url}</a></p>'.encode() in await body(http, copy.url)


async def test_a_translation_cannot_come_out_before_its_original(newsroom: Newsroom):
    with pytest.raises(KeyError):
        newsroom.publish("halden-mistral-offer")


async def test_a_test_may_bring_its_own_article(newsroom: Newsroom, http: aiohttp.ClientSession):
    mine = Article(id="mine", site=SITE, title="Mine & yours", body="One.\nTwo.", expect=Expect.NOT_AI)
    item = newsroom.publish(mine)
    assert b"Mine &amp; yours" in await body(http, item.url)


@pytest.mark.parametrize(("ask", "told"), [("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")])
async def test_who_has_the_latest_gets_304(newsroom: Newsroom, http: aiohttp.ClientSession, ask: str, told: str):
    newsroom.publish(ARTICLE)
    async with http.get(newsroom.feed_url(SITE)) as first:
        seen = first.headers[told]
    async with http.get(newsroom.feed_url(SITE), headers={ask: seen}) as second:
        assert second.status == 304
        assert await second.read() == b""
    newsroom.publish("crust-and-co-buys-millstone")
    async with http.get(newsroom.feed_url(SITE), headers={"If-None-Match": first.headers["ETag"]}) as third:
        assert third.status == 200
    assert [hit.status for hit in newsroom.log.of(SITE)] == [200, 304, 200]
    assert [hit.conditional for hit in newsroom.log.of(SITE)] == [False, True, True]


async def test_robots_and_what_is_not_there(newsroom: Newsroom, http: aiohttp.ClientSession):
    assert b"Disallow: /private/" in await body(http, newsroom.base_url(SITE) + "/robots.txt")
    async with http.get(newsroom.base_url(SITE) + "/nothing") as answer:
        assert answer.status == 404


async def test_the_old_address_of_a_section_feed_leads_to_the_new_one(newsroom: Newsroom, http: aiohttp.ClientSession):
    base = newsroom.base_url("viet-mang")
    async with http.get(f"{base}/rss/the-thao.rss") as answer:
        assert [step.status for step in answer.history] == [301]
        assert str(answer.url) == f"{base}/the-thao.rss"


class TestMisbehaviour:
    async def test_refuse_closes_the_port_until_it_behaves(self, newsroom: Newsroom, http: aiohttp.ClientSession):
        url = newsroom.feed_url(SITE)
        await body(http, url)
        await newsroom.misbehave(SITE, "refuse", on="everything")
        for _ in range(2):  # the connection that was open, then a new one
            with pytest.raises(aiohttp.ClientError):
                await body(http, url)
        await newsroom.behave(SITE)
        assert newsroom.feed_url(SITE) == url
        await body(http, url)

    async def test_hang_never_answers_and_lets_go(self, newsroom: Newsroom, http: aiohttp.ClientSession):
        await newsroom.misbehave(SITE, "hang")
        waiting = asyncio.create_task(body(http, newsroom.feed_url(SITE)))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        await newsroom.behave(SITE)
        await asyncio.wait({waiting}, timeout=1)
        assert waiting.done()
        assert newsroom.log.of(SITE)[0].status == 0

    async def test_trickle_gives_a_byte_a_second(self, newsroom: Newsroom, http: aiohttp.ClientSession):
        await newsroom.misbehave(SITE, "trickle")
        async with http.get(newsroom.feed_url(SITE)) as answer:
            assert await answer.content.read(1) == b"<"
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(answer.content.read(1), 0.5)

    async def test_slow_answers_in_the_end(self, newsroom: Newsroom, http: aiohttp.ClientSession):
        await newsroom.misbehave(SITE, "slow", seconds=0.3)
        began = time.monotonic()
        assert b"<rss" in await body(http, newsroom.feed_url(SITE))
        assert time.monotonic() - began >= 0.3

    async def test_drop_breaks_off_in_the_middle(self, newsroom: Newsroom, http: aiohttp.ClientSession):
        await newsroom.misbehave(SITE, "drop")
        with pytest.raises(aiohttp.ClientPayloadError):
            await body(http, newsroom.feed_url(SITE))

    @pytest.mark.parametrize("status", ["403", "404", "410", "429", "500", "503"])
    async def test_status(self, newsroom: Newsroom, http: aiohttp.ClientSession, status: str):
        await newsroom.misbehave(SITE, status, retry_after=7)
        async with http.get(newsroom.feed_url(SITE)) as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (int(status), "7")

    async def test_gzip_bomb_is_small_and_becomes_large(self, newsroom: Newsroom, http: aiohttp.ClientSession):
        await newsroom.misbehave(SITE, "gzip_bomb")
        packed = await body(http, newsroom.feed_url(SITE))
        assert len(packed) < 1_000_000
        assert len(zlib.decompressobj(31).decompress(packed, 50_000_000)) == 50_000_000

    async def test_redirect_loop(self, newsroom: Newsroom, http: aiohttp.ClientSession):
        await newsroom.misbehave(SITE, "redirect_loop")
        with pytest.raises(aiohttp.TooManyRedirects):
            await body(http, newsroom.feed_url(SITE))

    async def test_redirect_to_a_private_address(self, newsroom: Newsroom, http: aiohttp.ClientSession):
        await newsroom.misbehave(SITE, "redirect_private", target="http://10.0.0.1/")
        async with http.get(newsroom.feed_url(SITE), allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (302, "http://10.0.0.1/")

    @pytest.mark.parametrize(
        ("mode", "start"),
        [
            ("html", b"<!doctype html>"),
            ("empty", b""),
            ("malformed", b"<?xml"),
            ("entities", b"<?xml"),
            ("half_written", b"<?xml"),
        ],
    )
    async def test_texts(self, newsroom: Newsroom, http: aiohttp.ClientSession, mode: str, start: bytes):
        good = await body(http, newsroom.feed_url(SITE))
        await newsroom.misbehave(SITE, mode)
        bad = await body(http, newsroom.feed_url(SITE))
        assert bad.startswith(start)
        assert bad != good
        assert not bad.rstrip().endswith(b"</rss>") or mode == "entities"

    async def test_wrong_encoding_is_no_utf8(self, newsroom: Newsroom, http: aiohttp.ClientSession):
        newsroom.publish("minato-hanabi")
        await newsroom.misbehave("minato", "wrong_encoding")
        with pytest.raises(UnicodeDecodeError):
            (await body(http, newsroom.feed_url("minato"))).decode("utf8")

    async def test_pages_can_be_spoilt_apart_from_feeds(self, newsroom: Newsroom, http: aiohttp.ClientSession):
        item = newsroom.publish(ARTICLE)
        await newsroom.misbehave(SITE, "403", on="pages")
        assert item.url.encode() in await body(http, newsroom.feed_url(SITE))
        async with http.get(item.url) as answer:
            assert answer.status == 403

    async def test_an_unknown_mode_is_refused(self, newsroom: Newsroom):
        with pytest.raises(ValueError, match="sulk"):
            await newsroom.misbehave(SITE, "sulk")


class TestControl:
    @pytest.fixture
    async def desk(self, newsroom: Newsroom) -> AsyncIterator[str]:
        control = Control(newsroom)
        await control.start()
        yield control.base_url + "/control"
        await control.stop()

    async def test_publish_and_log(self, newsroom: Newsroom, desk: str, http: aiohttp.ClientSession):
        async with http.post(f"{desk}/publish", params={"id": ARTICLE}) as answer:
            (row,) = await answer.json()
        await body(http, row["url"])
        async with http.get(f"{desk}/log") as answer:
            log = await answer.json()
        assert [(hit["site"], hit["status"]) for hit in log["requests"]] == [(SITE, 200)]
        assert log["counts"] == [{"site": SITE, "path": urlsplit(row["url"]).path, "count": 1}]
        await body(http, f"{desk}/log/clear")
        assert len(newsroom.log) == 0

    async def test_publish_all_and_lists(self, newsroom: Newsroom, desk: str, http: aiohttp.ClientSession):
        async with http.post(f"{desk}/publish?id=all") as answer:
            assert len(await answer.json()) == len(newsroom.articles)
        async with http.get(f"{desk}/articles") as answer:
            assert all(row["url"] for row in await answer.json())
        async with http.get(f"{desk}/sites") as answer:
            assert {row["name"] for row in await answer.json()} == set(newsroom.sites)

    async def test_misbehave_and_behave(self, newsroom: Newsroom, desk: str, http: aiohttp.ClientSession):
        ask = {"site": SITE, "mode": "status", "status": "429", "retry_after": "3"}
        async with http.post(f"{desk}/misbehave", params=ask) as answer:
            assert answer.status == 200
        async with http.get(newsroom.feed_url(SITE)) as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (429, "3")
        await body(http, f"{desk}/behave?site={SITE}")
        await body(http, newsroom.feed_url(SITE))

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("publish", 400),
            ("publish?id=nothing", 404),
            ("publish?id=halden-mistral-offer", 409),
            ("misbehave?site=nobody&mode=hang", 404),
            (f"misbehave?site={SITE}", 400),
            (f"misbehave?site={SITE}&mode=sulk", 400),
            (f"misbehave?site={SITE}&mode=slow&seconds=soon", 400),
            ("behave?site=nobody", 404),
        ],
    )
    async def test_wrong_wishes(self, desk: str, http: aiohttp.ClientSession, path: str, status: int):
        async with http.post(f"{desk}/{path}") as answer:
            assert answer.status == status
