"""Whatever the text, the understanding answers in bounded time, the same answer twice, and never raises."""

import json
import pickle
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.model.mention import Reading
from pipelines.model.story import Story
from pipelines.understanding.lexicon import languages
from pipelines.understanding.read import understand

MOMENT = datetime(2026, 3, 12, tzinfo=UTC)
SECONDS = 2.0
"""Generous: a machine that runs tests does other things, too.  The bench measures the real bound."""

HOSTILE = {
    "a megabyte without a blank": "x" * 1_000_000,
    "triggers without end": "acquires " * 10_000,
    "Chinese triggers without end": "收购" * 50_000,
    "ten thousand amounts": "raises $5 million " * 10_000,
    "zero width": "a\u200b" * 50_000,
    "half surrogates": "\ud800" * 50_000,
    "full stops": "." * 50_000,
    "brackets and quotes": "(\"'«" * 20_000,
    "figures": "9,1." * 20_000,
    "capitals": "Aa " * 20_000,
    "combining marks": "e\u0301\u0300" * 20_000,
    "directions": "\u202eacquires\u202d \u2067" * 10_000,
    "lines": "\n" * 50_000,
}


def story(title: str, body: str = "", lang: str | None = None) -> Story:
    return Story(story_id="1", source="s", title=title, body=body, published=MOMENT, first_seen=MOMENT, lang=lang)


@pytest.fixture(autouse=True, scope="module")
def _warm() -> None:
    for lang in languages():
        understand(story("OpenAI acquires Beta", lang=lang))


@pytest.mark.parametrize("name", HOSTILE)
def test_costs_bounded_time(name: str) -> None:
    started = time.process_time()
    for case in (story(HOSTILE[name]), story("OpenAI acquires Beta", HOSTILE[name])):
        reading = understand(case)
        assert isinstance(reading, Reading)
        json.dumps([mention.evidence for mention in reading.mentions], ensure_ascii=False).encode()
    assert time.process_time() - started < SECONDS


WORDS = st.sampled_from(
    ["OpenAI", "acquires", "sues", "raises", "$5 billion", "收购", "を買収", "인수", "استحوذت", "kiện", "übernimmt", "купила", "Beta Labs", "GPT-9",
     "model", "“", "”", "(", ")", "\u200f", "\ud83d", "\n", ". ", ", ", "，", "last year", "reportedly", "denies", "2024", "AI", "…", "'s", "-"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(WORDS, st.text(max_size=6)), max_size=25), st.sampled_from([*languages(), None, "xx"]))
def test_never_raises_and_answers_the_same_twice(words: list[str], lang: str | None) -> None:
    case = story(" ".join(words[:8]), " ".join(words[8:]), lang)
    reading = understand(case)
    assert understand(case) == reading
    assert pickle.loads(pickle.dumps(reading)) == reading
    for mention in reading.mentions:
        assert 0 <= mention.confidence <= 1
        assert mention.evidence
