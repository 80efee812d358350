"""The channels of this machine: an Atom file, a program of the user's own."""

import asyncio
import sys
import time
from datetime import timedelta

import pytest
from lxml import etree

from config.channels import CommandChannel
from pipelines.model.delivery import Verdict
from pipelines.notify.factory import channel_of
from tests.integration.service_rigs import AtomRig, CommandRig
from tests.unit.alert_gallery import HOSTILE
from tests.unit.alert_samples import NOW, an_alert, writer_of


async def send(channel, alert=None, *, retry=False):
    return await channel.send(alert or an_alert(), "there", thread_receipt="", retry=retry)


def to(rig):
    return pytest.mark.parametrize("rig", [rig], indirect=True)


def ids(file):
    return [e.findtext("{*}id").rpartition(":")[2] for e in etree.parse(file).getroot().iterfind("{*}entry")]


@to(AtomRig)
async def test_the_feed_keeps_the_newest_alerts_the_newest_first(rig):
    channel = rig.channel(entries=3)
    for n in (2, 0, 4, 1, 3):
        await send(channel, an_alert(alert_id=f"a{n}", at=NOW + timedelta(minutes=n)))
    assert ids(rig.file) == ["a4", "a3", "a2"]


@to(AtomRig)
async def test_an_alert_that_comes_again_takes_its_own_place(rig):
    channel = rig.channel()
    for name in ("a1", "a2", "a1"):
        await send(channel, an_alert(alert_id=name))
    assert sorted(ids(rig.file)) == ["a1", "a2"]


@to(AtomRig)
async def test_many_at_once_all_stand_in_the_file_and_nothing_is_left_beside_it(rig):
    channels = [rig.channel(), rig.channel()]
    alerts = [an_alert(alert_id=f"a{n:02}") for n in range(20)]
    await asyncio.gather(*(send(channels[n % 2], alert) for n, alert in enumerate(alerts)))
    assert sorted(ids(rig.file)) == [alert.alert_id for alert in alerts]
    assert sorted(file.name for file in rig.file.parent.iterdir()) == [".alerts.atom.lock", "alerts.atom"]
    assert rig.file.stat().st_mode & 0o777 == 0o644


@to(AtomRig)
@pytest.mark.parametrize(
    "content",
    [b"", b"<feed>", b"<rss/>", b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>x</id></entry></feed>'],
)
async def test_a_file_that_is_none_of_ours_is_set_aside(rig, content):
    rig.file.parent.mkdir()
    rig.file.write_bytes(content)
    assert (await send(rig.channel())).verdict is Verdict.SENT
    assert ids(rig.file) == ["a1"]
    assert rig.file.with_name("alerts.atom.bad").read_bytes() == content


@to(AtomRig)
async def test_a_place_that_cannot_be_written_is_tried_again(rig):
    (rig.folder / "feeds").write_text("a file, where a folder is wanted")
    outcome = await send(rig.channel())
    assert outcome.verdict is Verdict.RETRY
    assert "cannot be written" in outcome.reason


@to(AtomRig)
async def test_what_is_written_can_be_read_again_whatever_an_article_holds(rig):
    channel = rig.channel()
    for alert in (HOSTILE, an_alert()):
        await send(channel, alert)
    title = etree.parse(rig.file).getroot().find("{*}entry[2]/{*}title").text
    assert "<script>" in title


@to(CommandRig)
async def test_the_program_gets_the_alert_and_nothing_of_newsbells_own_secrets(rig, monkeypatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    await send(rig.channel(), retry=True)
    (kept,) = rig.kept()
    assert kept["document"]["schema"] == "newsbell.alert"
    assert kept["environment"] == {
        "NEWSBELL_ALERT_ID": "a1",
        "NEWSBELL_EVENT_ID": "e1",
        "NEWSBELL_HEADLINE": "xAI offers 97.4 billion USD for OpenAI",
        "NEWSBELL_KIND": "bid",
        "NEWSBELL_REASON": "new",
        "NEWSBELL_RETRY": "1",
        "NEWSBELL_RULE": "deals",
        "NEWSBELL_SEVERITY": "normal",
        "NEWSBELL_STAGE": "offered",
        "NEWSBELL_THREAD_ID": "a1",
        "NEWSBELL_URL": "https://daily.example/s1",
    }
    assert "xoxb-secret" not in str(kept["all"])


def a_program(code, *args, timeout=2.0):
    settings = CommandChannel(
        name="there", command=(sys.executable, "-S", "-E", "-c", code, *args), timeout=timedelta(seconds=timeout)
    )
    return channel_of(settings, writer_of())


async def test_arguments_reach_the_program_as_they_are_because_no_shell_reads_them(tmp_path):
    wild = f"$(touch {tmp_path}/x); `id` && *"
    code = "import sys; open(sys.argv[1], 'w').write(sys.argv[2])"
    assert (await send(a_program(code, str(tmp_path / "out"), wild))).verdict is Verdict.SENT
    assert (tmp_path / "out").read_text() == wild
    assert not (tmp_path / "x").exists()


ENDS = [
    ("import sys; sys.exit(75)", Verdict.RETRY, "exit 75"),
    ("import sys; sys.exit('no such room')", Verdict.DEAD, "exit 1 no such room"),
    ("import os; os.kill(os.getpid(), 9)", Verdict.DEAD, "exit -9"),
    ("import sys; sys.stderr.write('x' * 9_000_000); sys.exit(3)", Verdict.DEAD, "exit 3 xxx"),
    ("import os; os.close(0)", Verdict.SENT, "exit 0"),
]


@pytest.mark.parametrize(("code", "verdict", "reason"), ENDS)
async def test_how_a_program_ends_says_what_comes_next(code, verdict, reason):
    outcome = await send(a_program(code, timeout=10))
    assert outcome.verdict is verdict
    assert outcome.reason.startswith(reason)
    assert len(outcome.reason) <= 200


async def test_a_program_that_is_not_there_is_final():
    settings = CommandChannel(name="there", command=("no-such-program-here",))
    outcome = await send(channel_of(settings, writer_of()))
    assert (outcome.verdict, outcome.reason) == (Verdict.DEAD, "the program cannot be run: No such file or directory")


async def test_a_program_that_hangs_is_ended_with_all_that_it_started(tmp_path):
    code = (
        "import subprocess, sys, time, signal\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = subprocess.Popen(['sleep', '30'])\n"
        "open(sys.argv[1], 'w').write(str(child.pid))\n"
        "time.sleep(30)"
    )
    began = time.monotonic()
    outcome = await send(a_program(code, str(tmp_path / "pid"), timeout=1.0))
    assert outcome.verdict is Verdict.UNKNOWN
    assert time.monotonic() - began < 5
    child = int((tmp_path / "pid").read_text())
    stat = f"/proc/{child}/stat"
    async with asyncio.timeout(5):
        while running(stat):  # noqa: ASYNC110 — the kernel tells nobody
            await asyncio.sleep(0.02)


def running(stat):
    try:
        with open(stat) as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
