"""Routing in a running daemon: what gathers, what is silenced, and what a crash does to it."""

from dataclasses import replace

from tests.acceptance.test_daemon import BID, ROUND, command, rows
from tests.newsroom.config import Settings
from tests.newsroom.daemon import Daemon
from tests.newsroom.fixtures import open_house, running

REJECTED = "mistral-board-rejects-halden"
SUIT = "meridian-post-sues-openai"
GATHERING = """
[[rules]]
name = "gathered"
kinds = ["bid", "funding", "lawsuit"]
channels = ["desk-mail"]
digest_size = {size}
"""


def gathering(size):
    """The newsroom's own rule tells of nothing that is published here."""
    return Settings(slack="off", kinds=("model_release",), extra=GATHERING.format(size=size))


async def settled(house, daemon, *articles):
    urls = [house.newsroom.publish(article).url for article in articles]
    for url in urls:
        await daemon.wait_settled(url, 60)
    return urls


async def test_what_has_gathered_is_one_mail(tmp_path):
    async with open_house() as house, running(house, tmp_path, gathering(2)) as daemon:
        await settled(house, daemon, BID, ROUND)
        (mail,) = await house.mail.wait_for(1, 60)
        assert mail.header("X-Newsbell-Reason") == "digest"
        states = [row["state"] for row in await rows(daemon.config, "outbox", "list")]
        assert sorted(states) == ["sent", "superseded", "superseded"]
        assert len(house.mail.mails) == 1


async def test_an_update_answers_the_digest_that_brought_the_first_alert(tmp_path):
    settings = gathering(2)
    settings = replace(settings, extra=settings.extra + 'critical_stages = ["rejected"]\n')
    async with open_house() as house, running(house, tmp_path, settings) as daemon:
        await settled(house, daemon, BID, ROUND)
        (digest,) = await house.mail.wait_for(1, 60)
        await settled(house, daemon, REJECTED)
        _, update = await house.mail.wait_for(2, 60)
        assert (digest.header("X-Newsbell-Reason"), update.header("X-Newsbell-Reason")) == ("digest", "update")
        assert update.header("In-Reply-To") == update.header("References") == digest.header("Message-ID")


async def test_what_was_held_when_the_daemon_was_killed_is_in_the_digest_and_once(tmp_path):
    async with open_house() as house:
        async with running(house, tmp_path, gathering(3)) as daemon:
            url, _ = await settled(house, daemon, BID, ROUND)
            _, out, _ = await command(daemon.config, "explain", url)
            assert "desk-mail: held until " in out
            assert "(digest of 3)" in out
            await daemon.kill()
        assert not house.mail.mails
        again = Daemon(daemon.config, log=tmp_path / "again.log")
        await again.start()
        try:
            await settled(house, again, SUIT)
            (mail,) = await house.mail.wait_for(1, 60)
            assert mail.header("X-Newsbell-Reason") == "digest"
            states = [row["state"] for row in await rows(again.config, "outbox", "list")]
            assert sorted(states) == ["sent", "superseded", "superseded", "superseded"]
            assert len(house.mail.mails) == 1
        finally:
            await again.stop()


async def test_a_silence_holds_from_the_next_article_on_and_is_explained(tmp_path):
    async with open_house() as house, running(house, tmp_path, Settings(slack="off")) as daemon:
        code, _, err = await command(
            daemon.config, "silences", "add", "--kind", "bid", "--until", "1h", "--reason", "on holiday"
        )
        assert code == 0, err
        url = house.newsroom.publish(BID).url
        await daemon.wait_settled(url, 60)
        await settled(house, daemon, ROUND)
        (mail,) = await house.mail.wait_for(1, 60)
        assert mail.header("X-Newsbell-Kind") == "funding"
        _, out, _ = await command(daemon.config, "explain", url)
        assert "was silenced at" in out
        assert "on holiday" in out
