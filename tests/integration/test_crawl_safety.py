"""No private address is fetched, whatever the way to it; and robots.txt is obeyed."""

import socket

import pytest

import crawler.safety
from tests.integration.bad_server import answer, bad_server, feed
from tests.integration.crawling import crawl_engine, poll_once
from tests.unit.crawl_fakes import FakeDesk


@pytest.fixture
async def server():
    async with bad_server() as running:
        running.routes["/feed"] = feed("/page")
        yield running


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "127.1",
        "0x7f000001",
        "0x7f.0.0.1",
        "2130706433",
        "0177.0.0.1",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "169.254.169.254",
        "10.0.0.1",
        "192.168.0.1",
        "[fe80::1]",
        "user:password@127.0.0.1",
    ],
)
async def test_private_hosts_in_every_spelling(server, host):
    async with crawl_engine(FakeDesk(), allow_private_addresses=False, obey_robots=False) as engine:
        result = await poll_once(engine, server.url("/feed", host))

    assert result.reason in {"private_address", "bad_url", "dns"}
    assert server.asked == []


async def test_a_name_that_resolves_to_a_private_address(server, monkeypatch):
    def resolve(host, port, *args, **kwargs):
        assert host == "sneaky.example"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    async with crawl_engine(FakeDesk(), allow_private_addresses=False, obey_robots=False) as engine:
        result = await poll_once(engine, server.url("/feed", "sneaky.example"))

    assert result.reason == "private_address"
    assert "sneaky.example" in result.detail
    assert server.asked == []


@pytest.fixture
async def public(monkeypatch):
    """A server whose address counts as public, unlike every other one on loopback."""
    monkeypatch.setattr(crawler.safety, "is_public", lambda address: address == "127.0.0.2")
    monkeypatch.setattr("crawler.handler.is_public", lambda address: address == "127.0.0.2")
    async with bad_server("127.0.0.2") as running:
        yield running


async def test_a_redirect_to_a_private_address(public, server):
    public.routes["/feed"] = answer(302, b"", Location=server.url("/feed"))
    async with crawl_engine(FakeDesk(), allow_private_addresses=False) as engine:
        result = await poll_once(engine, public.url("/feed", "127.0.0.2"))

    assert public.count["/feed"] == 1
    assert result.reason == "private_address"
    assert server.asked == []


async def test_a_page_at_a_private_address_and_a_redirected_one(public, server):
    public.routes["/feed"] = feed("/hop", server.url("/page"))
    public.routes["/hop"] = answer(301, b"", Location=server.url("/page"))
    desk = FakeDesk()
    async with crawl_engine(desk, allow_private_addresses=False) as engine:
        result = await poll_once(engine, public.url("/feed", "127.0.0.2"))

    assert result.ok
    assert [failure for _, _, _, failure in desk.taken] == ["private_address"] * 2
    assert server.asked == []


async def test_what_a_name_resolves_to_is_checked_again_for_each_connection(public, server, monkeypatch):
    """The name service says something harmless first and the truth later."""
    answers = iter(["127.0.0.2", "127.0.0.1", "127.0.0.1"])

    def resolve(host, port, *args, **kwargs):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr("crawler.handler.DNS_TTL", 0)
    public.routes["/feed"] = answer(404, b"", Connection="close")
    async with crawl_engine(FakeDesk(), allow_private_addresses=False, obey_robots=False) as engine:
        first = await poll_once(engine, public.url("/feed", "rebind.example"))
        second = await poll_once(engine, server.url("/feed", "rebind.example"))

    assert (first.reason, second.reason) == ("http_404", "private_address")
    assert server.asked == []


ROBOTS = b"User-agent: newsbell\nDisallow: /page\nDisallow: /secret.xml\n"


async def page_failure(server, **settings):
    desk = FakeDesk()
    async with crawl_engine(desk, **settings) as engine:
        result = await poll_once(engine, server.url("/feed"))
    return desk.taken[0][3] if result.ok else result.reason


async def test_a_forbidden_page_leaves_the_feeds_text(server):
    server.routes["/robots.txt"] = answer(200, ROBOTS, Content_Type="text/plain")

    assert await page_failure(server) == "robots_forbidden"
    assert server.count["/page"] == 0


async def test_a_forbidden_feed_is_not_polled(server):
    server.routes["/robots.txt"] = answer(200, ROBOTS, Content_Type="text/plain")
    async with crawl_engine(FakeDesk()) as engine:
        assert (await poll_once(engine, server.url("/secret.xml"))).reason == "robots_forbidden"

    assert server.count["/secret.xml"] == 0


async def test_robots_txt_can_be_left_unread(server):
    server.routes["/robots.txt"] = answer(200, ROBOTS, Content_Type="text/plain")

    assert await page_failure(server, obey_robots=False) == ""
    assert server.count["/robots.txt"] == 0


@pytest.mark.parametrize(
    ("robots", "failure"),
    [
        (answer(404), ""),
        (answer(403), ""),
        (answer(500), "robots_unreachable"),
        (answer(503), "robots_unreachable"),
        (answer(429), "robots_unreachable"),
        (answer(301, b"", Location="/real-robots.txt"), "robots_forbidden"),
        (answer(302, b"", Location="/robots.txt"), ""),
        (answer(200, b"<html>no such thing</html>"), ""),
    ],
    ids=["404", "403", "500", "503", "429", "redirect", "loop", "html"],
)
async def test_robots_txt_in_every_state(server, robots, failure):
    server.routes |= {"/robots.txt": robots, "/real-robots.txt": answer(200, ROBOTS)}

    assert await page_failure(server) == failure


@pytest.mark.parametrize("path", ["/silent", "/reset"])
async def test_no_answer_for_robots_txt_is_a_no(server, path):
    server.routes["/robots.txt"] = server.routes[path]

    assert await page_failure(server) == "robots_unreachable"
    assert server.count["/feed"] == 0


async def test_robots_txt_is_asked_for_once(server):
    server.routes["/feed"] = feed(*(f"/page{n}" for n in range(10)))
    async with crawl_engine(FakeDesk()) as engine:
        await poll_once(engine, server.url("/feed"))
        await poll_once(engine, server.url("/feed"), name="two")

    assert server.count["/robots.txt"] == 1


async def test_a_redirect_to_another_host_asks_that_hosts_robots_txt(server):
    async with bad_server() as other:
        other.routes["/robots.txt"] = answer(200, ROBOTS)
        server.routes["/feed"] = feed("/hop")
        server.routes["/hop"] = answer(302, b"", Location=other.url("/page"))

        assert await page_failure(server) == "robots_forbidden"
        assert other.count["/page"] == 0
