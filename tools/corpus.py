"""The labelled corpus in `corpus/`: one JSON object a line, in the format of `newsbell eval`."""

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.model.story import Story

FOLDER = Path(__file__).parent.parent / "corpus"
TEST_SHARE = 5
_UNKNOWN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """`part` is "train" or "test"; `ai_industry` None where it is not scored; `group`: what must not be torn apart."""

    story: Story
    part: str
    group: str
    ai_industry: bool | None
    events: tuple[Mapping[str, Any], ...]


def items(folder: Path = FOLDER) -> Iterator[Item]:
    """All items, file by file in the order of names."""
    for file in sorted(folder.rglob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            if line.strip():
                yield _item(json.loads(line))


def part_of(row: Mapping[str, Any]) -> str:
    """The part of an item: every fifth event, in all languages and at all stages, belongs to the test part."""
    return "test" if _number(_group_of(row)) % TEST_SHARE == 0 else "train"


def fold_of(item: Item, folds: int) -> int:
    """The fold of an item for cross-validation: an event, in all languages and at all stages, is in one."""
    return _number(f"fold {item.group}") % folds


def _group_of(row: Mapping[str, Any]) -> str:
    keys = sorted(event["event_key"] for event in row["gold"]["events"] if event.get("event_key"))
    return keys[0] if keys else str(row["id"])


def _number(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), "big")


def _item(row: Mapping[str, Any]) -> Item:
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
        part=part_of(row),
        group=_group_of(row),
        ai_industry=gold.get("ai_industry"),
        events=tuple(gold.get("events", ())),
    )


def main(arguments: Sequence[str]) -> int:
    """`python -m tools.corpus test`: the lines of one part, for `newsbell eval -`."""
    part = arguments[0] if arguments else "test"
    for file in sorted(FOLDER.rglob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            if line.strip() and part_of(json.loads(line)) == part:
                print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
