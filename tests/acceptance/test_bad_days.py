"""Bad days: sources, store and receivers that fail.  Each ends in a named reason; nothing stops the daemon."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from tests.acceptance.test_daemon import BID, ROUND, rows
from tests.newsroom.config import Settings
from tests.newsroom.fixtures import open_house, running
from tests.newsroom.mail import MailFault
from tests.newsroom.waiting import until

GOOD = "harbour-ledger"
FAULTS = {
    "northern-wire": ("empty", {}, {"empty"}),
    "al-midan": ("html", {}, {"html_instead_of_feed"}),
    "jiangwan": ("404", {}, {"http_404"}),
    "minato": ("gzip_bomb", {}, {"too_large"}),
    "khalij-today": ("entities", {}, {"xml_entities"}),
    "shanghe": ("redirect_loop", {}, {"redirect_loop"}),
    "kaze-denshi": ("429", {"retry_after": 1}, {"http_429"}),
    "slow-post": ("trickle", {}, {"timeout"}),
    "tin-so": ("refuse", {}, {"refused"}),
}
"""Site: fault, how, and the reasons by which the source's health may name it."""


async def test_every_fault_of_a_source_has_a_name_and_harms_no_other(tmp_path):
    settings = Settings(timeout="3s")
    async with open_house() as house:
        for site, (fault, how, _) in FAULTS.items():
            await house.newsroom.misbehave(site, fault, on="everything" if fault == "refuse" else "feeds", **how)
        async with running(house, tmp_path, settings) as daemon:
            house.newsroom.publish(BID)
            await house.mail.wait_for(1, timeout=30)

            def reasons() -> dict[str, set[str]]:
                told: dict[str, set[str]] = {}
                for line in daemon.events("source polled"):
                    told.setdefault(line["source"], set()).add(line["reason"])
                return told

            def all_named() -> bool:
                told = reasons()
                return all(told.get(site, set()) & expected for site, (_, _, expected) in FAULTS.items())

            try:
                await until(all_named, 60, "reasons of all faults")
            except TimeoutError:
                pytest.fail(f"reasons: { {site: reasons().get(site) for site in FAULTS} }")
            assert "Traceback" not in daemon.log.read_text("utf8")
            assert not any("internal_error" in found for found in reasons().values())
            states = {row["name"]: row["state"] for row in await rows(daemon.config, "sources", "list")}
            assert states["jiangwan"] == "http_404"
            assert states[GOOD] == "well"


async def test_a_store_that_dies_comes_back_and_nothing_is_lost(tmp_path):
    async with open_house() as house, running(house, tmp_path) as daemon:
        await daemon.wait_settled(house.newsroom.publish(BID).url)
        await house.mail.wait_for(1)
        os.kill(redis_of(tmp_path), signal.SIGKILL)
        await daemon.wait_settled(house.newsroom.publish(ROUND).url, 40)
        mails = await house.mail.wait_for(2, timeout=20)
        assert [m.header("X-Newsbell-Kind") for m in mails] == ["bid", "funding"]


async def test_while_the_store_is_away_work_waits(tmp_path):
    async with open_house() as house, running(house, tmp_path) as daemon:
        await daemon.wait_settled(house.newsroom.publish(BID).url)
        await house.mail.wait_for(1)
        redis = redis_of(tmp_path)
        os.kill(redis, signal.SIGSTOP)
        try:
            house.newsroom.publish(ROUND)
            await asyncio.sleep(8)
            assert daemon.running
        finally:
            os.kill(redis, signal.SIGCONT)
        await house.mail.wait_for(2, timeout=40)
        assert len(house.mail.mails) == 2


def redis_of(folder: Path) -> int:
    """The process id of the private server that works in `folder`."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                where, command = (entry / "cwd").readlink(), (entry / "cmdline").read_bytes()
            except OSError:
                continue  # it has ended
            if where.is_relative_to(folder) and (b"redis-server" in command or b"valkey-server" in command):
                return int(entry.name)
    raise LookupError(f"no server in {folder}")


async def test_one_refused_recipient_does_not_touch_the_other(tmp_path):
    settings = Settings(mail_to=("desk@example.org", "gone@example.org"), slack="off")
    async with open_house() as house, running(house, tmp_path, settings) as daemon:
        house.mail.misbehave(MailFault.REFUSE_RECIPIENT, answer="550 5.1.1 No such user", recipient="gone@example.org")
        await daemon.wait_settled(house.newsroom.publish(BID).url)
        (mail,) = await house.mail.wait_for(1)
        assert mail.recipients == ("desk@example.org",)
        await until(lambda: len(daemon.events("delivery")) >= 2, 10, "both outcomes")
        states = {row["target"]: (row["state"], row["reason"]) for row in await rows(daemon.config, "outbox", "list")}
        assert states["desk@example.org"][0] == "sent"
        assert states["gone@example.org"][0] == "dead"
        assert "550" in states["gone@example.org"][1]
        assert len(house.mail.mails) == 1


async def test_retry_after_of_slack_is_obeyed(tmp_path):
    async with open_house() as house, running(house, tmp_path) as daemon:
        house.slack.misbehave("rate_limit", retry_after=3, times=1)
        await daemon.wait_settled(house.newsroom.publish(BID).url)
        await house.slack.wait_for(1, timeout=20)
        first, second = house.slack.tries
        assert second - first >= 3


async def test_a_mail_server_that_is_down_gets_the_alert_when_it_is_back(tmp_path):
    async with open_house() as house, running(house, tmp_path, Settings(slack="off")) as daemon:
        port = house.mail.port
        await house.mail.stop()
        await daemon.wait_settled(house.newsroom.publish(BID).url)
        await until(lambda: daemon.events("delivery"), 15, "a first try")
        await house.mail.start(port)
        (mail,) = await house.mail.wait_for(1, timeout=60)
        assert mail.header("X-Newsbell-Reason") == "new"


async def test_a_page_that_cannot_be_had_leaves_the_feeds_own_text(tmp_path):
    async with open_house() as house, running(house, tmp_path, Settings(timeout="3s")) as daemon:
        await house.newsroom.misbehave(GOOD, "500", on="pages")
        settled = await daemon.wait_settled(house.newsroom.publish(BID).url, 40)
        assert settled.outcome == "stored"
        await house.mail.wait_for(1)
