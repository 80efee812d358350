"""Every way in which a server can fail, each with its label, on real connections."""

import asyncio
import socket
import ssl
import time
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.integration.bad_server import HTML, answer, bad_server, feed
from tests.integration.crawling import crawl_engine, poll_once
from tests.unit.crawl_fakes import FakeDesk


@pytest.fixture
async def server():
    async with bad_server() as running:
        yield running


async def settle(server, path, **settings):
    """What the desk is given for the page at `path`: the page, and why there is none."""
    server.routes["/feed"] = feed(path)
    desk = FakeDesk()
    async with crawl_engine(desk, **settings) as engine:
        result = await poll_once(engine, server.url("/feed"))
    assert result.ok, result
    (_, _, page, failure) = desk.taken[0]
    return page, failure


@pytest.mark.parametrize(
    ("path", "failure"),
    [
        *((f"/{status}", f"http_{status}") for status in (400, 401, 403, 404, 410, 451, 500)),
        ("/trickle", "timeout"),
        ("/slow-headers", "timeout"),
        ("/silent", "timeout"),
        ("/endless", "too_large"),
        ("/announces-much", "too_large"),
        ("/gzip-bomb", "too_large"),
        ("/br-bomb", "too_large"),
        ("/zstd-bomb", "too_large"),
        ("/no-gzip", "bad_encoding"),
        ("/cut", "connection_lost"),
        ("/reset", "connection_lost"),
        ("/no-http", "bad_answer"),
        ("/loop", "redirect_loop"),
        ("/there", "redirect_loop"),
        ("/to-ftp", "bad_redirect"),
        ("/to-script", "bad_redirect"),
        ("/to-file", "bad_redirect"),
        ("/to-nowhere", "bad_redirect"),
        ("/pdf", "not_html"),
        ("/picture", "not_html"),
    ],
)
async def test_a_page_that_cannot_be_had(server, path, failure):
    began = time.monotonic()

    assert await settle(server, path) == (None, failure)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/404", "http_404"),
        ("/410", "http_410"),
        ("/403", "http_403"),
        ("/500", "http_500"),
        ("/trickle", "timeout"),
        ("/gzip-bomb", "too_large"),
        ("/loop", "redirect_loop"),
        ("/to-file", "bad_redirect"),
        ("/cut", "connection_lost"),
        ("/page", "html_instead_of_feed"),
        ("/pdf", "not_a_feed"),
    ],
)
async def test_a_feed_that_cannot_be_had(server, path, reason):
    async with crawl_engine(FakeDesk(), max_feed_size=1_000_000) as engine:
        result = await poll_once(engine, server.url(path))

    assert (result.ok, result.reason) == (False, reason)
    assert len(result.detail) < 300


@pytest.mark.parametrize("path", ["/page", "/moved", "/gzip", "/untyped"])
async def test_a_page_that_can(server, path):
    page, failure = await settle(server, path)

    assert failure == ""
    assert page.html == HTML
    assert page.url == server.url("/page" if path == "/moved" else path)


async def test_the_charset_of_the_headers_goes_along(server):
    page, _ = await settle(server, "/latin")

    assert (page.charset, page.html) == ("ISO-8859-1", b"\xe9")


async def test_failures_that_pass_are_tried_again(server):
    page, _ = await settle(server, "/flapping", retries=2)

    assert page is not None
    assert server.count["/flapping"] == 3


@pytest.mark.parametrize(
    ("path", "tries"), [("/500", 3), ("/cut", 3), ("/404", 1), ("/403", 1), ("/no-gzip", 1), ("/pdf", 1)]
)
async def test_others_are_not(server, path, tries):
    await settle(server, path, retries=2)

    assert server.count[path] == tries


async def test_a_closed_port_is_refused():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody else gets it, and nobody listens
        port = taken.getsockname()[1]
        async with crawl_engine(FakeDesk(), obey_robots=False) as engine:
            assert (await poll_once(engine, f"http://127.0.0.1:{port}/feed")).reason == "refused"


async def test_a_name_that_is_not_known(server, monkeypatch):
    def no_such_name(host, *args, **kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_such_name)
    async with crawl_engine(FakeDesk(), obey_robots=False) as engine:
        assert (await poll_once(engine, "http://nowhere.example/feed")).reason == "dns"


@pytest.fixture
def certificate(tmp_path):
    """A server context with a certificate that nobody signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


async def test_a_certificate_that_nobody_signed(certificate):
    async with bad_server(tls=certificate) as secure, crawl_engine(FakeDesk(), obey_robots=False) as engine:
        result = await poll_once(engine, secure.url("/feed"))

    assert result.reason == "tls"
    assert secure.asked == []


async def test_tls_where_none_is_spoken():
    def speak_plainly(reader, writer):
        writer.write(b"HTTP/1.1 400 The plain HTTP request was expected\r\n\r\n")
        writer.close()

    listening = await asyncio.start_server(speak_plainly, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    async with listening, crawl_engine(FakeDesk(), obey_robots=False) as engine:
        result = await poll_once(engine, f"https://127.0.0.1:{port}/feed")

    assert result.reason == "tls"


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1/feed", "file:///etc/passwd", "data:text/xml,<rss/>", "nonsense", "http://", "http:///feed"]
)
async def test_what_is_no_web_address(server, url):
    async with crawl_engine(FakeDesk(), obey_robots=False) as engine:
        assert (await poll_once(engine, url)).reason == "bad_url"


async def test_a_feed_that_asks_for_a_pause_says_how_long(server):
    async with crawl_engine(FakeDesk(), retries=3) as engine:
        result = await poll_once(engine, server.url("/pause-100"))
        again = await poll_once(engine, server.url("/feed"))

    assert (result.reason, result.retry_after) == ("http_503", 100)
    assert server.count["/pause-100"] == 1
    assert again.reason == "host_paused"
    assert again.retry_after == pytest.approx(100, abs=2)
    assert server.count["/feed"] == 0


async def test_a_short_pause_is_kept_and_the_page_tried_once_more(server):
    async def busy_once(bad, asked, writer):
        first = bad.count["/busy"] == 1
        await (answer(429, b"", Retry_After="1") if first else answer())(bad, asked, writer)

    server.routes["/busy"] = busy_once

    page, _ = await settle(server, "/busy")

    assert page is not None
    first, second = (asked.at for asked in server.asked if asked.path == "/busy")
    assert second - first >= 1


async def test_after_a_long_pause_was_asked_for_no_further_page_is_fetched(server):
    server.routes["/feed"] = feed("/page", "/pause-100", "/pause-100b")
    server.routes["/pause-100b"] = server.routes["/pause-100"]
    desk = FakeDesk()
    async with crawl_engine(desk, concurrency_per_host=1) as engine:
        result = await poll_once(engine, server.url("/feed"))

    assert result.ok
    assert sorted(failure for _, _, _, failure in desk.taken)[:1] == ["host_paused"]
    assert server.count["/page"] == 0


async def test_a_large_page_does_not_hold_up_the_loop(server):
    server.routes["/feed"] = feed("/gzip-bomb")
    late = []

    async def watch():
        while True:
            began = time.monotonic()
            await asyncio.sleep(0.002)
            late.append(time.monotonic() - began - 0.002)

    desk = FakeDesk()
    async with crawl_engine(desk, max_page_size=40_000_000, timeout=timedelta(seconds=20)) as engine:
        watching = asyncio.create_task(watch())
        await poll_once(engine, server.url("/feed"))
        watching.cancel()

    assert len(desk.taken[0][2].html) == 30_000_000
    assert sorted(late)[-3] < 0.05  # the machine itself may hold up a test once or twice
