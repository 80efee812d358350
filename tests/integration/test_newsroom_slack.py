"""The Slack stand-in, asked by Slack's own client and by plain HTTP."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.newsroom.slack import CHANNEL, TOKEN, SlackServer


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    server = SlackServer()
    await server.start()
    yield server
    await server.stop()


def bot(slack: SlackServer, token: str = TOKEN) -> AsyncWebClient:
    return AsyncWebClient(token=token, base_url=slack.api_url, timeout=5)


async def test_the_webhook_takes_a_message(slack: SlackServer):
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "*xAI* bids"}}]
    answer = await AsyncWebhookClient(slack.webhook_url).send(text="xAI bids", blocks=blocks)
    assert (answer.status_code, answer.body) == (200, "ok")
    (message,) = await slack.wait_for(1)
    assert (message.text, message.by_webhook, message.mrkdwn) == ("xAI bids", True, ["xAI bids", "*xAI* bids"])


@pytest.mark.parametrize(
    ("path", "data", "status", "text"),
    [
        ("", b"{", 400, "invalid_payload"),
        ("", b'{"text": ""}', 400, "no_text"),
        ("", b'{"text": "x", "blocks": [{"type": "section"}]}', 400, "invalid_blocks"),
        ("x", b'{"text": "x"}', 404, "no_service"),
    ],
)
async def test_the_webhook_refuses(slack: SlackServer, path: str, data: bytes, status: int, text: str):
    async with (
        aiohttp.ClientSession() as http,
        http.post(slack.webhook_url + path, data=data, headers={"Content-Type": "application/json"}) as answer,
    ):
        assert (answer.status, await answer.text()) == (status, text)
    assert slack.messages == []


async def test_a_bot_posts_threads_and_reads_them(slack: SlackServer):
    first = await bot(slack).chat_postMessage(channel=CHANNEL, text="a bid")
    reply = await bot(slack).chat_postMessage(channel=CHANNEL, text="refused", thread_ts=first["ts"])
    history = await bot(slack).conversations_history(channel=CHANNEL)
    replies = await bot(slack).conversations_replies(channel=CHANNEL, ts=first["ts"])
    assert [m["ts"] for m in history["messages"]] == [first["ts"]]
    assert [m["ts"] for m in replies["messages"]] == [first["ts"], reply["ts"]]
    assert slack.messages[1].thread_ts == first["ts"]


async def test_metadata_is_kept(slack: SlackServer):
    metadata = {"event_type": "newsbell_alert", "event_payload": {"alert_id": "a1"}}
    await bot(slack).chat_postMessage(channel=CHANNEL, text="a bid", metadata=metadata)
    history = await bot(slack).conversations_history(channel=CHANNEL, include_all_metadata=True)
    assert history["messages"][0]["metadata"] == metadata


@pytest.mark.parametrize(
    ("token", "values", "error"),
    [
        ("xoxb-wrong", {"text": "x"}, "invalid_auth"),
        (TOKEN, {"text": "x", "channel": "#elsewhere"}, "channel_not_found"),
        (TOKEN, {"text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        (TOKEN, {"text": "x" * 40_001}, "msg_too_long"),
        (TOKEN, {"text": "x", "blocks": [{"type": "section"}]}, "invalid_blocks"),
    ],
)
async def test_the_bot_is_refused(slack: SlackServer, token: str, values: dict, error: str):
    with pytest.raises(SlackApiError) as raised:
        await bot(slack, token).chat_postMessage(**({"channel": CHANNEL} | values))
    assert raised.value.response["error"] == error
    assert slack.messages == []
    assert slack.refused[0].startswith(error)


async def test_rate_limit_names_the_pause_and_ends(slack: SlackServer):
    slack.misbehave("rate_limit", retry_after=2, times=1)
    answer = await AsyncWebhookClient(slack.webhook_url).send(text="x")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")
    assert (await AsyncWebhookClient(slack.webhook_url).send(text="x")).status_code == 200
    assert (len(slack.messages), len(slack.tries)) == (1, 2)


async def test_error(slack: SlackServer):
    slack.misbehave("error", status=503)
    assert (await AsyncWebhookClient(slack.webhook_url).send(text="x")).status_code == 503


@pytest.mark.parametrize(("mode", "kept"), [("cut_before", 0), ("cut_after", 1)])
async def test_a_cut_connection_leaves_the_sender_in_doubt(slack: SlackServer, mode: str, kept: int):
    slack.misbehave(mode)
    async with aiohttp.ClientSession() as http:
        with pytest.raises(aiohttp.ClientError):
            await http.post(slack.webhook_url, json={"text": "x"})
    assert len(slack.messages) == kept


async def test_hang(slack: SlackServer):
    slack.misbehave("hang")
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.2)) as http:
        with pytest.raises(TimeoutError):
            await http.post(slack.webhook_url, json={"text": "x"})
    slack.behave()
    assert (await AsyncWebhookClient(slack.webhook_url).send(text="x")).status_code == 200
