"""The desk: what becomes of an entry and its page, also when something fails."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from config.schema import Source
from pipelines import flow
from pipelines.desk import Desk
from pipelines.errors import BadInput, StoreUnavailable
from pipelines.model.disposition import Outcome
from pipelines.model.entry import Entry
from pipelines.model.page import Extracted, Page
from pipelines.store.scratch import ScratchStore
from pipelines.workers import WorkerDied

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SOURCE = Source(name="herald", owner="Herald Press", url="https://herald.example/feed", language="en")
TITLE = "Vela Robotics acquires AI startup Orrin for $950 million"
BODY = "Vela Robotics said on Monday it has agreed to acquire the AI startup Orrin for $950 million in cash."


class Here:
    """Workers in this very process; the first `deaths` pieces of work kill them."""

    def __init__(self, deaths=0):
        self.deaths = deaths
        self.ran = []

    async def run(self, function, /, *args):
        self.ran.append(function.__name__)
        if self.deaths:
            self.deaths -= 1
            raise WorkerDied("gone")
        return function(*args)


class Library(ScratchStore):
    """A store in memory that is away for the first `away` questions."""

    def __init__(self, away=0):
        super().__init__()
        self.away = away
        self.settled = {}
        self.marked = set()

    def _answer(self):
        if self.away:
            self.away -= 1
            raise StoreUnavailable("away")

    async def settle(self, query, conclude):
        self._answer()
        settlement = await super().settle(query, conclude)
        self.settled[settlement.story.story_id] = settlement
        return settlement

    async def unseen(self, source, keys):
        self._answer()
        return [key for key in keys if (source, key) not in self.marked]

    async def mark_seen(self, source, keys):
        self.marked.update((source, key) for key in keys)

    async def story(self, wanted):
        self._answer()
        return self.settled.get(wanted)


class Watch:
    def __init__(self):
        self.endings = []
        self.faults = []

    def settled(self, settlement, seconds):
        self.endings.append(settlement.disposition)

    def failed(self, error, *, source, story_id, step):
        self.faults.append((type(error), source, step))


def plain(page, entry):
    return Extracted(title=TITLE, body=page.html.decode(), lang="en")


def no_page(page, entry):
    raise BadInput("no page")


def broken(page, entry):
    raise ZeroDivisionError


async def recovered():
    """The store comes back by itself."""


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr("pipelines.desk.PAUSE", 0)


def desk(watch, *, extract=plain, workers=None, store=None, advise=None):
    return Desk(
        store=store or Library(),
        workers=workers or Here(),
        extract=extract,
        alerting=flow.silent,
        watcher=watch,
        clock=lambda: NOW,
        recover=recovered,
        advise=advise,
    )


def entry(key="1", title=TITLE, summary=BODY):
    return Entry(key=key, url=f"https://herald.example/{key}", title=title, summary=summary, published=NOW)


def page(key="1"):
    return Page(url=f"https://herald.example/{key}", html=BODY.encode())


async def test_an_article_is_read_understood_and_stored(watch):
    store = Library()
    story = await desk(watch, store=store).take(SOURCE, entry(), page())
    assert story.body == BODY
    (settlement,) = store.settled.values()
    assert [m.kind for m in settlement.reading.mentions] == ["bid"]
    assert settlement.entry_key == "1"
    assert watch.endings[0].outcome is Outcome.STORED


@pytest.mark.parametrize(("extract", "given"), [(no_page, True), (plain, False)])
async def test_without_a_page_the_feeds_own_text_goes_on(watch, extract, given):
    story = await desk(watch, extract=extract).take(SOURCE, entry(), page() if given else None, "http_404")
    assert (story.title, story.summary, story.body) == (TITLE, BODY, "")
    assert watch.endings[0].outcome is Outcome.STORED


async def test_a_fault_quarantines_the_article_with_its_reason(watch):
    await desk(watch, extract=broken).take(SOURCE, entry(), page())
    (ending,) = watch.endings
    assert (ending.outcome, ending.reason) == (Outcome.QUARANTINED, "extract_failed")
    assert "ZeroDivisionError" in ending.detail
    assert watch.faults == [(ZeroDivisionError, "herald", "extract")]


async def test_an_article_that_kills_workers_is_quarantined(watch):
    await desk(watch, workers=Here(deaths=1)).take(SOURCE, entry(), page())
    assert watch.endings[0].reason == "worker_died"


async def test_while_the_store_is_away_the_work_waits(watch):
    store = Library(away=3)
    await desk(watch, store=store).take(SOURCE, entry(), page())
    assert store.away == 0
    assert watch.endings[0].outcome is Outcome.STORED


async def test_an_article_of_another_feed_is_not_read_again(watch):
    store, workers = Library(), Here()
    taker = desk(watch, store=store, workers=workers)
    await taker.take(SOURCE, entry(), page())
    ran = len(workers.ran)
    other = Source(name="herald-tech", url="https://herald.example/tech")
    await taker.take(other, entry(), None)
    assert len(workers.ran) == ran
    assert ("herald-tech", "1") in store.marked
    assert len(watch.endings) == 1


async def test_a_copy_is_folded_and_spared_the_understanding(watch):
    store, workers = Library(), Here()
    taker = desk(watch, store=store, workers=workers)
    first = await taker.take(SOURCE, entry("1"), page("1"))
    await taker.take(SOURCE, entry("2"), page("2"))
    assert workers.ran.count("make_sense") == 1
    assert watch.endings[1].copy_of == first.story_id
    events = [event for settled in store.settled.values() for event in settled.events]
    assert [r.copy for r in events[-1].reports] == [False, True]


async def test_settled_entries_are_no_longer_due(watch):
    store = Library()
    taker = desk(watch, store=store)
    store.marked.add(("herald", "1"))
    assert [e.key for e in await taker.unseen(SOURCE, [entry("1"), entry("2")])] == ["2"]


async def test_a_second_opinion_counts_and_a_copy_is_not_asked_about(watch):
    asked = []

    async def advise(story, reading):
        asked.append(story.story_id)
        return replace(reading, mentions=())

    store = Library()
    here = desk(watch, store=store, advise=advise)
    first = await here.take(SOURCE, entry(), page())
    await here.take(replace(SOURCE, name="tide", owner="Tide"), entry("2"), page("2"))
    assert asked == [first.story_id]
    assert store.settled[first.story_id].reading.mentions == ()
    assert [ending.outcome for ending in watch.endings] == [Outcome.STORED, Outcome.DROPPED]


async def test_an_opinion_that_cannot_be_had_stops_nothing(watch):
    async def advise(story, reading):
        raise ZeroDivisionError

    store = Library()
    await desk(watch, store=store, advise=advise).take(SOURCE, entry(), page())
    (settlement,) = store.settled.values()
    assert [m.kind for m in settlement.reading.mentions] == ["bid"]
    assert watch.faults == [(ZeroDivisionError, "herald", "advise")]
