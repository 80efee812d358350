"""The engine in a daemon's loop: many polls at once, politeness, new settings, a clean end."""

import asyncio
import logging
import signal
import time
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from config.schema import Config, Source
from crawler.engine import CrawlEngine
from pipelines.model.source_state import SourceState
from tests.integration.bad_server import answer, bad_server, feed
from tests.integration.crawling import crawl_engine, crawl_settings, poll_once
from tests.unit.crawl_fakes import FakeDesk, InlineWorkers


@pytest.fixture
async def server():
    async with bad_server() as running:
        yield running


def conditional(inner, etag):
    """Answers 304 to who has `etag`."""

    async def write(bad, asked, writer):
        unchanged = asked.headers.get("If-None-Match") == etag
        await (answer(304, b"", ETag=etag) if unchanged else inner)(bad, asked, writer)

    return write


async def test_a_feed_is_read_settled_and_then_unchanged(server):
    server.routes["/feed"] = conditional(
        feed("/page", ETag='"v1"', Last_Modified="Mon, 06 Oct 2025 20:00:00 GMT"), '"v1"'
    )
    desk = FakeDesk()
    async with crawl_engine(desk) as engine:
        first = await poll_once(engine, server.url("/feed"))
        state = SourceState(name="one", etag=first.etag, last_modified=first.last_modified, last_url=first.url)
        second = await poll_once(engine, server.url("/feed"), state=state)

    assert (first.etag, first.last_modified, first.found, first.new) == ('"v1"', "Mon, 06 Oct 2025 20:00:00 GMT", 1, 1)
    assert second.not_modified
    assert second.ok
    assert desk.titles == ["News of /page"]
    assert server.asked[-1].headers["If-Modified-Since"] == "Mon, 06 Oct 2025 20:00:00 GMT"


async def test_who_we_are_and_what_we_take(server):
    server.routes["/feed"] = feed("/page")
    async with crawl_engine(FakeDesk(), user_agent="newsbell-test/1") as engine:
        await poll_once(engine, server.url("/feed"))

    for asked in server.asked:
        assert asked.headers["User-Agent"] == "newsbell-test/1"
        assert asked.headers["Accept-Encoding"] == "gzip, deflate, br, zstd"
        assert "Cookie" not in asked.headers
        assert "Referer" not in asked.headers


async def test_one_article_in_two_feeds_is_fetched_once(server):
    server.routes |= {"/a": feed("/page?utm_source=a"), "/b": feed("/page#b")}
    desk = FakeDesk(slow=0.05)
    async with crawl_engine(desk) as engine:
        results = await asyncio.gather(
            poll_once(engine, server.url("/a"), name="a"), poll_once(engine, server.url("/b"), name="b")
        )

    assert [result.new for result in results] == [1, 1]
    assert server.count["/page"] == 1
    assert sorted(source for source, _, _, _ in desk.taken) == ["a", "b"]


async def test_a_permanent_redirect_is_followed_told_and_remembered(server):
    server.routes |= {"/old": answer(301, b"", Location="/new"), "/new": conditional(feed("/page", ETag='"n"'), '"n"')}
    async with crawl_engine(FakeDesk()) as engine:
        first = await poll_once(engine, server.url("/old"))
        state = SourceState(name="one", etag=first.etag, last_url=first.url)
        second = await poll_once(engine, server.url("/old"), state=state)

    assert first.detail == f"moved for good to {server.url('/new')}"
    assert first.url == server.url("/old")
    assert second.not_modified
    assert (server.count["/old"], server.count["/new"]) == (1, 2)


async def test_a_passing_redirect_is_followed_each_time(server):
    server.routes |= {"/old": answer(302, b"", Location="/new"), "/new": feed("/page")}
    async with crawl_engine(FakeDesk()) as engine:
        await poll_once(engine, server.url("/old"))
        result = await poll_once(engine, server.url("/old"))

    assert result.detail == ""
    assert server.count["/old"] == 2


async def test_a_way_with_one_passing_redirect_on_it_is_none_for_good(server):
    server.routes |= {
        "/old": answer(301, b"", Location="/hop"),
        "/hop": answer(302, b"", Location="/new"),
        "/new": feed("/page"),
    }
    async with crawl_engine(FakeDesk()) as engine:
        result = await poll_once(engine, server.url("/old"))

    assert result.ok
    assert result.detail == ""


async def test_the_freshest_of_several_addresses(server):
    server.routes |= {
        "/stale": answer(
            200,
            b"<rss version='2.0'><channel><item><title>Old</title><pubDate>1 Jan 2024 00:00:00 GMT</pubDate></item></channel></rss>",
        ),
        "/fresh": feed("/page"),
    }
    desk = FakeDesk()
    async with crawl_engine(desk) as engine:
        source = Source(name="one", url=server.url("/stale"), also=(server.url("/gone"), server.url("/fresh")))
        result = await engine.poll(source, SourceState(name="one"))

    assert result.url == server.url("/fresh")
    assert result.detail == "another address failed: http_404"
    assert desk.titles == ["News of /page"]


async def test_hosts_are_given_time_between_requests(server):
    server.routes["/feed"] = feed("/page", "/slow", "/gzip")
    async with crawl_engine(FakeDesk(), delay=timedelta(seconds=0.2)) as engine:
        await poll_once(engine, server.url("/feed"))

    times = [asked.at for asked in server.asked]
    pauses = [later - earlier for earlier, later in pairwise(times)]
    assert len(pauses) == 4
    assert min(pauses) >= 0.2 * 0.5 - 0.02  # Scrapy varies the pause by half


async def test_a_host_gets_few_requests_at_once_and_all_together_not_too_many(server):
    server.routes["/feed"] = feed(*(f"/slow{n}" for n in range(8)))
    server.routes |= {f"/slow{n}": server.routes["/slow"] for n in range(8)}
    async with crawl_engine(FakeDesk(), concurrency_per_host=2) as engine:
        await poll_once(engine, server.url("/feed"))
    assert server.most_at_once == 2

    async with bad_server() as one, bad_server() as two, crawl_engine(FakeDesk(), concurrency=1) as engine:
        for each in (one, two):
            each.routes["/feed"] = feed("/slow")
        began = time.monotonic()
        await asyncio.gather(
            poll_once(engine, one.url("/feed"), name="a"), poll_once(engine, two.url("/feed"), name="b")
        )
        assert time.monotonic() - began >= 0.2


async def test_one_host_that_hangs_does_not_hold_up_another(server):
    server.routes["/feed"] = server.routes["/silent"]
    async with bad_server() as other, crawl_engine(FakeDesk(), timeout=timedelta(seconds=5)) as engine:
        other.routes["/feed"] = feed("/page")
        hanging = [asyncio.create_task(poll_once(engine, server.url("/feed"), name=f"hangs {n}")) for n in range(4)]
        await asyncio.sleep(0.1)
        began = time.monotonic()
        result = await poll_once(engine, other.url("/feed"))
        assert result.ok
        assert time.monotonic() - began < 1
        for task in hanging:
            task.cancel()


async def test_a_source_that_is_being_polled_is_not_polled_twice(server):
    server.routes["/feed"] = feed("/slow")
    desk = FakeDesk()
    async with crawl_engine(desk) as engine:
        first, second = await asyncio.gather(
            poll_once(engine, server.url("/feed")), poll_once(engine, server.url("/feed"))
        )

    assert first is second
    assert server.count["/feed"] == 1


async def test_many_polls_at_once(server):
    server.routes["/feed"] = feed("/page")
    async with crawl_engine(FakeDesk()) as engine:
        results = await asyncio.gather(*(poll_once(engine, server.url("/feed"), name=f"s{n}") for n in range(50)))

    assert all(result.ok for result in results)


async def test_an_unknown_spider_says_so(server):
    async with crawl_engine(FakeDesk()) as engine:
        result = await engine.poll(Source(name="x", spider="nosuch", url=server.url("/feed")), SourceState(name="x"))

    assert (result.reason, result.detail) == ("no_such_spider", "nosuch")


@pytest.mark.parametrize("path", ["/trickle", "/silent", "/slow-headers"])
async def test_stops_at_once_whatever_is_under_way(server, path):
    server.routes["/feed"] = feed(path, "/page", "/gzip")
    desk = FakeDesk()
    engine = CrawlEngine(Config(crawl=crawl_settings(timeout=timedelta(seconds=60))), desk, InlineWorkers())
    await engine.start()
    polling = asyncio.create_task(poll_once(engine, server.url("/feed")))
    await server.reached(path)

    began = time.monotonic()
    await engine.stop()

    assert time.monotonic() - began < 2
    result = await polling
    assert (result.reason, result.etag) == ("stopped", "")
    assert f"News of {path}" not in desk.titles  # it stays due
    assert (await poll_once(engine, server.url("/feed"))).reason == "stopped"


async def test_requests_that_wait_for_their_turn_are_given_up(server):
    server.routes["/feed"] = feed(*(f"/p{n}" for n in range(5)))
    engine = CrawlEngine(
        Config(crawl=crawl_settings(delay=timedelta(seconds=20), obey_robots=False)), FakeDesk(), InlineWorkers()
    )
    await engine.start()
    polling = asyncio.create_task(poll_once(engine, server.url("/feed")))
    await server.reached("/feed")
    await asyncio.sleep(0.1)

    began = time.monotonic()
    await engine.stop()

    assert time.monotonic() - began < 2
    assert (await polling).reason == "stopped"


async def test_an_article_at_the_desk_is_finished_before_the_end(server):
    server.routes["/feed"] = feed("/page", "/gzip", "/slow", "/latin")
    desk = FakeDesk(slow=0.5)
    engine = CrawlEngine(Config(crawl=crawl_settings(concurrency_per_host=1)), desk, InlineWorkers())
    await engine.start()
    polling = asyncio.create_task(poll_once(engine, server.url("/feed")))
    await server.reached("/slow")
    await asyncio.sleep(0.2)

    await engine.stop()

    assert (await polling).reason == "stopped"
    assert len(desk.taken) >= 1


async def test_a_desk_that_hangs_is_cut_off(server):
    server.routes["/feed"] = feed("/page")
    desk = FakeDesk(slow=60)
    engine = CrawlEngine(Config(crawl=crawl_settings()), desk, InlineWorkers())
    await engine.start()
    polling = asyncio.create_task(poll_once(engine, server.url("/feed")))
    await desk.busy.wait()

    began = time.monotonic()
    await engine.stop(grace=0.3)

    assert time.monotonic() - began < 2
    with pytest.raises(asyncio.CancelledError):
        await polling


async def test_a_poll_that_is_cancelled_leaves_the_engine_sound(server):
    server.routes["/feed"] = feed("/trickle")
    async with crawl_engine(FakeDesk(), timeout=timedelta(seconds=5)) as engine:
        polling = asyncio.create_task(poll_once(engine, server.url("/feed")))
        await server.reached("/trickle")
        polling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await polling
        server.routes["/feed"] = feed("/page")
        assert (await poll_once(engine, server.url("/feed"))).ok


async def test_new_settings_take_effect_while_old_polls_end(server):
    server.routes["/feed"] = feed("/slow")
    desk = FakeDesk()
    async with crawl_engine(desk, user_agent="old/1") as engine:
        polling = asyncio.create_task(poll_once(engine, server.url("/feed"), name="old"))
        await server.reached("/slow")
        await engine.reconfigure(Config(crawl=crawl_settings(user_agent="new/2")))
        result = await poll_once(engine, server.url("/feed"), name="new")
        assert (await polling).ok

    assert result.ok
    assert {asked.headers["User-Agent"] for asked in server.asked} == {"old/1", "new/2"}
    assert len(desk.taken) == 2


async def test_settings_that_stay_the_same_change_nothing(server):
    server.routes["/feed"] = feed("/page")
    async with crawl_engine(FakeDesk()) as engine:
        await poll_once(engine, server.url("/feed"))
        await engine.reconfigure(replace(Config(crawl=crawl_settings()), keep_stories=timedelta(days=1)))
        await poll_once(engine, server.url("/feed"))

    assert server.count["/robots.txt"] == 1


async def test_stopping_twice_and_without_a_start_does_no_harm():
    engine = CrawlEngine(Config(), FakeDesk(), InlineWorkers())

    await engine.stop()
    await engine.start()
    await engine.stop()
    await engine.stop()


async def test_signals_and_the_root_log_are_left_to_the_daemon(server):
    before = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    handlers, level = list(logging.root.handlers), logging.root.level
    server.routes["/feed"] = feed("/page")

    async with crawl_engine(FakeDesk()) as engine:
        await poll_once(engine, server.url("/feed"))
        during = {name: signal.getsignal(name) for name in before}

    assert during == before
    assert (list(logging.root.handlers), logging.root.level) == (handlers, level)


async def test_an_ordinary_poll_says_nothing_in_the_log(server, caplog):
    server.routes["/feed"] = feed("/page", "/404", "/cut")
    with caplog.at_level(logging.INFO):
        async with crawl_engine(FakeDesk(), retries=1) as engine:
            await poll_once(engine, server.url("/feed"))

    assert [record for record in caplog.records if record.name.startswith(("scrapy", "crawler", "twisted"))] == []
