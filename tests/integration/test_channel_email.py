"""The e-mail channel before real mail servers: envelopes, headers, encryption, login, and every way to break off."""

import base64
import logging
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest

from config.schema import EmailChannel as Settings
from config.secret import Secret
from pipelines.model.delivery import Verdict
from pipelines.model.kinds import AlertReason
from pipelines.notify.email import EmailChannel
from tests.integration.receivers import PASSWORD, LoginServer, MailRig, certificate, scripted
from tests.unit.alert_gallery import ARABIC_BID, DENIAL, VI
from tests.unit.alert_samples import NOW, an_alert, an_event, writer_of

DESK, CHIEF = "desk@example.org", "chief@example.org"


@pytest.fixture
async def rig():
    one = MailRig()
    await one.start()
    yield one
    await one.stop()


async def send(channel, alert=None, target=DESK):
    return await channel.send(alert or an_alert(), target, thread_receipt="", retry=False)


def settings(port, **changes):
    given = Settings(
        name="mail",
        host="127.0.0.1",
        port=port,
        security="none",
        sender="newsbell@example.org",
        to=(DESK, CHIEF),
        timeout=timedelta(seconds=1),
    )
    return replace(given, **changes)


async def test_each_recipient_has_an_envelope_and_reads_who_else_got_it(rig):
    channel = rig.channel()
    for target in (DESK, CHIEF):
        assert (await send(channel, target=target)).verdict is Verdict.SENT
    first, second = rig.server.mails
    assert (first.recipients, second.recipients) == ((DESK,), (CHIEF,))
    assert first.sender == "newsbell@example.org"
    assert first.raw == second.raw
    assert first.header("To") == f"{DESK}, {CHIEF}"


async def test_a_refused_recipient_is_final_for_that_one_alone(rig):
    rig.server.misbehave("refuse_recipient", recipient=CHIEF, answer="550 5.1.1 no such person")
    channel = rig.channel()
    refused, taken = await send(channel, target=CHIEF), await send(channel)
    assert (refused.verdict, refused.reason) == (Verdict.DEAD, "550 5.1.1 no such person")
    assert taken.verdict is Verdict.SENT
    assert (taken.reason.startswith("250 2.0.0 Ok"), taken.receipt) == (True, "<a1@newsbell.example.org>")


async def test_the_headers_are_those_of_the_contract(rig):
    event = an_event(event_id="event-1")
    await send(rig.channel(), an_alert(event, alert_id="alert-1"))
    (mail,) = rig.server.mails
    expected = {
        "Message-ID": "<alert-1@newsbell.example.org>",
        "X-Newsbell-Event": "event-1",
        "X-Newsbell-Kind": "bid",
        "X-Newsbell-Stage": "offered",
        "X-Newsbell-Reason": "new",
        "X-Newsbell-Rule": "deals",
        "Auto-Submitted": "auto-generated",
        "Subject": "xAI offers 97.4 billion USD for OpenAI",
        "From": "newsbell <newsbell@example.org>",
    }
    assert {name: mail.header(name) for name in expected} == expected
    assert parsedate_to_datetime(mail.header("Date")) == NOW
    assert "In-Reply-To" not in mail.message


async def test_an_update_answers_the_first_mail(rig):
    update = an_alert(alert_id="a2", thread_id="a1", reason=AlertReason.UPDATE, change="offered → rejected")
    await send(rig.channel(), update)
    (mail,) = rig.server.mails
    assert mail.header("Message-ID") == "<a2@newsbell.example.org>"
    assert mail.header("In-Reply-To") == mail.header("References") == "<a1@newsbell.example.org>"
    assert mail.header("Subject").startswith("Update: offered → rejected — ")
    assert mail.header("X-Newsbell-Reason") == "update"


@pytest.mark.parametrize(
    ("receipt", "referred"),
    [
        ("<d1@newsbell.example.org>", "<d1@newsbell.example.org>"),
        ("<a1@newsbell.former.example>", "<a1@newsbell.former.example>"),
        ("250 2.0.0 Ok: queued as 4F1", "<a1@newsbell.example.org>"),
        ("<x@newsbell.example.org>\r\nBcc: all@example.org", "<a1@newsbell.example.org>"),
    ],
    ids=["a digest brought the first alert", "sent under another domain", "of an older newsbell", "no Message-ID"],
)
async def test_an_update_refers_to_the_mail_that_was_sent(rig, receipt, referred):
    update = an_alert(alert_id="a2", thread_id="a1", reason=AlertReason.UPDATE)
    await rig.channel().send(update, DESK, thread_receipt=receipt, retry=False)
    (mail,) = rig.server.mails
    assert mail.header("In-Reply-To") == mail.header("References") == referred
    assert "Bcc" not in mail.message


async def test_a_mail_is_plain_ascii_on_the_wire_and_says_everything_in_any_script(rig):
    await send(rig.channel(frame=VI), DENIAL)
    await send(rig.channel(), ARABIC_BID)
    vietnamese, arabic = rig.server.mails
    assert vietnamese.raw.isascii()
    assert max(map(len, vietnamese.raw.splitlines())) <= 998
    assert vietnamese.header("Subject") == "Bị bác bỏ: VinAI được cho là muốn gọi 1,5 nghìn tỷ VND"
    assert vietnamese.part().startswith("Bị bác bỏ: VinAI")
    assert vietnamese.message.get_content_type() == "multipart/alternative"
    assert "شراء OpenAI مقابل 97.4 مليار دولار" in arabic.part()
    html = arabic.part("html")
    assert 'dir="rtl" lang="ar"' in html
    assert 'lang="vi"' in html
    assert 'name="color-scheme" content="light dark"' in html
    assert not [tag for tag in ("<img", "<link", "<script", "url(", "@import") if tag in html]


async def test_a_long_subject_comes_through_whole(rig):
    name = "Công ty Cổ phần Trí tuệ Nhân tạo và Dữ liệu lớn Việt Nam số một"
    alert = an_alert(an_event(roles={"acquirer": (name, name + " A", name + " B"), "target": ("开放人工智能研究所",)}))
    await send(rig.channel(), alert)
    (mail,) = rig.server.mails
    assert mail.header("Subject").count("Công ty Cổ phần Trí tuệ Nhân tạo") == 3
    assert mail.part().splitlines()[0] == mail.header("Subject")


@pytest.mark.parametrize("address", ["a..b@example.org", "o'hara+news@example.org", "desk@localhost"])
async def test_unusual_addresses_are_taken_as_they_are(rig, address):
    channel = EmailChannel(settings(rig.port, to=(address,), sender=address), writer_of())
    assert (await send(channel, target=address)).verdict is Verdict.SENT
    assert rig.server.mails[0].recipients == (address,)
    assert rig.server.mails[0].message["To"].addresses[0].domain == address.partition("@")[2]


@pytest.fixture
async def guarded(request, tmp_path):
    server_tls, client_tls = certificate(tmp_path)
    server = LoginServer(server_tls, implicit=request.param == "tls")
    await server.start()
    yield (
        server,
        settings(server.port, security=request.param, username="newsbell", password=Secret(PASSWORD)),
        client_tls,
    )
    await server.stop()


encrypted = pytest.mark.parametrize("guarded", ["starttls", "tls"], indirect=True)


@encrypted
async def test_it_encrypts_and_logs_in(guarded):
    server, configured, tls = guarded
    assert (await send(EmailChannel(configured, writer_of(), tls))).verdict is Verdict.SENT
    assert [right for _, right in server.logins] == [True]
    assert len(server.mails) == 1


@encrypted
async def test_a_wrong_password_is_final_and_stays_a_secret(guarded, caplog):
    caplog.set_level(logging.DEBUG)
    _, configured, tls = guarded
    wrong = replace(configured, password=Secret("wrong-battery"))
    outcome = await send(EmailChannel(wrong, writer_of(), tls))
    assert (outcome.verdict, outcome.reason) == (Verdict.DEAD, "535 login refused")
    encoded = base64.b64encode(b"\0newsbell\0wrong-battery").decode()
    assert "wrong-battery" not in repr(outcome) + caplog.text
    assert encoded not in repr(outcome) + caplog.text


@encrypted
async def test_a_certificate_that_nobody_vouches_for_gets_no_mail(guarded):
    server, configured, _ = guarded
    outcome = await send(EmailChannel(configured, writer_of()))
    assert outcome.verdict is Verdict.RETRY
    assert "certificate" in outcome.reason
    assert (server.mails, server.logins) == ([], [])


async def test_without_the_encryption_that_was_asked_for_nothing_is_said(rig):
    configured = settings(rig.port, security="starttls", username="newsbell", password=Secret(PASSWORD))
    outcome = await send(EmailChannel(configured, writer_of()))
    assert outcome.verdict is Verdict.RETRY
    assert "STARTTLS" in outcome.reason
    assert rig.server.mails == []


HELLO = ("220 hello", "250 mail")
BROKEN_OFF = [
    ([None], Verdict.RETRY, "before the greeting"),
    (["554 5.7.1 not you"], Verdict.DEAD, "refused at once"),
    (["421 4.3.2 full"], Verdict.RETRY, "busy at once"),
    (["220 hello", None], Verdict.RETRY, "after the greeting"),
    ([*HELLO, "550 5.1.8 sender unknown"], Verdict.DEAD, "sender refused"),
    ([*HELLO, "250 ok", "450 4.2.1 mailbox busy"], Verdict.RETRY, "recipient busy"),
    ([*HELLO, "250 ok", "250 ok", None], Verdict.RETRY, "before the data"),
    ([*HELLO, "250 ok", "250 ok", "451 4.3.0 no room"], Verdict.RETRY, "data refused for now"),
    ([*HELLO, "250 ok", "250 ok", "554 5.6.0 no data"], Verdict.DEAD, "data refused"),
    ([*HELLO, "250 ok", "250 ok", "354 go on", None], Verdict.UNKNOWN, "after the data"),
    (["not SMTP at all"], Verdict.RETRY, "not a mail server"),
]


@pytest.mark.parametrize(("answers", "verdict"), [c[:2] for c in BROKEN_OFF], ids=[c[2] for c in BROKEN_OFF])
async def test_wherever_it_breaks_off_the_outcome_says_what_may_have_arrived(answers, verdict):
    async with scripted(*answers) as port:
        outcome = await send(EmailChannel(settings(port), writer_of()))
    assert outcome.verdict is verdict
    assert outcome.reason
    assert bool(outcome.receipt) == (verdict is Verdict.UNKNOWN)


async def test_what_a_server_answers_is_shown_as_one_short_line():
    async with scripted(*HELLO, "550-first\x1b[31m \r\n550 " + "x" * 3_000) as port:
        outcome = await send(EmailChannel(settings(port), writer_of()))
    assert outcome.reason.startswith("550 first[31m x")
    assert len(outcome.reason) < 210
    assert outcome.reason.isprintable()
