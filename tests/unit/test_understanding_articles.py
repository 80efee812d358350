"""Whole articles: one sentence is news, the others are not."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.model.story import Story
from pipelines.understanding.read import understand
from tests.unit.test_understanding_cases import SAME, facts, wanted

FILE = Path(__file__).parent.parent / "fixtures" / "understanding" / "articles.toml"
PUBLISHED = datetime(2026, 3, 12, 8, tzinfo=UTC)
ARTICLES = tomllib.loads(FILE.read_text("utf-8"))["article"]


def check(article: dict[str, Any]) -> list[str]:
    story = Story(
        story_id="1",
        source="test",
        title=article["title"],
        body=article["body"].strip(),
        published=PUBLISHED,
        first_seen=PUBLISHED,
        lang=article["lang"],
    )
    new = [mention for mention in understand(story).mentions if mention.status == "new"]
    heads = [text.partition(";")[0].split() for text in article["new"]]
    if [m.kind for m in new] != [kind for kind, _ in heads]:
        return [f"new: {[(m.kind, m.stage, facts(m), m.evidence) for m in new]}"]
    wrong = []
    for mention, text, (_, stage) in zip(new, article["new"], heads, strict=True):
        found = facts(mention)
        wrong += [
            f"{k}: {found.get(k)!r}, not {v!r}" for k, v in wanted(text.partition(";")[2]).items() if found.get(k) != v
        ]
        if SAME.get(mention.stage, mention.stage) != SAME.get(stage, stage):
            wrong.append(f"stage {mention.stage}, not {stage}")
    return wrong


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: f"{article['lang']}: {article['title'][:40]}")
def test_tells_only_the_news(article: dict[str, Any]) -> None:
    assert check(article) == []
