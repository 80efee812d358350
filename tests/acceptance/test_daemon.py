"""The daemon as a process: what it does when it is asked to stop, to read its configuration again, or to share."""

import asyncio
import json
import os
import re
import signal
import sys
from pathlib import Path

import aiohttp

from tests.newsroom.config import Settings
from tests.newsroom.daemon import ROOT, Daemon
from tests.newsroom.fixtures import open_house, running
from tests.newsroom.ports import listen
from tests.newsroom.waiting import until

BID = "halden-bids-for-mistral"
ROUND = "lua-ai-goi-von-120-trieu-usd"


async def command(config: Path, *words: str) -> tuple[int, str, str]:
    """`newsbell WORDS --config CONFIG` beside the daemon: exit code, output, errors."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "scheduler", *words, "--config", str(config)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode or 0, out.decode(), err.decode()


async def rows(config: Path, *words: str) -> list[dict]:
    code, out, err = await command(config, *words, "--json")
    assert code == 0, err
    return [json.loads(line) for line in out.splitlines()]


async def test_each_event_is_told_once_and_its_update_in_its_thread(tmp_path):
    async with open_house() as house, running(house, tmp_path, Settings(slack="bot")) as daemon:
        for article in (BID, "halden-tra-gia-mua-mistral-ai", "halden-offer-mistral-wire", "halden-mistral-offer"):
            await daemon.wait_settled(house.newsroom.publish(article).url)
        await house.mail.wait_for(1)
        await until(lambda: len(house.slack.messages) == 1, 10, "the Slack message")
        await daemon.wait_settled(house.newsroom.publish("mistral-board-rejects-halden").url)
        first, update = await house.mail.wait_for(2)
        await until(lambda: len(house.slack.messages) == 2, 10, "the update in Slack")
        assert first.header("X-Newsbell-Reason") == "new"
        assert update.header("X-Newsbell-Reason") == "update"
        assert update.header("In-Reply-To") == first.header("Message-ID")
        assert first.header("X-Newsbell-Event") == update.header("X-Newsbell-Event")
        assert house.slack.messages[1].thread_ts == house.slack.messages[0].ts


async def test_commands_work_beside_the_daemon_on_the_same_store(tmp_path):
    async with open_house() as house, running(house, tmp_path) as daemon:
        url = house.newsroom.publish(BID).url
        await daemon.wait_settled(url)
        quiet = house.newsroom.publish("crust-and-co-buys-millstone").url
        await daemon.wait_settled(quiet)
        await house.mail.wait_for(1)
        (event,) = [row for row in await rows(daemon.config, "events", "list") if row["status"] == "new"]
        assert (event["kind"], event["stage"]) == ("bid", "offered")
        assert event["args"]["target"] == ["Mistral AI"]
        counts = {row["name"]: row["stories"] for row in await rows(daemon.config, "stories", "count")}
        assert counts == {"in": 2, "stored": 1, "dropped:not_ai_industry": 1}
        assert {row["reason"] for row in await rows(daemon.config, "alerts", "list")} == {"new"}
        assert {row["state"] for row in await rows(daemon.config, "outbox", "list")} == {"sent"}
        code, told, _ = await command(daemon.config, "explain", url)
        assert code == 0
        assert "rule deals-and-courts: told of offered" in told
        _, silent, _ = await command(daemon.config, "explain", quiet)
        assert "not_ai_industry" in silent
        assert (await command(daemon.config, "explain", "https://nowhere.example/"))[0] == 1


async def test_a_second_daemon_on_the_same_folder_says_so_and_exits_2(tmp_path):
    async with open_house() as house, running(house, tmp_path) as daemon:
        code, out, err = await command(daemon.config, "run")
        assert code == 2
        assert "data_dir" in err or str(tmp_path) in err
        assert "Traceback" not in out + err
        assert daemon.running


async def test_sigterm_ends_within_ten_seconds_even_while_a_server_hangs(tmp_path):
    async with open_house() as house, running(house, tmp_path) as daemon:
        await house.newsroom.misbehave("harbour-ledger", "hang")
        house.mail.misbehave("hang")
        await daemon.wait_settled(house.newsroom.publish(ROUND).url)
        await until(lambda: house.mail.tries > 0, 10, "a mail that hangs")
        began = asyncio.get_running_loop().time()
        assert await daemon.stop(timeout=12) == 0
        assert asyncio.get_running_loop().time() - began < 10


async def test_a_second_signal_stops_at_once(tmp_path):
    async with open_house() as house, running(house, tmp_path) as daemon:
        house.mail.misbehave("hang")
        await daemon.wait_settled(house.newsroom.publish(ROUND).url)
        await until(lambda: house.mail.tries > 0, 10, "a mail that hangs")
        os.kill(daemon.pid, signal.SIGTERM)
        await asyncio.sleep(0.3)
        os.kill(daemon.pid, signal.SIGTERM)
        await until(lambda: not daemon.running, 3, "the end")


async def test_sighup_takes_a_good_configuration_and_refuses_a_bad_one(tmp_path):
    async with open_house() as house, running(house, tmp_path, Settings(kinds=["lawsuit"])) as daemon:
        await daemon.wait_settled(house.newsroom.publish(BID).url)
        assert not house.mail.mails
        good = daemon.config.read_text("utf8")
        daemon.config.write_text(good.replace('kinds = ["lawsuit"]', 'kindz = ["lawsuit"]'), "utf8")
        os.kill(daemon.pid, signal.SIGHUP)
        await until(lambda: daemon.events("configuration refused, the old one is kept"), 10, "the refusal")
        assert "kindz" in str(daemon.events("configuration refused, the old one is kept"))
        daemon.config.write_text(good.replace('kinds = ["lawsuit"]', 'kinds = ["funding"]'), "utf8")
        os.kill(daemon.pid, signal.SIGHUP)
        await until(lambda: daemon.events("configuration read again"), 10, "the new configuration")
        house.newsroom.publish(ROUND)
        (mail,) = await house.mail.wait_for(1)
        assert mail.header("X-Newsbell-Kind") == "funding"


async def test_health_and_metrics(tmp_path):
    with listen("127.0.0.1", 0) as sock:
        port = sock.getsockname()[1]
    settings = Settings(listen=f"127.0.0.1:{port}")
    async with open_house() as house, running(house, tmp_path, settings) as daemon, aiohttp.ClientSession() as web:
        await daemon.wait_settled(house.newsroom.publish(BID).url)
        await house.mail.wait_for(1)
        async with web.get(f"http://127.0.0.1:{port}/healthz") as answer:
            assert answer.status == 200, await answer.text()
        async with web.get(f"http://127.0.0.1:{port}/metrics") as answer:
            text = await answer.text()
        assert 'newsbell_stories_total{outcome="stored",reason=""} 1.0' in text
        counts = {row["name"]: row["stories"] for row in await rows(daemon.config, "stories", "count")}
        ends = {
            tuple(re.findall('"([^"]*)"', line)): float(line.split()[-1])
            for line in text.splitlines()
            if line.startswith("newsbell_stories_total{")
        }
        assert sum(ends.values()) == counts["in"] == 1
        assert 'newsbell_alerts_total{kind="bid",reason="new",rule="deals-and-courts"} 1.0' in text


async def test_what_is_old_at_the_first_run_is_learned_silently(tmp_path):
    async with open_house() as house, running(house, tmp_path, Settings(max_age="1h")) as daemon:
        await daemon.wait_settled(house.newsroom.publish(BID).url)  # published twenty hours ago
        (event,) = [row for row in await rows(daemon.config, "events", "list") if row["status"] == "new"]
        assert event["alerted"] == {}
        assert not house.mail.mails


async def test_events_survive_a_restart(tmp_path):
    async with open_house() as house:
        async with running(house, tmp_path) as daemon:
            await daemon.wait_settled(house.newsroom.publish(BID).url)
            await house.mail.wait_for(1)
        again = Daemon(daemon.config, log=tmp_path / "again.log")
        await again.start()
        try:
            await again.wait_settled(house.newsroom.publish("halden-tra-gia-mua-mistral-ai").url)
            await asyncio.sleep(1)
            assert len(house.mail.mails) == 1
        finally:
            await again.stop()
