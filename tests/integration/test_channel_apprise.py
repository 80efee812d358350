"""Apprise before a receiver of its own form; counted as skipped where the extra is not installed."""

import logging

import pytest

from pipelines.model.delivery import Verdict
from pipelines.notify.apprise import installed
from tests.integration.service_rigs import AppriseRig
from tests.unit.alert_samples import an_alert

pytestmark = [
    pytest.mark.skipif(not installed(), reason="Apprise is not installed"),
    pytest.mark.filterwarnings("ignore:'imghdr' is deprecated"),
]


@pytest.fixture
async def rig():
    one = AppriseRig()
    await one.start()
    yield one
    await one.stop()


@pytest.mark.parametrize("what", ["refuses", "busy", "error", "cut before", "cut after"])
async def test_what_it_does_not_say_is_unknown_and_no_secret_gets_out(rig, caplog, capfd, what):
    caplog.set_level(logging.DEBUG)
    channel = rig.channel()
    rig.trouble(what)
    outcome = await channel.send(an_alert(), "there", thread_receipt="", retry=False)
    assert (outcome.verdict, outcome.reason) == (Verdict.UNKNOWN, "Apprise says that it was not taken, and not why")
    seen = capfd.readouterr()
    everything = "\n".join((repr(outcome), repr(channel), caplog.text, seen.out, seen.err))
    assert not [secret for secret in rig.secrets if secret in everything]


async def test_a_service_that_is_not_there(rig):
    channel = rig.channel()
    await rig.stop()
    assert (await channel.send(an_alert(), "there", thread_receipt="", retry=False)).verdict is Verdict.UNKNOWN
