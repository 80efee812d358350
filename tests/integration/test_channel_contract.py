"""What every channel promises, tried on every channel with a real receiver."""

import asyncio
import logging
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from pipelines.model.alert import Change
from pipelines.model.announcement import Announcement
from pipelines.model.delivery import Verdict
from pipelines.model.kinds import AlertReason, Severity
from pipelines.notify.apprise import installed
from pipelines.notify.channel import CheckFailed
from pipelines.notify.message import notice
from tests.integration.receivers import BotRig, ConsoleRig, MailRig, WebhookRig
from tests.integration.service_rigs import (
    AppriseRig,
    AtomRig,
    CloudRig,
    CommandRig,
    DiscordRig,
    HookRig,
    NtfyRig,
    PagerDutyRig,
    TeamsRig,
    TelegramRig,
)
from tests.unit.alert_gallery import GALLERY, HOSTILE, MANY
from tests.unit.alert_samples import a_report, a_story, an_alert, an_event

SLACK = [WebhookRig, BotRig]
SERVICES = [HookRig, CloudRig, TelegramRig, TeamsRig, DiscordRig, NtfyRig, PagerDutyRig]
NETWORKED = [MailRig, *SLACK, *SERVICES]
EXTRA = [
    pytest.param(
        AppriseRig,
        marks=[
            pytest.mark.skipif(not installed(), reason="Apprise is not installed"),
            pytest.mark.filterwarnings("ignore:'imghdr' is deprecated"),
        ],
    )
]
FALLIBLE = [*NETWORKED, CommandRig]
EVERY = [*FALLIBLE, AtomRig, ConsoleRig, *EXTRA]


def over(rigs):
    return pytest.mark.parametrize("rig", rigs, ids=lambda r: r.__name__, indirect=True)


every_channel, networked, fallible = over(EVERY), over(NETWORKED), over(FALLIBLE)


async def send(channel, rig, alert=None, *, thread="", retry=False):
    return await channel.send(alert or an_alert(), rig.target, thread_receipt=thread, retry=retry)


@every_channel
async def test_the_message_says_what_happened_then_the_evidence_then_the_sources(rig, channel):
    late = a_story("s2", title="The same told later", url="https://weekly.example/s2")
    alert = an_alert(an_event(a_report(), a_report(late, copy=True)), alert_id="alert-77", story_id="s1")
    assert (await send(channel, rig, alert)).verdict is Verdict.SENT
    (got,) = rig.got()
    parts = [
        "xAI offers 97.4 billion USD for OpenAI",
        "The consortium offered 97.4 billion dollars on Monday.",
        "A consortium bids for the maker of a chatbot",
        "The same told later",
        "copy",
        "alert alert-77",
    ]
    places = [got.text.index(part) for part in parts]
    assert places == sorted(places)
    assert got.text.lstrip().startswith(parts[0])
    assert got.text.index("https://daily.example/s1") < got.text.index("https://weekly.example/s2")


@every_channel
@pytest.mark.parametrize(("alert", "frame"), GALLERY, ids=[alert.alert_id for alert, _ in GALLERY])
async def test_every_kind_of_alert_arrives_whole(rig, alert, frame):
    channel = rig.channel(frame=frame)
    assert (await send(channel, rig, alert)).verdict is Verdict.SENT
    await channel.close()
    (got,) = rig.got()
    shown = notice(alert, frame)
    assert shown.headline in got.text
    assert shown.evidence.text in got.text
    assert alert.alert_id in got.text


@every_channel
async def test_nothing_in_an_article_gets_out_of_its_place(rig, channel):
    assert (await send(channel, rig, HOSTILE)).verdict is Verdict.SENT
    (got,) = rig.got()
    assert not any(c in got.text + got.raw for c in "\u202e\x1b\x00")
    assert "javascript:" not in got.raw
    assert rig.escapes() == []


@every_channel
async def test_however_much_there_is_the_receiver_takes_it(rig, channel):
    huge = [
        a_report(a_story(f"s{n}", title="t" * 5_000, owner="o" * 500, url=f"https://e.example/{n}?" + "&" * 1_900))
        for n in range(200)
    ]
    names = {"acquirer": ("A" * 500,) * 60, "target": ("T" * 5_000,)}
    event = an_event(*[replace(r, evidence="e" * 50_000) for r in huge], roles=names)
    assert (await send(channel, rig, an_alert(event))).verdict is Verdict.SENT
    assert (await send(channel, rig, MANY)).verdict is Verdict.SENT
    assert all(len(got.raw) < 300_000 for got in rig.got())


@fallible
@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("refuses", Verdict.DEAD),
        ("busy", Verdict.RETRY),
        ("unavailable", Verdict.RETRY),
        ("error", None),
        ("cut before", Verdict.UNKNOWN),
        ("cut after", Verdict.UNKNOWN),
        ("silence", Verdict.UNKNOWN),
    ],
)
async def test_what_went_wrong_says_what_comes_next(rig, what, expected):
    rig.trouble(what)
    channel = rig.channel(timeout=timedelta(seconds=0.4))
    outcome = await send(channel, rig)
    await channel.close()
    assert outcome.verdict is (expected or rig.error)
    assert outcome.reason
    assert len(rig.got()) == (what == "cut after")


@networked
async def test_a_receiver_that_is_not_there_has_taken_nothing(rig, channel):
    await rig.stop()
    outcome = await send(channel, rig)
    assert outcome.verdict is Verdict.RETRY
    assert outcome.reason
    await rig.start()


@networked
async def test_an_attempt_keeps_its_time_limit(rig):
    rig.trouble("silence")
    channel = rig.channel(timeout=timedelta(seconds=0.3))
    began = time.perf_counter()
    await send(channel, rig)
    assert time.perf_counter() - began < 1.5
    await channel.close()


@over([*SLACK, *SERVICES])
async def test_the_pause_that_a_receiver_asks_for_is_handed_on(rig, channel):
    rig.trouble("busy")
    assert (await send(channel, rig)).retry_after == 7.0


@networked
async def test_many_at_once_arrive_each_once(rig, channel):
    alerts = [an_alert(alert_id=f"alert-{n:03}") for n in range(30)]
    outcomes = await asyncio.gather(*(send(channel, rig, alert) for alert in alerts))
    assert {outcome.verdict for outcome in outcomes} == {Verdict.SENT}
    told = [alert.alert_id for got in rig.got() for alert in alerts if f"alert {alert.alert_id}" in got.text]
    assert sorted(told) == [alert.alert_id for alert in alerts]


@every_channel
async def test_a_check_sends_one_test_alert_and_tells_the_answer(rig, channel):
    answer = await channel.check()
    assert "sent" in answer
    assert all("test" in got.text.lower() for got in rig.got())
    assert len(rig.got()) == (2 if isinstance(rig, MailRig) else 1)


@networked
async def test_a_check_that_fails_tells_why(rig, channel):
    rig.trouble("refuses")
    with pytest.raises(CheckFailed, match=r"dead \((550 5.1.1 no such person|403)"):
        await channel.check()


@fallible
@pytest.mark.parametrize("what", ["refuses", "busy", "error", "cut after"])
async def test_no_secret_gets_out(rig, channel, caplog, capsys, what):
    caplog.set_level(logging.DEBUG)
    rig.trouble(what)
    outcome = await send(channel, rig, retry=True)
    await send(channel, rig)
    seen = capsys.readouterr()
    everything = "\n".join((repr(outcome), repr(channel), caplog.text, seen.out, seen.err, *(g.raw for g in rig.got())))
    assert not [secret for secret in rig.secrets if secret in everything]


def a_digest(count=3, name="digest-1", **changes):
    members = tuple(
        an_alert(
            an_event(
                a_report(a_story(f"s{n}", title=f"Report {n}", url=f"https://daily.example/{n}")),
                event_id=f"event-{n}",
                roles={"acquirer": (f"Bidder {n}",), "target": (f"Target {n}",)},
            ),
            alert_id=f"member-{n}",
            held="quiet hours 22:00-07:00" if n == 2 else "",
            **changes,
        )
        for n in range(1, count + 1)
    )
    return replace(members[0], alert_id=name, thread_id=name, reason=AlertReason.DIGEST, members=members)


@every_channel
async def test_a_digest_tells_each_of_its_members(rig, channel):
    assert (await send(channel, rig, a_digest())).verdict is Verdict.SENT
    (got,) = rig.got()
    assert got.text.lstrip().startswith("3 alerts: Bidder 1 offers 97.4 billion USD for Target 1 (and 2 more)")
    for n in (1, 2, 3):
        assert f"Bidder {n} offers 97.4 billion USD for Target {n}" in got.text
        assert f"https://daily.example/{n}" in got.raw
    assert "quiet hours 22:00-07:00" in got.text


@every_channel
async def test_a_digest_of_very_many_is_taken_and_says_how_many_there_are(rig, channel):
    wild = a_digest(150)
    members = tuple(
        replace(
            m,
            event=replace(m.event, roles={"acquirer": ("A" * 70,) * 4, "target": (f"<&*[T{n}]" * 12,)}),
            held="h" * 150,
        )
        for n, m in enumerate(wild.members)
    )
    assert (await send(channel, rig, replace(wild, members=members))).verdict is Verdict.SENT
    (got,) = rig.got()
    assert got.text.lstrip().startswith("150 alerts: ")


@every_channel
async def test_an_update_says_what_changed_and_what_did_not(rig, channel):
    event = an_event(a_report(stage="rejected"))
    changes = (
        Change(what="stage", before="offered", after="rejected"),
        Change(what="amount", before="97400000000 USD", after="97400000000 USD"),
    )
    update = an_alert(event, alert_id="a2", reason=AlertReason.UPDATE, changes=changes, change="offered → rejected")
    assert (await send(channel, rig, update)).verdict is Verdict.SENT
    (got,) = rig.got()
    assert got.text.lstrip().startswith("Update: offered → rejected — OpenAI rejects xAI’s offer of 97.4 billion USD")
    assert "offered → rejected; 97.4 billion USD unchanged" in got.raw.replace("\\", "")


@every_channel
async def test_a_late_message_says_so(rig, channel):
    await channel.send(an_alert(), rig.target, thread_receipt="", retry=False, late=timedelta(hours=2))
    (got,) = rig.got()
    assert "late by 2 hours" in got.raw or '"late": true' in got.raw


@every_channel
async def test_newsbell_speaks_of_itself(rig, channel):
    said = Announcement(
        key="down:team-slack",
        headline="team-slack does not answer <!channel>",
        lines=("since 18:55", "no connection & more"),
        severity=Severity.HIGH,
    )
    assert (await channel.announce(said)).verdict is Verdict.SENT
    for got in rig.got():
        places = [
            got.text.index(part) for part in ("team-slack does not answer", "since 18:55", "no connection & more")
        ]
        assert places == sorted(places)
        assert "Sources" not in got.text
    assert len(rig.got()) == (2 if isinstance(rig, MailRig) else 1)
    assert rig.escapes() == []


@fallible
async def test_a_word_of_its_own_that_is_not_taken_says_why(rig, channel):
    rig.trouble("busy")
    outcome = await channel.announce(Announcement(key="k", headline="newsbell is alive"))
    assert outcome.verdict is Verdict.RETRY
    assert outcome.reason
