"""The mail server keeps what it is given, and misbehaves on command."""

import asyncio
import time
from collections.abc import AsyncIterator
from email.message import EmailMessage

import aiosmtplib
import pytest

from tests.newsroom.mail import MailServer

TO = ["a@example.org", "b@example.org"]


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    server = MailServer()
    await server.start()
    yield server
    await server.stop()


def message() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "newsbell@example.org", ", ".join(TO), "Đề nghị mua lại"
    made["X-Newsbell-Event"] = "e1"
    made.set_content("عرض شراء\n")
    made.add_alternative("<p>عرض شراء</p>", subtype="html")
    return made


async def send(server: MailServer, patience: float = 5) -> dict[str, aiosmtplib.SMTPResponse]:
    client = aiosmtplib.SMTP(hostname="127.0.0.1", port=server.port, start_tls=False, timeout=patience)
    async with client:
        refused, _ = await client.send_message(message(), recipients=TO)
    return refused


async def test_a_mail_is_kept_with_its_time_and_parts(server: MailServer):
    before = time.time()
    await send(server)
    (mail,) = await server.wait_for(1)
    assert mail.recipients == tuple(TO)
    assert mail.header("Subject") == "Đề nghị mua lại"
    assert mail.header("X-Newsbell-Event") == "e1"
    assert mail.part("plain") == "عرض شراء\n"
    assert "<p>" in mail.part("html")
    assert before <= mail.at <= time.time()


async def test_one_recipient_is_refused_and_the_other_is_not(server: MailServer):
    server.misbehave("refuse_recipient", recipient="b@example.org", answer="550 5.1.1 No such user")
    refused = await send(server)
    assert {address: code for address, (code, _) in refused.items()} == {"b@example.org": 550}
    assert server.mails[0].recipients == ("a@example.org",)


@pytest.mark.parametrize("answer", ["451 4.3.0 Later", "554 5.6.0 Never"])
async def test_a_refused_message_is_not_kept_and_the_next_is(server: MailServer, answer: str):
    server.misbehave("refuse_data", answer=answer, times=1)
    with pytest.raises(aiosmtplib.SMTPDataError) as raised:
        await send(server)
    assert raised.value.code == int(answer[:3])
    await send(server)
    assert (len(server.mails), server.tries) == (1, 2)


@pytest.mark.parametrize(("mode", "kept"), [("cut_before", 0), ("cut_after", 1)])
async def test_a_cut_connection_leaves_the_sender_in_doubt(server: MailServer, mode: str, kept: int):
    server.misbehave(mode)
    with pytest.raises(aiosmtplib.SMTPException):
        await send(server)
    assert len(server.mails) == kept


async def test_hang_lets_go_when_it_behaves(server: MailServer):
    server.misbehave("hang")
    with pytest.raises(aiosmtplib.SMTPException):
        await send(server, patience=0.3)
    server.behave()
    await send(server)
    assert len(server.mails) == 1


async def test_waiting_in_vain_says_for_what(server: MailServer):
    with pytest.raises(TimeoutError, match=r"no 2 mails \(there are 0\)"):
        await server.wait_for(2, timeout=0.05)


async def test_stopping_does_not_wait_for_who_is_still_connected():
    server = MailServer()
    await server.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    assert (await reader.readline()).startswith(b"220")
    await asyncio.wait_for(server.stop(), 2)
    writer.close()
