"""Headlines and leads in every language, both ways: events that must be told, and texts that must stay silent."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.model.mention import Mention
from pipelines.model.story import Story
from pipelines.understanding.read import understand

FILE = Path(__file__).parent.parent / "fixtures" / "understanding" / "cases.toml"
PUBLISHED = datetime(2026, 3, 12, 8, tzinfo=UTC)
STATUSES = {"rumour", "denial", "background", "opinion"}
SAME = {"completed": "accepted", "closed": "announced", "released": "announced"}


@dataclass(frozen=True)
class Case:
    lang: str
    title: str
    lead: str
    expected: str


CASES = [Case(lang, *row) for lang, rows in tomllib.loads(FILE.read_text("utf-8")).items() for row in rows]


def read(case: Case) -> tuple[Mention, ...]:
    story = Story(
        story_id="1",
        source="test",
        title=case.title,
        summary=case.lead,
        published=PUBLISHED,
        first_seen=PUBLISHED,
        lang=case.lang,
    )
    return understand(story).mentions


def facts(mention: Mention) -> dict[str, str]:
    found = {role: ", ".join(names) for role, names in mention.roles.items()}
    for name, money in (("amount", mention.amount), ("valuation", mention.valuation)):
        if money:
            found[name] = f"{Decimal(money.amount):f} {money.currency}"
    return found


def wanted(text: str) -> dict[str, str]:
    pairs = dict(part.strip().split("=", 1) for part in text.split(";") if part.strip())
    for name in ("amount", "valuation"):
        if name in pairs:
            number, currency = pairs[name].split()
            pairs[name] = f"{Decimal(number):f} {currency}"
    return pairs


def check(case: Case) -> list[str]:
    """What is wrong, in words; empty where all is as expected."""
    mentions = read(case)
    new = [mention for mention in mentions if mention.status == "new"]
    if not case.expected:
        return [f"new: {m.kind} {facts(m)}" for m in new]
    head, _, rest = case.expected.partition(";")
    kind, word = head.split()
    if word in STATUSES:
        told = [(m.kind, str(m.status)) for m in mentions]
        return [] if (kind, word) in told and not new else [f"told: {told}"]
    if [m.kind for m in new] != [kind]:
        return [f"told: {[(m.kind, str(m.status), facts(m)) for m in mentions]}"]
    found = facts(new[0])
    wrong = [
        f"{key}: {found.get(key)!r}, not {value!r}" for key, value in wanted(rest).items() if found.get(key) != value
    ]
    stage = new[0].stage
    return wrong if SAME.get(stage, stage) == SAME.get(word, word) else [*wrong, f"stage {stage}, not {word}"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.lang}: {case.title[:40]}")
def test_understands(case: Case) -> None:
    assert check(case) == []
