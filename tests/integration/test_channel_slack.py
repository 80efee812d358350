"""The Slack channel before a stand-in: threads, looking before sending again, and Slack's own ways to say no."""

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from aiohttp import web

from config.schema import SlackChannel as Settings
from config.secret import Secret
from pipelines.model.delivery import Verdict
from pipelines.model.kinds import AlertReason
from pipelines.notify.slack import SlackChannel
from tests.integration.receivers import BotRig, WebhookRig
from tests.newsroom.slack import CHANNEL_ID
from tests.unit.alert_samples import an_alert, writer_of


def now_alert(alert_id="a1", **changes):
    return an_alert(alert_id=alert_id, at=datetime.now(UTC), **changes)


RIG = BotRig


async def send(channel, alert=None, *, thread="", retry=False):
    return await channel.send(alert or now_alert(), "slack", thread_receipt=thread, retry=retry)


async def test_the_bot_says_who_it_speaks_of_and_where_it_stands(rig, channel):
    outcome = await send(channel)
    (message,) = rig.server.messages
    assert outcome.receipt == message.ts
    assert message.payload["metadata"]["event_type"] == "newsbell_alert"
    assert message.payload["metadata"]["event_payload"] == {
        "alert_id": "a1",
        "event_id": "e1",
        "kind": "bid",
        "stage": "offered",
        "reason": "new",
        "rule": "deals",
    }


async def test_an_update_goes_into_the_thread(rig, channel):
    first = await send(channel)
    await send(channel, now_alert("a2", thread_id="a1", reason=AlertReason.UPDATE), thread=first.receipt)
    assert [m.thread_ts for m in rig.server.messages] == [None, first.receipt]


def texts_of(payload):
    return [element["text"] for block in payload["blocks"] for element in block.get("elements", ())]


def an_update(alert_id="a2", stage="rejected"):
    return now_alert(alert_id, thread_id="a1", reason=AlertReason.UPDATE, change=f"offered → {stage}")


async def test_an_update_is_told_in_the_first_message_too(rig, channel):
    first = await send(channel)
    await send(channel, an_update(), thread=first.receipt)
    edited = rig.server.edits[first.receipt]
    assert edited["blocks"][0] == rig.server.messages[0].payload["blocks"][0]
    assert edited["metadata"] == rig.server.messages[0].payload["metadata"]
    assert "*updated: offered → rejected*" in texts_of(edited)
    await send(channel, an_update("a3", "withdrawn"), thread=first.receipt)
    edited = rig.server.edits[first.receipt]
    assert [text for text in texts_of(edited) if "updated" in text] == ["*updated: offered → withdrawn*"]
    assert [m.thread_ts for m in rig.server.messages] == [None, first.receipt, first.receipt]


async def test_a_first_message_of_somebody_else_is_left_alone(rig, channel):
    first = await send(channel)
    rig.server.edits[first.receipt] = {"metadata": {}}
    assert (await send(channel, an_update(), thread=first.receipt)).verdict is Verdict.SENT
    assert rig.server.edits[first.receipt] == {"metadata": {}}


async def test_an_edit_that_is_refused_takes_nothing_from_the_update():
    no = {"ok": False, "error": "missing_scope"}
    async with answering(chat_postMessage=POST, conversations_replies=no) as (channel, asked):
        assert (await send(channel, an_update(), thread="1.000001")).verdict is Verdict.SENT
    assert [method for method, _ in asked] == ["chat.postMessage", "conversations.replies"]
    broken = web.Response(status=200, text="hello")
    async with answering(chat_postMessage=POST, conversations_replies=broken) as (channel, _):
        assert (await send(channel, an_update(), thread="1.000001")).verdict is Verdict.SENT


async def test_an_update_whose_thread_was_deleted_goes_out_by_itself(rig, channel):
    outcome = await send(channel, now_alert("a2", thread_id="a1"), thread="1.000001")
    assert outcome.verdict is Verdict.SENT
    assert [m.thread_ts for m in rig.server.messages] == [None]


@pytest.mark.parametrize("in_thread", [False, True])
async def test_after_an_unknown_outcome_the_bot_looks_before_it_sends_again(rig, channel, in_thread):
    thread = (await send(channel)).receipt if in_thread else ""
    alert = now_alert("a2", thread_id="a1") if in_thread else now_alert("a2")
    rig.server.misbehave("cut_after", times=1)
    assert (await send(channel, alert, thread=thread)).verdict is Verdict.UNKNOWN
    again = await send(channel, alert, thread=thread, retry=True)
    assert (again.verdict, again.reason, again.receipt) == (
        Verdict.SENT,
        "found in the history",
        rig.server.messages[-1].ts,
    )
    assert len(rig.server.messages) == 1 + in_thread


async def test_what_did_not_arrive_is_sent_again(rig, channel):
    rig.server.misbehave("cut_before", times=1)
    assert (await send(channel)).verdict is Verdict.UNKNOWN
    assert (await send(channel, retry=True)).verdict is Verdict.SENT
    assert len(rig.server.messages) == 1


async def test_another_alert_in_the_history_is_not_ours(rig, channel):
    await send(channel, now_alert("other"))
    assert (await send(channel, retry=True)).reason == "ok"
    assert len(rig.server.messages) == 2


REFUSED = [({"token": "xoxb-old"}, "invalid_auth"), ({"channel": "#gone"}, "channel_not_found")]


@pytest.mark.parametrize(("settings", "reason"), REFUSED)
async def test_a_no_of_slack_is_final_and_told_in_its_words(rig, settings, reason):
    channel = SlackChannel(rig.settings(**settings), writer_of())
    outcome = await send(channel)
    await channel.close()
    assert (outcome.verdict, outcome.reason) == (Verdict.DEAD, reason)


async def test_the_webhook_sends_again_because_it_cannot_look():
    rig = WebhookRig()
    await rig.start()
    channel = rig.channel()
    rig.server.misbehave("cut_after", times=1)
    assert (await send(channel)).verdict is Verdict.UNKNOWN
    assert (await send(channel, retry=True)).verdict is Verdict.SENT
    first, second = (m.dump for m in rig.server.messages)
    assert first == second
    await channel.close()
    await rig.stop()


class Asked(list):
    """What was asked, in order; `connections` are the callers' ends."""


@asynccontextmanager
async def answering(**answers):
    """An API that answers each method with what it is told to."""
    asked, connections = Asked(), set()
    asked.connections = connections

    async def answer(request):
        method = request.path.rpartition("/")[2]
        asked.append((method, {**request.query, **await request.post()}))
        connections.add(request.transport.get_extra_info("peername"))
        given = answers[method.replace(".", "_")]
        if isinstance(given, list):
            given = given.pop(0)
        if isinstance(given, web.Response):
            return given
        return web.json_response(given)

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    settings = Settings(
        name="slack", bot_token=Secret("xoxb-1"), channel=CHANNEL_ID, api_url=f"http://127.0.0.1:{port}/api/"
    )
    channel = SlackChannel(settings, writer_of())
    try:
        yield channel, asked
    finally:
        await channel.close()
        await runner.cleanup()


POST = {"ok": True, "channel": CHANNEL_ID, "ts": "2.000001"}
SAID = [
    ({"ok": False, "error": "internal_error"}, Verdict.UNKNOWN, "internal_error", None),
    ({"ok": False, "error": "service_unavailable"}, Verdict.RETRY, "service_unavailable", None),
    ({"ok": False, "error": "is_archived"}, Verdict.DEAD, "is_archived", None),
    ({"ok": False}, Verdict.UNKNOWN, "an answer that is not Slack's", None),
    (web.Response(status=503, headers={"Retry-After": "9"}), Verdict.RETRY, "503", 9.0),
    (web.Response(status=502, text="<html>bad gateway"), Verdict.UNKNOWN, "502", None),
    (web.Response(status=200, text="<html>sign in", content_type="text/html"), Verdict.UNKNOWN, "an answer that is not Slack's", None),
    (web.Response(status=200, text="hello"), Verdict.UNKNOWN, "an answer that is not Slack's", None),
    (web.Response(status=200, text="{", content_type="application/json"), Verdict.UNKNOWN, "an answer that is not Slack's", None),
    (web.Response(status=404, text="nothing here"), Verdict.DEAD, "404", None),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "verdict", "reason", "pause"), SAID)
async def test_what_an_answer_means(answer, verdict, reason, pause):
    fresh = answer
    if isinstance(answer, web.Response):
        fresh = web.Response(status=answer.status, body=answer.body, headers=answer.headers)
    async with answering(chat_postMessage=fresh) as (channel, _):
        outcome = await send(channel)
    assert (outcome.verdict, outcome.reason, outcome.retry_after) == (verdict, reason, pause)


def history(*alert_ids, cursor=""):
    messages = [
        {"ts": f"{n}.5", "metadata": {"event_type": "newsbell_alert", "event_payload": {"alert_id": alert_id}}}
        for n, alert_id in enumerate(alert_ids)
    ]
    return {"ok": True, "messages": messages, "response_metadata": {"next_cursor": cursor}}


async def test_the_look_goes_through_the_pages_since_the_alert():
    pages = [history("x", "y", cursor="more"), history("z", "a1")]
    alert = now_alert()
    async with answering(conversations_history=pages) as (channel, asked):
        outcome = await send(channel, alert, retry=True)
    assert (outcome.verdict, outcome.receipt) == (Verdict.SENT, "1.5")
    assert [method for method, _ in asked] == ["conversations.history"] * 2
    assert asked[1][1]["cursor"] == "more"
    assert asked[0][1]["include_all_metadata"] == "1"
    assert 0 < alert.at.timestamp() - float(asked[0][1]["oldest"]) <= 300


async def test_a_history_that_has_no_end_is_not_read_for_ever():
    async with answering(conversations_history=history("x", cursor="more"), chat_postMessage=POST) as (channel, asked):
        assert (await send(channel, retry=True)).verdict is Verdict.SENT
    assert len(asked) <= 11


async def test_a_history_that_may_not_be_read_does_not_keep_the_alert_back():
    no = {"ok": False, "error": "missing_scope"}
    async with answering(conversations_history=no, chat_postMessage=POST) as (channel, _):
        assert (await send(channel, retry=True)).verdict is Verdict.SENT


UNREAD = [
    (lambda: web.Response(status=429, headers={"Retry-After": "3"}), 3.0, "look-up: 429"),
    (lambda: web.Response(status=200, text="hello"), None, "look-up: no answer"),
    (lambda: {"ok": False, "error": "internal_error"}, None, "look-up: internal_error"),
]


@pytest.mark.parametrize(("answer", "pause", "reason"), UNREAD)
async def test_while_the_history_cannot_be_had_nothing_is_sent(answer, pause, reason):
    async with answering(conversations_history=answer(), chat_postMessage=POST) as (channel, asked):
        outcome = await send(channel, retry=True)
    assert (outcome.verdict, outcome.retry_after) == (Verdict.RETRY, pause)
    assert outcome.reason.startswith(reason)
    assert [method for method, _ in asked] == ["conversations.history"]


async def test_an_update_that_is_refused_for_another_reason_is_not_sent_beside_its_thread():
    async with answering(chat_postMessage={"ok": False, "error": "not_in_channel"}) as (channel, asked):
        outcome = await send(channel, an_update(), thread="1.000001")
    assert (outcome.verdict, outcome.reason) == (Verdict.DEAD, "not_in_channel")
    assert [method for method, _ in asked] == ["chat.postMessage"]


async def test_an_address_that_is_none_is_final_and_not_told():
    settings = Settings(name="slack", webhook_url=Secret("http://[secret-path"))
    channel = SlackChannel(settings, writer_of())
    outcome = await send(channel)
    await channel.close()
    assert outcome.verdict is Verdict.DEAD
    assert "secret" not in outcome.reason


async def test_a_closed_channel_opens_again(channel):
    await send(channel)
    await channel.close()
    assert (await send(channel, replace(now_alert("a9")))).verdict is Verdict.SENT


async def test_each_message_has_a_connection_of_its_own():
    async with answering(chat_postMessage=POST) as (channel, asked):
        for _ in range(3):
            await send(channel)
    assert len(asked.connections) == 3
