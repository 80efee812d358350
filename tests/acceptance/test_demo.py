"""`make demo` as a user sees it: the real daemon on the newsroom, from the first article to the last alert."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.newsroom.article import Expect, load_articles
from tests.newsroom.daemon import ROOT
from tests.newsroom.leftovers import leftovers
from tests.newsroom.screen import width

ARTICLES = load_articles().values()
FOUNDING = [article for article in ARTICLES if article.expect is Expect.NEW]
MOVING = [article for article in ARTICLES if article.expect is Expect.UPDATE]


@pytest.mark.slow
def test_the_demo_tells_each_event_once_and_leaves_nothing(tmp_path: Path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NEWSBELL_")}
    began = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-m", "tests.newsroom.demo"],
        cwd=ROOT,
        env=environment | {"TMPDIR": str(tmp_path), "NO_COLOR": "1", "COLUMNS": "80"},
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
    assert list(tmp_path.iterdir()) == []
    assert leftovers(tmp_path) == {}
