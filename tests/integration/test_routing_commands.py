"""`newsbell rules|silences|rates|events ack|replay`, as a user calls them."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from config.loader import load
from pipelines.model.settlement import Query
from pipelines.model.silence import Silence, SilencedBy
from pipelines.store.access import open_store
from scheduler.cli.main import main
from tests.unit.store_samples import a_settlement, a_story, an_event, gives

CONFIG = """
data_dir = "var"
[[sources]]
name = "daily"
url = "https://daily.example/feed"
owner = "The Daily"
group = "papers"
[channels.desk]
type = "console"
[channels.boss]
type = "console"
rate_limit = "20/h"
[[rules]]
name = "deals"
kinds = ["bid"]
channels = ["desk", "boss"]
quiet_hours = "22:00-07:00"
timezone = "Asia/Ho_Chi_Minh"
min_amount = "1e9 USD"
critical_amount = "50e9 USD"
remind_every = "15m"
[[rules]]
name = "sure"
channels = ["desk"]
digest = "0 8 * * *"
min_sources = 2
"""
NIGHT = "2026-06-01T23:00+07:00"


@pytest.fixture
def newsbell(tmp_path, monkeypatch, capsys):
    """The command in a folder with a configuration: exit code, lines on standard output, standard error."""
    (tmp_path / "newsbell.toml").write_text(CONFIG)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEWSBELL_CONFIG", raising=False)

    def run(*words):
        code = main(words)
        out, err = capsys.readouterr()
        return code, out.splitlines(), err

    return run


def objects(lines):
    return [json.loads(line) for line in lines]


def test_the_rules_are_listed(newsbell):
    _, lines, _ = newsbell("rules", "list", "--json")
    assert [(row["rule"], row["waits"]) for row in objects(lines)] == [
        ("deals", "quiet 22:00-07:00, again every 15m"),
        ("sure", "digest 0 8 * * *"),
    ]
    assert objects(lines)[0]["tells"] == "bid, from 1,000,000,000 USD"


def test_a_made_up_event_is_tried_at_a_moment(newsbell):
    event = ("--actor", "xAI", "--actor", "OpenAI", "--amount", "2e9 EUR", "--source", "daily")
    _, lines, _ = newsbell("rules", "test", "--at", NIGHT, *event, "--json")
    deals, sure = objects(lines)
    assert (deals["speaks"], deals["at"], deals["channels"]) == ("yes", "2026-06-02T07:00:00+07:00", ["desk", "boss"])
    assert deals["why"].startswith("new; held: quiet hours until 07:00; 2,000,000,000 EUR = ")
    assert (sure["speaks"], sure["at"]) == ("no", None)
    assert sure["why"].startswith("waits for a confirmation: 1 of 2 independent sources")


def test_a_critical_one_goes_at_once_and_a_confirmed_one_into_the_digest(newsbell):
    _, lines, _ = newsbell("rules", "test", "--at", NIGHT, "--amount", "97e9 USD", "--sources", "2", "--json")
    deals, sure = objects(lines)
    assert (deals["at"], deals["severity"]) == ("2026-06-01T23:00:00+07:00", "critical")
    times = "at most 96 times, 2026-06-01 23:15 to 2026-06-02 23:00"
    assert deals["why"].startswith(f"new; again every 15m until acknowledged, {times}; ")
    assert (sure["at"], sure["why"]) == ("2026-06-02T15:00:00+07:00", "new; held: digest")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--rule", "deels"), "no rule 'deels'; did you mean \"deals\"?"),
        (("--kind", "bud"), "no kind 'bud'; did you mean \"bid\"?"),
        (("--kind", "funding", "--stage", "blocked"), "no stage 'blocked'"),
        (("--source", "dayly"), "no source 'dayly'; did you mean \"daily\"?"),
        (("--amount", "much"), "--amount 'much': expected a number"),
        (("absent.jsonl",), "absent.jsonl: no such file"),
    ],
)
def test_what_cannot_be_tried_is_named(newsbell, words, complaint):
    code, _, err = newsbell("rules", "test", *words)
    assert code != 0
    assert complaint in err


DOCUMENTS = [
    {
        "id": "d1",
        "title": "Nvidia to buy OpenAI for $97.4 billion",
        "summary": "Nvidia has agreed to acquire OpenAI, the maker of ChatGPT, for $97.4 billion, the companies said on Monday.",
        "url": "https://www.daily.example/1",
        "source": "daily",
        "published": "2026-06-01T16:00:00+00:00",
    },
    {
        "id": "d2",
        "title": "OpenAI agrees to $97.4bn takeover by chipmaker Nvidia",
        "summary": "OpenAI said on Monday that it had agreed to be bought by Nvidia in a deal worth $97.4bn.",
        "url": "https://weekly.example/1",
        "published": "2026-06-01T19:30:00+00:00",
    },
]


@pytest.fixture
def documents(tmp_path):
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(each) + "\n" for each in DOCUMENTS))
    return "in.jsonl"


def test_a_replay_says_when_each_alert_goes_out_and_for_what_it_waited(newsbell, documents):
    code, lines, err = newsbell("replay", documents)
    assert (code, err) == (0, "")
    rows = objects(lines)
    assert [(row["rule"], row["at"], row["channels"]) for row in rows] == [
        ("deals", "2026-06-01T16:00:00+00:00", ["desk", "boss"]),
        ("sure", "2026-06-02T08:00:00+00:00", ["desk"]),
    ]
    assert rows[0]["severity"] == "critical"
    ends = {"first": "2026-06-01T16:15:00+00:00", "last": "2026-06-02T16:00:00+00:00"}
    assert rows[0]["reminders"] == {**ends, "count": 96}
    assert "reminders" not in rows[1]
    assert (rows[1]["waited"], rows[1]["held"]) == (3.5 * 3600, "since 2026-06-01T19:30:00+00:00")


def test_a_replay_says_what_still_waits(newsbell, tmp_path):
    (tmp_path / "one.jsonl").write_text(json.dumps(DOCUMENTS[0]) + "\n")
    _, lines, err = newsbell("replay", "one.jsonl")
    assert [row["rule"] for row in objects(lines)] == ["deals"]
    assert "rule sure: event " in err
    assert "waits for a confirmation: 1 of 2 independent sources" in err


def test_a_replay_says_why_not(newsbell, tmp_path):
    weather = {"id": "d0", "title": "Rain is expected on the coast", "published": "2026-06-01T10:00:00+00:00"}
    again = {**DOCUMENTS[0], "id": "d3", "published": "2026-06-01T20:00:00+00:00"}
    rows = [weather, *DOCUMENTS, again]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(each) + "\n" for each in rows))
    newsbell("replay", "in.jsonl", "-o", "out.jsonl", "--why-not", "silent.jsonl")
    said = [json.loads(row) for row in (tmp_path / "silent.jsonl").read_text().splitlines()]
    found = {(row["document_id"], row["rule"]): row["why"] for row in said}
    assert found.keys() == {("d0", None), ("d1", "sure"), ("d2", "deals"), ("d3", None)}
    assert found["d0", None].startswith("dropped (not_ai_industry)")
    assert found["d1", "sure"].startswith("waits for a confirmation: 1 of 2")
    assert found["d2", "deals"] == "accepted was told already"
    assert found["d3", None].startswith("dropped (copy_text) of ")


def test_rules_are_tried_on_documents(newsbell, documents):
    _, lines, _ = newsbell("rules", "test", documents, "--rule", "sure", "--json")
    assert [(row["document"], row["speaks"]) for row in objects(lines)] == [("d1", "no"), ("d2", "yes")]


async def put(event):
    async with open_store(load()) as store:
        await store.settle(Query(urls=("u1",)), gives(a_settlement(a_story(), events=(event,))))


async def asked(question):
    async with open_store(load()) as store:
        return await question(store)


def test_a_silence_is_set_listed_and_ended(newsbell):
    code, (line,), _ = newsbell("silences", "add", "--actor", "OpenAI", "--until", "2d", "--reason", "holidays")
    assert code == 0
    silence_id = line.partition(":")[0]
    (silence,) = asyncio.run(asked(lambda store: store.silences()))
    assert (silence.by, silence.value, silence.reason) == (SilencedBy.ACTOR, "OpenAI", "holidays")
    (row,) = objects(newsbell("silences", "list", "--json")[1])
    assert (row["silence_id"], row["state"], row["silences"], row["value"]) == (silence_id, "active", "actor", "OpenAI")
    assert newsbell("silences", "end", silence_id)[0] == 0
    assert newsbell("silences", "end", silence_id)[0] == 1
    assert objects(newsbell("silences", "list", "--json")[1])[0]["state"] == "over"


async def while_the_store_runs(*commands):
    """What each command gives, while another one keeps the private server up."""
    async with open_store(load()):
        return [await asyncio.to_thread(*command) for command in commands]


def test_trials_look_at_the_silences_of_a_store_that_runs(newsbell):
    newsbell("silences", "add", "--rule", "deals", "--until", "2d", "--reason", "we write it ourselves")
    trial = (newsbell, "rules", "test", "--amount", "2e9 USD", "--rule", "deals", "--json")
    before = (*trial, "--at", "2020-01-01T12:00+00:00")
    (_, now, err), (_, then, _), (_, bare, _) = asyncio.run(
        while_the_store_runs(trial, before, (*trial, "--no-silences"))
    )
    assert "the store's silences are looked at: 1" in err
    assert objects(now)[0]["speaks"] == "no"
    assert objects(now)[0]["why"].startswith("silenced until ")
    assert objects(now)[0]["why"].endswith(": we write it ourselves")
    assert [objects(lines)[0]["speaks"] for lines in (then, bare)] == ["yes", "yes"]


def test_a_trial_starts_no_store_and_says_that_it_did_not_look(newsbell, tmp_path):
    trial = ("rules", "test", "--amount", "2e9 USD", "--rule", "deals", "--json")
    assert newsbell(*trial)[2] == ""
    assert not (tmp_path / "var").exists()
    newsbell("silences", "add", "--rule", "deals", "--until", "2d", "--reason", "we write it ourselves")
    _, lines, err = newsbell(*trial)
    assert objects(lines)[0]["speaks"] == "yes"
    assert "the store's silences are not looked at: Redis at " in err
    assert not (tmp_path / "var" / "redis" / "redis.sock").exists()


def test_a_replay_keeps_silent_what_was_silenced_then(newsbell, tmp_path, documents):
    moments = [NIGHT, "2026-06-01T18:00:00+00:00"]  # before both documents, and between them
    told = []
    for moment in moments:
        silence = Silence(
            silence_id="q1",
            by=SilencedBy.ACTOR,
            value="OpenAI",
            until=datetime(2099, 1, 1, tzinfo=UTC),
            reason="holidays",
            created=datetime.fromisoformat(moment) - timedelta(minutes=1),
        )
        asyncio.run(asked(lambda store, silence=silence: store.save_silence(silence)))
        ((_, lines, err),) = asyncio.run(while_the_store_runs((newsbell, "replay", documents)))
        told.append([row["rule"] for row in objects(lines)])
        assert "accepted is silenced (q1): holidays" in err
    assert told == [[], ["deals"]]


def test_rules_are_tried_on_documents_under_silences(newsbell, documents):
    silence = Silence(
        silence_id="q1",
        by=SilencedBy.RULE,
        value="sure",
        until=datetime(2099, 1, 1, tzinfo=UTC),
        reason="holidays",
        created=datetime(2026, 1, 1, tzinfo=UTC),
    )
    asyncio.run(asked(lambda store: store.save_silence(silence)))
    trial = (newsbell, "rules", "test", documents, "--json")
    ((_, lines, _),) = asyncio.run(while_the_store_runs(trial))
    said = {(row["document"], row["rule"]): row for row in objects(lines)}
    assert said["d1", "deals"]["speaks"] == "yes"
    assert said["d2", "sure"]["why"] == "silenced until 2099-01-01 00:00 UTC: holidays"


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--kind", "bud", "--until", "2d"), "no kind 'bud'"),
        (("--rule", "deels", "--until", "2d"), "no rule 'deels'"),
        (("--source", "dayly", "--until", "2d"), "no source 'dayly'"),
        (("--event", "e9", "--until", "2d"), "no event 'e9'"),
        (("--kind", "bid", "--until", "soon"), "expected a duration such as 2d"),
        (("--kind", "bid", "--until", "2020-01-01"), "that is past"),
    ],
)
def test_a_silence_of_nothing_is_refused(newsbell, words, complaint):
    code, _, err = newsbell("silences", "add", *words, "--reason", "x")
    assert code != 0
    assert complaint in err


def test_an_event_is_acknowledged(newsbell):
    asyncio.run(put(an_event("e1")))
    assert newsbell("events", "ack", "e1")[0] == 0
    assert objects(newsbell("events", "show", "e1", "--json")[1])[0]["acknowledged"]
    assert newsbell("events", "ack", "e2")[0] == 1


ECB = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<gesmes:subject>Reference rates</gesmes:subject>
<Cube><Cube time='2998-01-02'>{rows}</Cube></Cube></gesmes:Envelope>"""
ROWS = "".join(f"<Cube currency='{name}' rate='{rate}'/>" for name, rate in
               {"USD": "2", "JPY": "200", "GBP": "0.8", "CHF": "0.9", "CNY": "8"}.items())  # fmt: skip


def refresh_from(newsbell, tmp_path, body, status=200):
    """`rates refresh` against a local server that answers with `body`."""

    async def answer(_request):
        return web.Response(body=body, status=status)

    async def work():
        app = web.Application()
        app.router.add_get("/daily.xml", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        (tmp_path / "newsbell.toml").write_text(f'{CONFIG}[rates]\nurl = "http://127.0.0.1:{port}/daily.xml"\n')
        try:
            return await asyncio.to_thread(newsbell, "rates", "refresh")
        finally:
            await runner.cleanup()

    return asyncio.run(work())


def test_rates_are_refreshed_from_the_days_file(newsbell, tmp_path):
    code, (line,), _ = refresh_from(newsbell, tmp_path, ECB.format(rows=ROWS))
    assert code == 0
    assert "rates of 2998-01-02" in line
    _, lines, _ = newsbell("rates", "show")
    assert lines[0] == "date = 2998-01-02"
    assert 'USD = "2"' in lines
    assert any(line.startswith("VND = ") for line in lines)
    _, lines, _ = newsbell("rules", "test", "--amount", "2e9 EUR", "--rule", "deals", "--json")
    assert "2,000,000,000 EUR = 4,000,000,000 USD (1 EUR = 2 USD" in objects(lines)[0]["why"]


BAD = {
    "no such file": (b"gone", 404, "HTTP 404"),
    "no XML": (b"<html><p>hello", 200, "no XML"),
    "other XML": (b"<rss><channel/></rss>", 200, "no rates"),
    "few rates": (ECB.format(rows="<Cube currency='USD' rate='2'/>").encode(), 200, "only 1 rates"),
    "no number": (ECB.format(rows=ROWS.replace("200", "many")).encode(), 200, "rate='many'"),
    "entities": (b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', 200, "document type of its own"),
    "much too long": (b"<x>" + b" " * 5_000_001, 200, "larger than"),
}


@pytest.mark.parametrize(("body", "status", "complaint"), BAD.values(), ids=BAD)
def test_a_wrong_file_leaves_the_rates_as_they_were(newsbell, tmp_path, body, status, complaint):
    code, _, err = refresh_from(newsbell, tmp_path, body, status)
    assert code != 0
    assert complaint in err
    assert not (tmp_path / "var" / "rates.toml").exists()


def test_a_table_of_ones_own_is_not_refreshed(newsbell, tmp_path):
    (tmp_path / "own.toml").write_text('date = 2026-01-02\n[per_euro]\nUSD = "2"\n')
    (tmp_path / "newsbell.toml").write_text(f'{CONFIG}[rates]\nfile = "own.toml"\n')
    code, _, err = newsbell("rates", "refresh")
    assert code != 0
    assert "own.toml is the table in force" in err
    assert newsbell("rates", "show")[1][0] == "date = 2026-01-02"


def test_a_server_that_is_not_there(newsbell, tmp_path):
    (tmp_path / "newsbell.toml").write_text(f'{CONFIG}[rates]\nurl = "http://127.0.0.1:1/daily.xml"\n')
    code, _, err = newsbell("rates", "refresh")
    assert code != 0
    assert "cannot be had" in err


def test_the_moment_of_a_trial_needs_no_zone(newsbell):
    _, lines, _ = newsbell(
        "rules", "test", "--at", "2026-06-01T12:00", "--amount", "2e9 USD", "--rule", "deals", "--json"
    )
    assert datetime.fromisoformat(objects(lines)[0]["at"]) == datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_times_without_a_zone_are_the_desks(newsbell, tmp_path):
    (tmp_path / "newsbell.toml").write_text(CONFIG + '[alerts]\ntimezone = "Asia/Ho_Chi_Minh"\n')
    words = ("--at", "2026-06-01T12:00", "--amount", "2e9 USD", "--rule", "deals", "--json")
    assert objects(newsbell("rules", "test", *words)[1])[0]["at"] == "2026-06-01T12:00:00+07:00"
    _, (said,), _ = newsbell("silences", "add", "--kind", "bid", "--until", "2099-06-01T12:00", "--reason", "x")
    assert said.endswith("kind bid is silent until 2099-06-01 12:00 +07")
    _, rows, _ = newsbell("silences", "list", "--json")
    assert objects(rows)[0]["until"] == "2099-06-01T12:00:00+07:00"
