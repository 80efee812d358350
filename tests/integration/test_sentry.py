"""What leaves for Sentry, read from a real endpoint that takes envelopes."""

import asyncio
import gzip
import json
import threading

import brotli
import pytest
import sentry_sdk
from aiohttp import web

from config.errors import NewsbellError
from config.schema import SentrySettings
from config.secret import Secret
from scheduler import sentry
from tests.newsroom.waiting import until

ARTICLE = "A sentence of an article that nobody else should read. " * 40


class Endpoint:
    """Takes envelopes; `items` are (type, payload) pairs."""

    def __init__(self):
        self.items = []
        self.bodies = []
        self.headers = []

    async def take(self, request):
        body = await request.read()
        encoding = request.headers.get("Content-Encoding", "")
        if encoding == "gzip" and body[:2] == b"\x1f\x8b":  # aiohttp may have decoded it already
            body = gzip.decompress(body)
        elif encoding == "br" and not body.startswith(b"{"):
            body = brotli.decompress(body)
        self.bodies.append(body.decode())
        self.headers.append(dict(request.headers))
        lines = [json.loads(line) for line in body.decode().splitlines() if line]
        self.items += [(head["type"], payload) for head, payload in zip(lines[1::2], lines[2::2], strict=True)]
        return web.json_response({})

    def of(self, kind):
        return [payload for name, payload in self.items if name == kind]


@pytest.fixture
async def endpoint():
    taken = Endpoint()
    app = web.Application()
    app.router.add_post("/api/1/envelope/", taken.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    taken.port = runner.addresses[0][1]
    yield taken
    await asyncio.to_thread(sentry.stop)
    await runner.cleanup()


def start(endpoint):
    dsn = Secret(f"http://public-key@127.0.0.1:{endpoint.port}/1")
    sentry.start(SentrySettings(dsn=dsn, environment="test"), "newsbell@1.2.3")


async def sent(endpoint):
    await asyncio.to_thread(sentry.stop)
    return endpoint


def fail(password, article):
    """An error whose message and frames hold what must not leave."""
    try:
        {}[f"{password} {article}"]
    except KeyError as error:
        raise ValueError(f"cannot read with {password}: {article}") from error


async def test_an_error_with_where_it_happened(endpoint):
    start(endpoint)
    try:
        fail("open-sesame-9", ARTICLE)
    except ValueError as error:
        sentry.report(error, source="genk-ai", story_id="s1", step="extract")
    (event,) = (await sent(endpoint)).of("event")
    assert event["tags"] == {"source": "genk-ai", "story_id": "s1", "step": "extract"}
    assert event["release"] == "newsbell@1.2.3"
    assert event["environment"] == "test"
    first, last = event["exception"]["values"]
    assert (first["type"], last["type"]) == ("KeyError", "ValueError")
    assert [frame["function"] for frame in last["stacktrace"]["frames"]][-1] == "fail"


async def test_no_secret_no_article_and_nothing_of_the_machine_leaves(endpoint):
    Secret("open-sesame-9")
    start(endpoint)
    try:
        fail("open-sesame-9", ARTICLE)
    except ValueError as error:
        sentry.report(error, source="https://user:pass@example.org/", story_id="s1", step="x" * 5_000)
    (body,) = (await sent(endpoint)).bodies
    (event,) = endpoint.of("event")
    assert "open-sesame-9" not in body
    assert "user:pass" not in body
    assert ARTICLE[:400] not in body
    assert "cannot read with ***" in body
    assert all("vars" not in frame for value in event["exception"]["values"] for frame in value["stacktrace"]["frames"])
    assert not {"modules", "extra", "user", "request"} & {key for key, value in event.items() if value}
    assert not event.get("breadcrumbs", {}).get("values")
    assert event["server_name"] == "newsbell"
    assert len(body) < 20_000


async def test_tags_of_one_report_are_not_those_of_the_next(endpoint):
    start(endpoint)
    sentry.report(RuntimeError("first"), source="a", step="poll")
    sentry.report(RuntimeError("second"))
    first, second = (await sent(endpoint)).of("event")
    assert first["tags"]["source"] == "a"
    assert not second.get("tags")


async def test_an_error_is_reported_once(endpoint):
    start(endpoint)
    error = RuntimeError("the same")
    sentry.report(error)
    sentry.report(error)
    assert len((await sent(endpoint)).of("event")) == 1


@pytest.mark.parametrize(("well", "status"), [(True, "ok"), (False, "error")])
async def test_the_plan_checks_in(endpoint, well, status):
    start(endpoint)
    sentry.plan_checkin(well=well)
    (checkin,) = (await sent(endpoint)).of("check_in")
    assert (checkin["monitor_slug"], checkin["status"]) == ("newsbell-plan", status)
    assert checkin["monitor_config"]["schedule"] == {"type": "interval", "value": 1, "unit": "minute"}
    assert checkin["environment"] == "test"


async def test_what_ends_the_process_is_reported_on_the_way_out(endpoint):
    start(endpoint)

    def end_with(error):
        try:
            raise error
        finally:
            sentry.stop()

    with pytest.raises(RuntimeError):
        await asyncio.to_thread(end_with, RuntimeError("not foreseen"))
    assert [event["exception"]["values"][0]["value"] for event in endpoint.of("event")] == ["not foreseen"]
    start(endpoint)
    with pytest.raises(NewsbellError):
        await asyncio.to_thread(end_with, NewsbellError("foreseen"))
    assert len(endpoint.of("event")) == 1


async def test_after_the_end_nothing_is_sent(endpoint):
    start(endpoint)
    await sent(endpoint)
    sentry.report(RuntimeError("too late"))
    sentry.plan_checkin()
    await sent(endpoint)
    assert endpoint.items == []
    await until(lambda: not any("sentry" in thread.name for thread in threading.enumerate()), 10, "end of its threads")


async def test_without_a_dsn_nothing_happens(endpoint):
    sentry.start(SentrySettings())
    assert not sentry_sdk.is_initialized()
    sentry.report(RuntimeError("unheard"))
    sentry.plan_checkin()
    sentry.stop()
    assert endpoint.items == []


async def test_an_endpoint_that_is_gone_does_not_hold_anything_up(endpoint):
    sentry.start(SentrySettings(dsn=Secret("http://key@127.0.0.1:9/1")))
    sentry.report(RuntimeError("unheard"))
    began = asyncio.get_running_loop().time()
    await asyncio.to_thread(sentry.stop)
    assert asyncio.get_running_loop().time() - began < 3
