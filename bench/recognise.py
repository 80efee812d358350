"""Finding a known event among a hundred thousand, against finding it among a hundred: CPU and waiting together.

A finding is what `analyze` and the daemon do with a mention: look its keys up, read the events under them, decide.
Two of three mentions tell of a known event, a third of none.  Every tenth event is of a party that is always in the
news, so that the lists under its keys are as long as they may be.
"""

import asyncio
import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median

from config.schema import Config
from pipelines import flow
from pipelines.flow import Draft
from pipelines.model.kinds import Status
from pipelines.model.mention import Mention, Reading
from pipelines.model.money import Money
from pipelines.model.story import Story
from pipelines.steps.recognise import recognise
from pipelines.store.access import open_store
from pipelines.store.store import Store

FEW, MANY, FINDINGS, ROUNDS = 100, 100_000, 300, 5
LIMIT = 1.3
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_SYLLABLES = (
    "bo",
    "ka",
    "ri",
    "mo",
    "tel",
    "vex",
    "nor",
    "lum",
    "dax",
    "fen",
    "gil",
    "hap",
    "jun",
    "wil",
    "zor",
    "qui",
)


def main() -> dict[str, object]:
    return asyncio.run(_measure())


async def _measure() -> dict[str, object]:
    with tempfile.TemporaryDirectory() as few, tempfile.TemporaryDirectory() as many:
        async with (
            open_store(Config(data_dir=Path(few))) as small,
            open_store(Config(data_dir=Path(many))) as large,
        ):
            await _fill(small, FEW)
            await _fill(large, MANY)
            pairs = [(await _find(large, MANY, turn), await _find(small, FEW, turn)) for turn in range(ROUNDS)]
    ours, theirs = (median(times) for times in zip(*pairs, strict=True))
    return {
        "name": "recognise",
        "ratio": round(ours / theirs, 3),
        "limit": LIMIT,
        "baseline": f"finding among {FEW} events",
        "n": MANY,
        "ms": round(ours * 1000, 3),
        "baseline_ms": round(theirs * 1000, 3),
    }


def _name(number: int) -> str:
    """A name of its own for each number."""
    rng = random.Random(number)
    return f"{''.join(rng.choices(_SYLLABLES, k=3)).capitalize()}{number:x} Labs"


def _draft(number: int, story: str) -> Draft:
    """A story that tells of the event of that number."""
    acquirer = "OpenAI" if number % 10 == 0 else _name(number + 10_000_000)
    mention = Mention(
        kind="bid",
        stage="offered",
        status=Status.NEW,
        roles={"acquirer": (acquirer,), "target": (_name(number),)},
        amount=Money(amount=Decimal(1_000_000 + number * 7_919 % 900_000_000), currency="USD"),
        confidence=0.9,
        evidence=f"{acquirer} offers to buy {_name(number)}.",
    )
    moment = BEGIN + timedelta(seconds=number)
    told = Story(
        story_id=story, source="bench", url=f"https://news.example/{story}", title=mention.evidence, first_seen=moment
    )
    return Draft(story=told, reading=Reading(lang="en", ai_industry=True, mentions=(mention,)))


async def _fill(store: Store, events: int) -> None:
    for number in range(events):
        draft = _draft(number, f"s{number}")
        await store.settle(
            flow.query(draft),
            lambda known, draft=draft: flow.conclude(draft, known, flow.silent, draft.story.first_seen, None),
        )


async def _find(store: Store, events: int, turn: int) -> float:
    """Seconds for one finding."""
    rng = random.Random(turn)
    numbers = [rng.randrange(events * 3 // 2) for _ in range(FINDINGS)]
    drafts = [_draft(number, "asked") for number in numbers]
    began = time.perf_counter()
    for number, draft in zip(numbers, drafts, strict=True):
        known = await store.known(flow.query(draft))
        (event,) = recognise(draft.story, draft.reading.mentions if draft.reading else (), known.events)
        assert (len(event.reports) > 1) == (number < events), (number, event)
    return (time.perf_counter() - began) / FINDINGS
