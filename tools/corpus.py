"""The labelled corpus in `corpus/`: one JSON object a line, in the format of `newsbell eval`."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.model.story import Story

FOLDER = Path(__file__).parent.parent / "corpus"
_UNKNOWN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """`part` is "train" or "test"; `ai_industry` None where it is not scored."""

    story: Story
    part: str
    ai_industry: bool | None
    events: tuple[Mapping[str, Any], ...]


def items(folder: Path = FOLDER) -> Iterator[Item]:
    """All items, file by file in the order of names.  A file or folder with "test" in its name is the test part."""
    for file in sorted(folder.rglob("*.jsonl")):
        part = "test" if "test" in file.relative_to(folder).as_posix() else "train"
        for line in file.read_text("utf-8").splitlines():
            if line.strip():
                yield _item(json.loads(line), part)


def _item(row: Mapping[str, Any], part: str) -> Item:
    published = datetime.fromisoformat(row["published"]) if row.get("published") else None
    gold = row["gold"]
    return Item(
        story=Story(
            story_id=row["id"],
            source=row.get("source", "corpus"),
            title=row["title"],
            summary=row.get("summary") or "",
            body=row.get("body") or "",
            published=published,
            first_seen=published or _UNKNOWN,
            lang=row.get("lang"),
        ),
        part=part,
        ai_industry=gold.get("ai_industry"),
        events=tuple(gold.get("events", ())),
    )
