"""What every channel promises, tried on every channel with a real receiver."""

import asyncio
import logging
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from pipelines.model.delivery import Verdict
from pipelines.notify.channel import CheckFailed
from pipelines.notify.message import notice
from tests.integration.receivers import BotRig, ConsoleRig, MailRig, WebhookRig
from tests.unit.alert_gallery import GALLERY, HOSTILE, MANY
from tests.unit.alert_samples import a_report, a_story, an_alert, an_event

NETWORKED = [MailRig, WebhookRig, BotRig]
EVERY = [*NETWORKED, ConsoleRig]


@pytest.fixture
async def rig(request):
    one = request.param()
    await one.start()
    yield one
    await one.stop()


@pytest.fixture
async def channel(rig):
    one = rig.channel()
    yield one
    await one.close()


def over(rigs):
    return pytest.mark.parametrize("rig", rigs, ids=lambda r: r.__name__, indirect=True)


every_channel, networked = over(EVERY), over(NETWORKED)


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
    if isinstance(rig, MailRig):
        (mail,) = rig.server.mails
        assert "Bcc" not in mail.message
        assert mail.message["X-Newsbell-Rule"].startswith("<script>alert")
        assert "<script" not in mail.part("html")
        assert "<img" not in mail.part("html")
    elif not isinstance(rig, ConsoleRig):
        assert [m.pings for m in rig.server.messages] == [[]]
        assert not [text for m in rig.server.messages for text in m.mrkdwn if "<!" in text or "<@" in text]


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


@networked
@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("refuses", Verdict.DEAD),
        ("busy", Verdict.RETRY),
        ("error", None),
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


@pytest.mark.parametrize("rig", [WebhookRig, BotRig], indirect=True)
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


@networked
@pytest.mark.parametrize("what", ["refuses", "busy", "error", "cut after"])
async def test_no_secret_gets_out(rig, channel, caplog, capsys, what):
    caplog.set_level(logging.DEBUG)
    rig.trouble(what)
    outcome = await send(channel, rig, retry=True)
    await send(channel, rig)
    seen = capsys.readouterr()
    everything = "\n".join((repr(outcome), repr(channel), caplog.text, seen.out, seen.err, *(g.raw for g in rig.got())))
    assert not [secret for secret in rig.secrets if secret in everything]
