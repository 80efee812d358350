"""A kind of one's own, from its file to the alert: the commands as processes, workers included."""

import asyncio
import json
import shutil
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from config.kinds import adopt
from pipelines import flow
from pipelines.assemble import warm
from pipelines.model.story import Story
from pipelines.workers import Workers

KIND = Path(__file__).parents[2] / "docs" / "how-to" / "kinds" / "departure.toml"
GUIDE = KIND.parent.parent / "add-a-kind.md"
CONFIG = """
kinds = "kinds"

[[rules]]
name = "people"
kinds = ["departure"]
channels = ["console"]
"""
FIRST = datetime(2026, 5, 6, 8, tzinfo=UTC)
ARTICLES = (
    ("Mira Murati leaves OpenAI", "She told staff today that she is going after six years at the AI lab.", "en"),
    ("Mira Murati rời OpenAI", "Giám đốc công nghệ của hãng trí tuệ nhân tạo công bố quyết định hôm nay.", "vi"),
    ("Penmarch Press sues OpenAI over training data", "The complaint was filed on Wednesday.", "en"),
)


@pytest.fixture
def folder(tmp_path):
    """A user's folder: a configuration that names a folder of kinds, and articles."""
    (tmp_path / "kinds").mkdir()
    shutil.copy(KIND, tmp_path / "kinds")
    (tmp_path / "newsbell.toml").write_text(CONFIG, "utf-8")
    rows = (
        {"id": f"a{n}", "title": title, "summary": lead, "lang": lang, "source": f"paper {n}",
         "published": (FIRST + timedelta(hours=n)).isoformat()}
        for n, (title, lead, lang) in enumerate(ARTICLES)
    )  # fmt: skip
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return tmp_path


async def newsbell(folder, *args):
    """Exit code, standard output and standard error of the command, run in `folder`."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "scheduler", *args, cwd=folder,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await asyncio.wait_for(process.communicate(), 120)
    return process.returncode, out.decode(), err.decode()


async def test_analyze_tells_of_it_and_knows_the_same_event_in_another_language(folder):
    code, out, err = await newsbell(folder, "analyze", "in.jsonl")
    assert (code, err) == (0, "")
    first, second, suit = [json.loads(line)["events"] for line in out.splitlines()]
    assert [event["kind"] for event in (*first, *second, *suit)] == ["departure", "departure", "lawsuit"]
    assert first[0]["args"] == {"person": ["Mira Murati"], "company": ["OpenAI"]}
    assert first[0]["status"] == "new"
    assert first[0]["event_id"] == second[0]["event_id"] != suit[0]["event_id"]


async def test_replay_brings_one_alert_in_the_kinds_own_words(folder):
    code, out, err = await newsbell(folder, "replay", "in.jsonl")
    assert (code, err) == (0, "")
    (alert,) = [json.loads(line) for line in out.splitlines()]
    assert alert["headline"] == "Mira Murati leaves OpenAI"
    assert (alert["kind"], alert["rule"], alert["document_ids"]) == ("departure", "people", ["a0"])


async def test_without_the_line_in_the_configuration_there_is_no_such_kind(folder):
    (folder / "newsbell.toml").write_text("", "utf-8")
    _, out, _ = await newsbell(folder, "analyze", "in.jsonl")
    assert [event["kind"] for line in out.splitlines() for event in json.loads(line)["events"]] == ["lawsuit"]


async def test_config_check_names_what_is_wrong_in_the_file(folder):
    file = folder / "kinds" / "departure.toml"
    file.write_text(KIND.read_text("utf-8").replace('updates = ["joined"]', 'updates = ["hired"]'), "utf-8")
    code, _, err = await newsbell(folder, "config", "check")
    assert code == 2
    assert "departure.toml:4: kind.updates: 'hired' is none of the stages" in err


async def test_the_daemons_workers_know_it_too():
    workers = Workers(1, partial(warm, KIND.parent))
    story = Story(
        story_id="s", source="s", title=ARTICLES[0][0], summary=ARTICLES[0][1], published=FIRST, first_seen=FIRST
    )
    try:
        draft = await workers.run(flow.make_sense, flow.read(story))
    finally:
        workers.close()
    adopt(None)
    assert [mention.kind for mention in draft.reading.mentions] == ["departure"]


def test_the_guide_shows_this_very_file():
    blocks = GUIDE.read_text("utf-8").split("```toml\n")[2:]
    parts = [part for block in blocks for part in block.split("```")[0].split("\n\n")]
    text = KIND.read_text("utf-8")
    missing = [line for part in parts for line in part.splitlines() if line not in text]
    assert missing == []
