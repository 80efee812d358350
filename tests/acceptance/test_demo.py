"""`make demo` as a user sees it: the real daemon on the newsroom, from the first article to the last alert."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from tests.newsroom.article import Expect, load_articles
from tests.newsroom.daemon import ROOT
from tests.newsroom.leftovers import leftovers
from tests.newsroom.screen import width

ARTICLES = load_articles().values()
FOUNDING = [article for article in ARTICLES if article.expect is Expect.NEW]
MOVING = [article for article in ARTICLES if article.expect is Expect.UPDATE]


def environment(folder: Path) -> dict[str, str]:
    mine = {name: value for name, value in os.environ.items() if not name.startswith("NEWSBELL_")}
    return mine | {"TMPDIR": str(folder), "NO_COLOR": "1", "COLUMNS": "80"}


def inside(folder: Path) -> list[Path]:
    return list(folder.iterdir())


@pytest.mark.slow
def test_the_demo_tells_each_event_once_and_leaves_nothing(tmp_path: Path):
    began = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-m", "tests.newsroom.demo"],
        cwd=ROOT,
        env=environment(tmp_path),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=90,
        check=False,
    )
    seconds, text = time.monotonic() - began, ended.stdout
    assert ended.returncode == 0, text
    assert seconds < 60
    assert text.count("NEW EVENT") == len(FOUNDING)
    assert text.count("UPDATE") == len(MOVING)
    assert "each event was told once in each channel" in text
    assert "newsbell init" in text
    assert "\x1b" not in text
    assert max(width(line) for line in text.splitlines()) <= 80
    assert inside(tmp_path) == []
    assert leftovers(tmp_path) == {}


async def test_a_demo_that_is_ended_early_leaves_nothing(tmp_path: Path):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.newsroom.demo", cwd=ROOT, env=environment(tmp_path), stdout=PIPE, stderr=PIPE
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(40):
            while b"newsbell is up" not in await process.stdout.readline():
                pass
        process.send_signal(signal.SIGTERM)
        _, errors = await asyncio.wait_for(process.communicate(), 15)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 130
    assert errors.decode().strip() == "ended early; the daemon was stopped, nothing is left running"
    assert inside(tmp_path) == []
    assert leftovers(tmp_path) == {}
