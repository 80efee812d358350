"""What is each service's own: threads, severities, keys, places of texts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from config.secret import Secret
from pipelines.model.delivery import Verdict
from pipelines.model.kinds import AlertReason, Severity, Status
from tests.integration.service_rigs import DiscordRig, NtfyRig, PagerDutyRig, TeamsRig, TelegramRig
from tests.unit.alert_gallery import ARABIC_BID
from tests.unit.alert_samples import an_alert, an_event

UPDATE = {"thread_id": "a1", "reason": AlertReason.UPDATE, "change": "offered → rejected"}


def to(rig):
    return pytest.mark.parametrize("rig", [rig], indirect=True)


async def send(channel, alert=None, *, thread=""):
    return await channel.send(alert or an_alert(), "there", thread_receipt=thread, retry=False)


@to(TelegramRig)
async def test_telegram_replies_to_the_threads_first_message(rig, channel):
    first = await send(channel)
    assert first.receipt == "1"
    await send(channel, an_alert(alert_id="a2", **UPDATE), thread=first.receipt)
    assert "reply_parameters" not in rig.server.taken[0].json
    assert rig.server.taken[1].json["reply_parameters"] == {"message_id": 1, "allow_sending_without_reply": True}


@to(TelegramRig)
async def test_telegram_is_quiet_for_what_is_only_information(rig, channel):
    for severity in (Severity.INFO, Severity.CRITICAL):
        await send(channel, an_alert(severity=severity))
    assert [one.json["disable_notification"] for one in rig.server.taken] == [True, False]


@to(TelegramRig)
async def test_an_answer_that_is_not_telegrams_is_unknown(rig, channel):
    rig.server.misbehave("error", status=200)
    assert (await send(channel)).verdict is Verdict.UNKNOWN


@to(TelegramRig)
async def test_telegrams_own_words_say_why_not(rig):
    settings = replace(rig.settings(timedelta(seconds=2)), chat="@nobody")
    rig.settings = lambda timeout: settings
    channel = rig.channel()
    outcome = await send(channel)
    await channel.close()
    assert (outcome.verdict, outcome.reason) == (Verdict.DEAD, "400 Bad Request: chat not found")


@to(DiscordRig)
async def test_discord_shows_severity_as_colour_and_calls_nobody(rig, channel):
    for severity in Severity:
        await send(channel, an_alert(severity=severity))
    embeds = [one.json["embeds"][0] for one in rig.server.taken]
    assert len({embed["color"] for embed in embeds}) == 4
    assert embeds[0]["url"] == "https://daily.example/s1"
    assert {str(one.json["allowed_mentions"]) for one in rig.server.taken} == {"{'parse': []}"}


@to(NtfyRig)
async def test_ntfy_rings_louder_for_what_matters_more(rig, channel):
    for severity in Severity:
        await send(channel, an_alert(severity=severity))
    assert [one.json["priority"] for one in rig.server.taken] == [2, 3, 4, 5]
    assert rig.server.taken[0].json["click"] == "https://daily.example/s1"
    assert rig.server.taken[0].json["tags"] == ["newsbell", "bid", "offered"]


@to(PagerDutyRig)
async def test_pagerduty_has_one_incident_for_an_event_and_ends_it_where_the_matter_ends(rig, channel):
    await send(channel, an_alert(severity=Severity.CRITICAL))
    for stage in ("rejected", "withdrawn"):
        await send(channel, an_alert(an_event(stage=stage), alert_id=stage, **UPDATE))
    events = [one.json for one in rig.server.taken]
    assert [event["event_action"] for event in events] == ["trigger", "trigger", "resolve"]
    assert {event["dedup_key"] for event in events} == {"e1"}
    assert events[0]["payload"]["severity"] == "critical"
    assert events[0]["links"] == [
        {"href": "https://daily.example/s1", "text": "A consortium bids for the maker of a chatbot"}
    ]


@to(PagerDutyRig)
async def test_a_denial_ends_the_incident(rig, channel):
    first = await send(channel)
    denied = an_alert(an_event(status=Status.DENIAL), alert_id="denied", **UPDATE)
    await send(channel, denied, thread=first.receipt)
    events = [one.json for one in rig.server.taken]
    assert [(event["event_action"], event["dedup_key"]) for event in events] == [("trigger", "e1"), ("resolve", "e1")]


@to(PagerDutyRig)
async def test_an_update_of_what_came_in_a_digest_joins_the_digests_incident_and_does_not_end_it(rig, channel):
    members = tuple(an_alert(an_event(event_id=name), alert_id=name) for name in ("e1", "e2"))
    digest = an_alert(members[0].event, alert_id="d1", reason=AlertReason.DIGEST, members=members)
    first = await send(channel, digest)
    await send(channel, an_alert(an_event(stage="withdrawn"), alert_id="a2", **UPDATE), thread=first.receipt)
    events = [one.json for one in rig.server.taken]
    assert {event["dedup_key"] for event in events} == {"digest-d1"}
    assert [event["event_action"] for event in events] == ["trigger", "trigger"]


@to(PagerDutyRig)
async def test_an_event_that_was_merged_into_another_ends_the_incident_that_it_had(rig, channel):
    first = await send(channel, an_alert(an_event(event_id="before")))
    await send(channel, an_alert(an_event(event_id="after", stage="withdrawn"), **UPDATE), thread=first.receipt)
    last = rig.server.taken[-1].json
    assert (last["event_action"], last["dedup_key"]) == ("resolve", "before")


@to(PagerDutyRig)
async def test_a_matter_that_is_over_when_first_heard_of_is_told_and_not_resolved(rig, channel):
    await send(channel, an_alert(an_event(stage="withdrawn")))
    assert rig.server.taken[0].json["event_action"] == "trigger"


@to(PagerDutyRig)
async def test_pagerdutys_own_words_say_why_not(rig):
    settings = replace(rig.settings(timedelta(seconds=2)), routing_key=Secret("another-key"))
    rig.settings = lambda timeout: settings
    channel = rig.channel()
    outcome = await send(channel)
    await channel.close()
    assert (outcome.verdict, outcome.reason) == (Verdict.DEAD, "400 Event object is invalid; Invalid routing key")


@to(TeamsRig)
async def test_teams_says_with_200_that_it_was_busy(rig, channel):
    rig.server.rules.answer = lambda asked, number: (200, "Microsoft Teams endpoint returned HTTP error 429")
    assert (await send(channel)).verdict is Verdict.RETRY


@to(TeamsRig)
async def test_a_card_links_titles_to_their_articles(rig, channel):
    await send(channel, ARABIC_BID)
    card = rig.server.taken[0].json["attachments"][0]["content"]
    runs = [run for block in card["body"] for run in block.get("inlines", ()) if "selectAction" in run]
    assert [run["selectAction"]["url"] for run in runs] == ["https://vi.example/0", "https://ar.example/40"]
