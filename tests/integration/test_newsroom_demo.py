"""The demo, with a pretender in the daemon's place: it shows what happens, and fails when something is not as promised."""

import asyncio
import io
import os
import sys
from pathlib import Path

import pytest

from config.loader import load
from tests.newsroom import demo as demo_module
from tests.newsroom.config import Settings, sources
from tests.newsroom.daemon import Daemon, DaemonDied
from tests.newsroom.demo import demo
from tests.newsroom.fixtures import open_house
from tests.newsroom.leftovers import end, leftovers
from tests.newsroom.programme import Programme
from tests.newsroom.screen import Screen

STANDING = ("nhin-lai-con-sot-deepseek",)
ORDER = (
    "halden-bids-for-mistral",
    "halden-offer-mistral-wire",
    "crust-and-co-buys-millstone",
    "lua-ai-goi-von-120-trieu-usd",
    "mistral-board-rejects-halden",
)


class Stage:
    """A demo whose daemon is the pretender.  `folder` is where the run was."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        self.out = io.StringIO()
        monkeypatch.setattr(demo_module.tempfile, "tempdir", str(tmp_path))
        for name, seconds in {"PACE": 0.05, "VERDICT_SECONDS": 2.0, "ALERT_SECONDS": 1.0, "QUIET_SECONDS": 0.2}.items():
            monkeypatch.setattr(demo_module, name, seconds)
        self._tmp = tmp_path
        self._monkeypatch = monkeypatch

    async def play(self, fault: str = "", order: tuple[str, ...] = ORDER) -> int:
        def command(config: Path) -> tuple[str, ...]:
            return (sys.executable, "-m", "tests.newsroom.pretender", str(config), fault)

        return await demo(Screen(self.out, {}), command=command, programme=Programme(standing=STANDING, order=order))

    @property
    def text(self) -> str:
        return self.out.getvalue()

    def left(self) -> list[Path]:
        return list(self._tmp.iterdir())


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Stage:
    return Stage(monkeypatch, tmp_path)


async def test_a_good_run_shows_everything_and_leaves_nothing(stage: Stage):
    assert await stage.play() == 0, stage.text
    for part in (
        "Harbour Ledger: Halden Capital bids €14.2 billion for Mistral AI",
        "NEW EVENT  bid, offered",
        "copy  nearly the same text: Harbour Ledger, Halden Capital bids",
        "not AI",
        "UPDATE  bid, rejected",
        "mail to desk@example.org",
        "Slack, #newsroom",
        "source bot-wall is ill: not a feed",
        "each event was told once in each channel",
        "newsbell init",
    ):
        assert part in stage.text
    assert stage.left() == []
    assert max(len(line) for line in stage.text.splitlines()) <= 80
    assert "\x1b" not in stage.text


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("repeat", "mail: halden-mistral (new) came twice, expected once"),
        ("miss", "mail: lua-series-b (new) came never, expected once"),
        ("die", "the daemon ended with code 7"),
        ("code", "the daemon stopped with code 3 after SIGTERM"),
        ("child", "still running:"),
        ("mute", "2 articles without a verdict"),
    ],
)
async def test_a_bad_run_says_why(stage: Stage, monkeypatch: pytest.MonkeyPatch, fault: str, says: str):
    monkeypatch.setattr(demo_module, "VERDICT_SECONDS", 1.0 if fault == "mute" else 2.0)
    assert await stage.play(fault) == 1
    assert "The demo failed" in stage.text
    assert says in stage.text
    assert "newsbell init" not in stage.text
    assert stage.left() == []


async def test_a_run_that_takes_too_long_is_ended(stage: Stage, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(demo_module, "LONGEST", 1.5)
    assert await stage.play("mute") == 1
    assert "not over after 1.5 s" in stage.text
    assert stage.left() == []


async def test_the_last_lines_of_the_log_are_shown(stage: Stage):
    await stage.play("die")
    assert "the pretender was told to" in stage.text


async def test_a_daemon_that_is_deaf_to_sigterm_is_killed(tmp_path: Path):
    async with open_house() as house:
        config = house.write_config(tmp_path)
        daemon = Daemon(config, command=(sys.executable, "-m", "tests.newsroom.pretender", str(config), "deaf"))
        await daemon.start()
        with pytest.raises(DaemonDied, match=r"did not stop within 0\.3 s"):
            await daemon.stop(0.3)
        assert not daemon.running


async def test_a_daemon_that_never_says_it_started(tmp_path: Path):
    async with open_house() as house:
        config = house.write_config(tmp_path)
        daemon = Daemon(config, command=(sys.executable, "-m", "tests.newsroom.pretender", str(config), "silent"))
        with pytest.raises(TimeoutError, match="says it has started"):
            await daemon.start(timeout=1)
        await daemon.kill()


async def test_leftovers_are_found_by_their_folder_and_ended(tmp_path: Path):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "import time; time.sleep(60)", cwd=tmp_path, env=os.environ
    )
    found = leftovers(tmp_path)
    assert list(found) == [process.pid]
    end(tmp_path)
    assert await process.wait() == -15
    assert leftovers(tmp_path) == {}


@pytest.mark.parametrize("slack", ["webhook", "bot", "off"])
async def test_the_configuration_is_one_that_newsbell_reads(tmp_path: Path, slack: str):
    async with open_house() as house:
        settings = Settings(slack=slack, mail_to=("a@example.org", "b@example.org"), listen="127.0.0.1:8099")
        config = load(house.write_config(tmp_path, settings))
        rows = sources(house.newsroom)
    assert {source.name: (source.spider, source.url) for source in config.sources} == {
        name: row[1:] for name, row in rows.items()
    }
    assert len(config.channels) == (1 if slack == "off" else 2)
    assert config.data_dir == tmp_path / "var"
    assert config.crawl.allow_private_addresses


async def test_a_run_may_read_some_sites_only(tmp_path: Path):
    async with open_house() as house:
        config = load(house.write_config(tmp_path, Settings(only=("minato",), workers=2)))
    assert [source.name for source in config.sources] == ["minato"]
    assert config.workers == 2
