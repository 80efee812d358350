"""What an operator does and meets: systemd, backup and restore, log files, a disk that is full."""

import asyncio
import json
import os
import resource
import signal
import socket
from collections import Counter
from contextlib import asynccontextmanager, contextmanager

import aiohttp

from tests.acceptance.test_bad_days import redis_of
from tests.acceptance.test_daemon import BID, ROUND, command, rows
from tests.newsroom.config import Settings
from tests.newsroom.daemon import Daemon
from tests.newsroom.fixtures import open_house, running
from tests.newsroom.leftovers import end
from tests.newsroom.ports import listen
from tests.newsroom.waiting import until
from tests.unit.store_samples import append_only_file

MODEL = "sakana-namazu-2"
LAWSUIT = "meridian-post-sues-openai"
SITES = ("harbour-ledger", "viet-mang", "minato", "northern-wire")
"""Where these four are published."""


@contextmanager
def systemd(folder, monkeypatch, seconds):
    """A socket as systemd has it; `heard` gives what was said so far."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(folder / "notify"))
        ear.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", str(folder / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", str(int(seconds * 1_000_000)))
        said = []

        def heard():
            try:
                while True:
                    said.append(ear.recv(4096).decode().split("\n")[0])
            except BlockingIOError:
                return said

        yield heard


async def test_systemd_hears_of_it_and_the_log_may_be_moved_away(tmp_path, monkeypatch):
    log, moved = tmp_path / "newsbell.log", tmp_path / "newsbell.log.1"
    with systemd(tmp_path, monkeypatch, 0.6) as heard:
        async with open_house() as house:
            settings = Settings(only=SITES[:1], extra='[log]\nfile = "newsbell.log"')
            daemon = Daemon(house.write_config(tmp_path, settings), log=log)
            try:
                await daemon.start()
                await until(lambda: heard().count("WATCHDOG=1") >= 3, 10, "signs of life")
                assert heard()[0] == "READY=1"
                log.rename(moved)
                os.kill(daemon.pid, signal.SIGHUP)
                await until(lambda: heard().count("READY=1") == 2, 10, "the second READY")
                assert "RELOADING=1" in heard()
                assert "read again" in log.read_text()
                await daemon.stop()
            finally:
                await daemon.end()
                end(tmp_path)
        assert [word for word in heard() if word != "WATCHDOG=1"][-1] == "STOPPING=1"
    assert '"started"' in moved.read_text()
    assert '"stopped"' in log.read_text()


async def test_a_backup_of_a_running_daemon_and_back(tmp_path):
    """After a restore nothing is told again, nothing up to the backup is lost, and the daemon says what happened."""
    file = tmp_path / "desk.backup"
    async with open_house() as house:
        config = house.write_config(tmp_path, Settings(slack="bot", only=SITES))
        async with running_on(config) as daemon:
            for article in (BID, ROUND):
                await daemon.wait_settled(house.newsroom.publish(article).url)
            await house.mail.wait_for(2)
            await until(lambda: len(house.slack.messages) == 2, 10, "two in Slack")
            code, said, err = await command(config, "backup", str(file))
            assert (code, err) == (0, "")
            assert "the store as of" in said
            code, _, err = await command(config, "restore", str(file), "--force")
            assert code == 2, "not under a running daemon"
            assert "another newsbell daemon" in err
            await daemon.wait_settled(house.newsroom.publish(MODEL).url)
            await house.mail.wait_for(3)
            await until(lambda: len(house.slack.messages) == 3, 10, "three in Slack")
            await daemon.stop()
        code, said, _ = await command(config, "restore", str(file), "--force")
        assert code == 0
        assert "2 deliveries sent since are known as sent" in said
        async with running_on(config) as daemon:
            await daemon.wait_settled(house.newsroom.published[MODEL].url)
            await daemon.wait_settled(house.newsroom.publish(LAWSUIT).url)
            mails = await house.mail.wait_for(4)
            await until(lambda: len(house.slack.messages) == 4, 10, "four in Slack")
            (line,) = daemon.events("the store was restored from a backup: what came after the backup is read again where sources still list it")  # fmt: skip
            assert line["taken"] < line["restored"]
            assert {row["state"] for row in await rows(config, "outbox", "list")} == {"sent"}
            await asyncio.sleep(1)
            await daemon.stop()
        assert Counter(mail.header("X-Newsbell-Kind") for mail in mails) == Counter(
            ("bid", "funding", "model_release", "lawsuit")
        )
        assert (len(house.mail.mails), len(house.slack.messages)) == (4, 4)


@asynccontextmanager
async def running_on(config):
    daemon = Daemon(config)
    daemon.log.unlink(missing_ok=True)
    try:
        await daemon.start()
        yield daemon
    finally:
        await daemon.end()
        end(config.parent)


async def test_a_full_disk_is_told_and_nothing_is_sent_that_could_not_be_written_down(tmp_path):
    with listen("127.0.0.1", 0) as sock:
        port = sock.getsockname()[1]
    settings = Settings(listen=f"127.0.0.1:{port}", slack="off", only=SITES)
    async with open_house() as house, running(house, tmp_path, settings) as daemon, aiohttp.ClientSession() as web:
        await daemon.wait_settled(house.newsroom.publish(BID).url)
        await house.mail.wait_for(1)
        redis = redis_of(tmp_path)
        size = append_only_file(tmp_path / "var").stat().st_size
        resource.prlimit(redis, resource.RLIMIT_FSIZE, (size + 200, resource.RLIM_INFINITY))
        house.newsroom.publish(ROUND)
        reasons = await ill(web, port)
        assert any("cannot write to its disk (is it full?)" in reason for reason in reasons), reasons
        await asyncio.sleep(2)
        assert len(house.mail.mails) == 1, "nothing is sent of which there is no record"
        assert any("cannot write to its disk" in str(line) for line in daemon.lines() if line["level"] == "warning")
        resource.prlimit(redis, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        await daemon.wait_settled(house.newsroom.published[ROUND].url, 30)
        await house.mail.wait_for(2, timeout=20)
        async with web.get(f"http://127.0.0.1:{port}/healthz") as answer:
            assert answer.status == 200
        await asyncio.sleep(2)
        assert [mail.header("X-Newsbell-Kind") for mail in house.mail.mails] == ["bid", "funding"]


async def ill(web, port):
    """The reasons on /healthz, once there are any."""
    async with asyncio.timeout(30):
        while True:
            async with web.get(f"http://127.0.0.1:{port}/healthz") as answer:
                if answer.status == 503:
                    return json.loads(await answer.text())["reasons"]
            await asyncio.sleep(0.2)
