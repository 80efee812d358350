"""A daemon that may ask a language model: what it says counts, is explained, and its key shows nowhere."""

from contextlib import asynccontextmanager

from tests.acceptance.test_daemon import BID, command, rows
from tests.newsroom.config import Settings
from tests.newsroom.fixtures import open_house, running
from tests.newsroom.llm import KEY, LlmServer, saying

COPY = "halden-offer-mistral-wire"


@asynccontextmanager
async def asking(tmp_path, **settings):
    """House, daemon and stand-in; what it is sure of is in doubt."""
    llm = LlmServer()
    await llm.start()
    extra = f'\n[llm]\nurl = "{llm.url}"\nmodel = "m-1"\napi_key = "{KEY}"\nband = [0.9, 1.0]\ntimeout = "2s"\n'
    try:
        async with (
            open_house() as house,
            running(house, tmp_path, Settings(slack="off", extra=extra, **settings)) as daemon,
        ):
            yield house, daemon, llm
    finally:
        await llm.stop()


async def test_its_word_counts_and_is_explained_and_a_copy_is_not_asked_about(tmp_path):
    async with asking(tmp_path, statuses=("rumour",)) as (house, daemon, llm):
        llm.answer = saying(status="rumour", stage="rumoured")
        url = house.newsroom.publish(BID).url
        await daemon.wait_settled(url)
        await daemon.wait_settled(house.newsroom.publish(COPY).url)
        (mail,) = await house.mail.wait_for(1)
        assert mail.header("X-Newsbell-Stage") == "rumoured"
        assert len(llm.requests) == 1
        code, told, _ = await command(daemon.config, "explain", url)
        assert code == 0
        assert "a language model (m-1) was asked about bid offered (new, new 0." in told
        assert "status new → rumour" in told
        assert "+2.0" not in told
        assert "-2.0 a language model was asked" in told
    left = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file() and file.suffix != ".toml")
    assert KEY.encode() not in left


async def test_without_its_answer_the_alert_comes_all_the_same(tmp_path):
    async with asking(tmp_path) as (house, daemon, llm):
        llm.status = 500
        url = house.newsroom.publish(BID).url
        await daemon.wait_settled(url)
        (mail,) = await house.mail.wait_for(1)
        assert mail.header("X-Newsbell-Stage") == "offered"
        _, told, _ = await command(daemon.config, "explain", url)
        assert "a language model (m-1) was to be asked: answered 500" in told
        assert {row["status"] for row in await rows(daemon.config, "events", "list")} >= {"new"}
