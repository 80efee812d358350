"""Every kind's own examples: what its file promises is what newsbell reads in them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.kinds import adopt, kinds_with
from pipelines import flow
from pipelines.model.mention import Mention
from pipelines.model.story import Story
from pipelines.steps.parties import same_party

ROOT = Path(__file__).parent.parent.parent
DEPARTURE = ROOT / "docs" / "how-to" / "kinds"
OUTAGE = ROOT / "tests" / "fixtures" / "kinds"
NOW = datetime(2026, 5, 6, 9, tzinfo=UTC)
CASES = [
    pytest.param(folder, kind.name, example, id=f"{kind.name}: {example['title']}")
    for folder in (None, DEPARTURE, OUTAGE)
    for kind in kinds_with(folder).values()
    if folder is None or kind.name not in kinds_with(None)
    for example in kind.table.get("example", ())
]


@pytest.fixture(autouse=True)
def _shipped_again() -> Iterator[None]:
    yield
    adopt(None)


def read(example: dict) -> tuple[Mention, ...]:
    """The example's mentions."""
    text = {"title": example["title"], "summary": example.get("lead", ""), "body": example.get("body", "")}
    when = datetime.fromisoformat(example["published"]) if "published" in example else NOW
    story = Story(story_id="s", source="s", lang=example["lang"], published=when, first_seen=when, **text)
    reading = flow.make_sense(flow.read(story)).reading
    assert reading is not None
    return reading.mentions


@pytest.mark.parametrize(("folder", "kind", "example"), CASES)
def test_an_example_is_read_as_its_kind_says(folder, kind, example):
    adopt(folder)
    found = [mention for mention in read(example) if mention.kind == kind]
    wanted = example["expected"]
    if not wanted:
        assert found == []
        return
    (mention,) = found
    assert (mention.status, mention.stage) == (wanted["status"], wanted["stage"])
    for role, names in wanted.get("roles", {}).items():
        assert len(mention.roles[role]) == len(names)
        assert all(any(same_party(name, got) for got in mention.roles[role]) for name in names), mention.roles


def test_every_kind_has_examples_of_both_sorts():
    for folder in (None, DEPARTURE):
        for kind in kinds_with(folder).values():
            new = [example for example in kind.table["example"] if example["expected"].get("status") == "new"]
            assert new, kind.name
            assert len(new) < len(kind.table["example"]), kind.name


def test_a_kind_of_ones_own_leaves_the_shipped_kinds_as_they_are():
    example = kinds_with(None)["lawsuit"].table["example"][0]
    before = read(example)
    adopt(DEPARTURE)
    assert read(example) == before
