"""Rows as a table for people or as JSON lines for programs."""

import json
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipelines.notify.escape import line

GAP = "  "
MAX_CELL = 300


def show(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], *, as_json: bool) -> None:
    """Print `rows`: every field as JSON, or the named `columns` as a table."""
    if as_json:
        for row in rows:
            sys.stdout.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
        return
    lines = [[cell(row.get(column)) for column in columns] for row in rows]
    sys.stdout.write("\n".join(table([[c.replace("_", " ") for c in columns], *lines])) + "\n")


def cell(value: object) -> str:
    """A value on one line, harmless in a terminal."""
    if value is None:
        return "-"
    if isinstance(value, list | tuple):
        return ", ".join(cell(v) for v in value)
    return line(str(value), MAX_CELL)


def table(lines: Sequence[Sequence[str]]) -> list[str]:
    """Lines of equal columns; the last column is cut where the terminal ends."""
    if not lines:
        return []
    widths = [max(width(line[i]) for line in lines) for i in range(len(lines[0]))]
    room = shutil.get_terminal_size((120, 24)).columns if sys.stdout.isatty() else 10_000
    return [
        cut(GAP.join(text + " " * (w - width(text)) for text, w in zip(line, widths, strict=True)).rstrip(), room)
        for line in lines
    ]


def width(text: str) -> int:
    """Columns that `text` takes in a terminal: East Asian wide characters take two, marks none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def cut(text: str, room: int) -> str:
    """`text` in at most `room` columns."""
    if width(text) <= room:
        return text
    while width(text) >= room:
        text = text[:-1]
    return text + "…"
