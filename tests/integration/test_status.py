"""Health and metrics over real HTTP."""

import asyncio
import base64
import socket

import aiohttp
import pytest
from prometheus_client import CollectorRegistry, Counter

from config.errors import ConfigError
from config.schema import DashboardSettings
from config.secret import Secret
from dashboard import status
from dashboard.status import StatusServer

PASSWORD = "päss:word"


class Patient:
    def __init__(self, *reasons, answer=None):
        self._reasons = list(reasons)
        self._answer = answer

    async def reasons(self):
        if self._answer:
            await self._answer.wait()
        return self._reasons

    async def details(self):
        return {"sources": 3}


@pytest.fixture
async def serve():
    """Starts servers, gives `get(path, **headers)` for each."""
    started = []
    async with aiohttp.ClientSession() as client:

        async def _serve(health=None, password="", listen="127.0.0.1:0"):
            registry = CollectorRegistry()
            Counter("newsbell_test", "A test.", registry=registry).inc()
            settings = DashboardSettings(listen=listen, password=Secret(password))
            server = StatusServer(settings, health or Patient(), registry)
            await server.start()
            started.append(server)

            async def get(path, method="GET", **headers):
                url = f"http://127.0.0.1:{server.port}{path}"
                async with client.request(method, url, headers=headers) as response:
                    return response, await response.text()

            return get

        yield _serve
        for server in started:
            await server.stop()


def basic(password, user="anyone"):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


async def test_well(serve):
    response, text = await (await serve())("/healthz")
    assert (response.status, response.content_type) == (200, "application/json")
    assert text == '{"status": "well", "reasons": [], "sources": 3}\n'


async def test_ill(serve):
    response, _ = await (await serve(Patient("store: gone", "channel desk: refused")))("/healthz")
    assert response.status == 503
    assert (await response.json())["reasons"] == ["store: gone", "channel desk: refused"]


async def test_no_answer_is_ill(serve, monkeypatch):
    monkeypatch.setattr(status, "PATIENCE", 0.01)
    response, text = await (await serve(Patient(answer=asyncio.Event())))("/healthz")
    assert response.status == 503
    assert "no answer about health" in text


async def test_metrics(serve):
    response, text = await (await serve())("/metrics")
    assert response.status == 200
    assert response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "newsbell_test_total 1.0" in text


@pytest.mark.parametrize(
    ("authorization", "allowed"),
    [
        (basic(PASSWORD), True),
        (basic(PASSWORD, user=""), True),
        (f"Bearer {PASSWORD}", True),
        (f"bearer {PASSWORD}", True),
        ("", False),
        ("Basic", False),
        ("Basic !!!", False),
        ("Basic " + base64.b64encode(b"no colon").decode(), False),
        (basic("wrong"), False),
        (basic(PASSWORD + "x"), False),
        (basic(""), False),
        ("Bearer wrong", False),
        (f"Digest {PASSWORD}", False),
    ],
)
async def test_the_password(serve, authorization, allowed):
    get = await serve(password=PASSWORD)
    response, text = await get("/metrics", Authorization=authorization)
    assert response.status == (200 if allowed else 401)
    assert ("newsbell_test_total" in text) is allowed
    assert ("WWW-Authenticate" in response.headers) is not allowed


async def test_health_without_the_password_is_a_number_and_no_reasons(serve):
    get = await serve(Patient("store: gone"), password=PASSWORD)
    response, text = await get("/healthz")
    assert (response.status, text) == (503, '{"status": "ill"}\n')
    _, text = await get("/healthz", Authorization=basic(PASSWORD))
    assert "store: gone" in text


@pytest.mark.parametrize(
    ("host", "answered"),
    [
        ("localhost:8080", True),
        ("127.0.0.1", True),
        ("[::1]:80", True),
        ("news.example", False),
        ("127.0.0.1.example", False),
        ("", False),
    ],
)
async def test_without_a_password_only_this_machines_own_names_are_answered(serve, host, answered):
    response, _ = await (await serve())("/metrics", Host=host)
    assert response.status == (200 if answered else 403)


async def test_with_a_password_any_name_is_answered(serve):
    response, _ = await (await serve(password=PASSWORD))("/metrics", Host="news.example", Authorization=basic(PASSWORD))
    assert response.status == 200


@pytest.mark.parametrize(
    ("method", "path", "code"), [("GET", "/healthz", 200), ("GET", "/no", 404), ("POST", "/metrics", 405)]
)
async def test_every_answer_is_hardened(serve, method, path, code):
    response, _ = await (await serve())(path, method=method)
    assert response.status == code
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert response.headers["Server"] == "newsbell"


async def test_a_port_that_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        server = StatusServer(DashboardSettings(listen=listen), Patient(), CollectorRegistry())
        with pytest.raises(ConfigError, match=rf"^dashboard\.listen: cannot listen on {listen}: .*another port"):
            await server.start()
        await server.stop()


async def test_stopped_it_can_be_started_again(serve):
    server = StatusServer(DashboardSettings(listen="127.0.0.1:0"), Patient(), CollectorRegistry())
    with pytest.raises(RuntimeError):
        _ = server.port
    for _ in range(2):
        await server.start()
        assert server.port > 0
        await server.stop()
