"""The file of a backup: gzipped lines of JSON, readable with `zcat`, independent of the Redis that it came from.

    {"newsbell": "backup", "format": 1, "schema": 2, "began": "2026-…"}      the head
    {"k": "nb:events", "t": "zset", "x": 1790000000000, "v": ["…", "…"]}     a key: type, end of life, flat value
    {"k": "nb:due", "t": "none"}                                             a key that had gone when the copy was whole
    {"end": true, "rows": 2, "taken": "2026-…"}                              the end

Values are base64; `x` is in milliseconds since 1970 and left out where the key lives for ever.  Of several lines for one
key the last holds: it is what was changed while the rest was copied.  All lines together are the store at `taken`.
"""

import binascii
import gzip
import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from config.errors import NewsbellError
from pipelines.errors import BadInput
from pipelines.store import keys

T = TypeVar("T")

FORMAT = 1
GONE = "none"
TYPES = frozenset({"string", "hash", "zset", "set", GONE})
LONGEST = 64_000_000
"""Characters of one line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One key.  `values` is flat: one value, fields and values, members and scores, members."""

    key: str
    type: str
    values: tuple[bytes, ...] = ()
    expires: int | None = None
    """Milliseconds since 1970."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Archive:
    """What a whole file says of itself."""

    schema: int
    taken: datetime
    rows: int


class Writer:
    """Lines into one open file."""

    def __init__(self, file: gzip.GzipFile) -> None:
        self._file = file
        self.rows = 0

    def head(self, schema: int, began: datetime) -> None:
        self._line({"newsbell": "backup", "format": FORMAT, "schema": schema, "began": began.isoformat()})

    def row(self, row: Row) -> None:
        life = {} if row.expires is None else {"x": row.expires}
        self._line({"k": row.key, "t": row.type, **life, "v": [b64encode(value).decode() for value in row.values]})
        self.rows += 1

    def end(self, taken: datetime) -> None:
        self._line({"end": True, "rows": self.rows, "taken": taken.isoformat()})

    def _line(self, value: dict[str, Any]) -> None:
        self._file.write(json.dumps(value, separators=(",", ":")).encode() + b"\n")


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """A new file of ours alone (0600), at `path` only when it is whole.  NewsbellError where it cannot be written."""
    fresh = path.with_name(path.name + ".part")
    try:
        fresh.touch(mode=0o600)
        fresh.chmod(0o600)
        with gzip.open(fresh, "wb", compresslevel=3) as file:
            yield Writer(file)
        fresh.replace(path)
    except OSError as error:
        raise NewsbellError(f"cannot write the backup {path}: {error.strerror or error}") from None
    finally:
        fresh.unlink(missing_ok=True)


def look(path: Path) -> Archive:
    """Read the whole file and say what it is.  BadInput for what is broken, cut off, or no backup."""
    head = _Head()
    taken: datetime | None = None
    count = 0
    for line in _lines(path):
        if taken is not None:
            raise BadInput(f"{path}: goes on after its end")
        if not head.schema:
            head.read(path, line)
        elif line.get("end") is True:
            taken = _checked_end(path, line, count)
        else:
            _row(path, line)
            count += 1
    if taken is None:
        raise BadInput(f"{path}: ends too early: it was not written to its end")
    return Archive(schema=head.schema, taken=taken, rows=count)


def rows(path: Path) -> Iterator[Row]:
    """The rows of a file that `look` found whole."""
    for line in _lines(path):
        if "k" in line:
            yield _row(path, line)


@dataclass(kw_only=True)
class _Head:
    schema: int = 0

    def read(self, path: Path, line: dict[str, Any]) -> None:
        if line.get("newsbell") != "backup" or not isinstance(line.get("schema"), int) or line["schema"] < 1:
            raise BadInput(f"{path}: no backup of newsbell")
        if line.get("format") != FORMAT:
            raise BadInput(f"{path}: a backup in another format ({line.get('format')!r}, known: {FORMAT})")
        self.schema = line["schema"]


def _checked_end(path: Path, line: dict[str, Any], count: int) -> datetime:
    if line.get("rows") != count:
        raise BadInput(f"{path}: {count} rows where {line.get('rows')!r} were written")
    return _converted(path, lambda: datetime.fromisoformat(line["taken"]))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with gzip.open(path, "rb") as file:
            while text := file.readline(LONGEST):
                yield _parsed(path, text)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise BadInput(f"{path}: broken, or no backup: {error}") from None
    except OSError as error:
        raise NewsbellError(f"cannot read the backup {path}: {error.strerror or error}") from None


def _parsed(path: Path, text: bytes) -> dict[str, Any]:
    line = _converted(path, lambda: json.loads(text))
    if not isinstance(line, dict):
        raise BadInput(f"{path}: a line that is no object")
    return line


def _row(path: Path, line: dict[str, Any]) -> Row:
    """Only keys of ours: a file is not to write whatever it likes."""
    key, kind, expires = line.get("k"), line.get("t"), line.get("x")
    if not isinstance(key, str) or not key.startswith(keys.PREFIX) or kind not in TYPES:
        raise BadInput(f"{path}: a row that is none of newsbell's")
    if expires is not None and not isinstance(expires, int):
        raise BadInput(f"{path}: a row with a wrong end of life")
    values = _converted(path, lambda: tuple(b64decode(value, validate=True) for value in line.get("v", ())))
    if not _fits(str(kind), len(values)):
        raise BadInput(f"{path}: a row with a wrong number of values")
    return Row(key=key, type=str(kind), values=values, expires=expires)


def _fits(kind: str, number: int) -> bool:
    match kind:
        case "string":
            return number == 1
        case "hash" | "zset":
            return number > 0 and number % 2 == 0
        case "set":
            return number > 0
    return number == 0


def _converted(path: Path, convert: Callable[[], T]) -> T:
    try:
        return convert()
    except (ValueError, TypeError, KeyError, RecursionError, binascii.Error):
        raise BadInput(f"{path}: a line that cannot be read") from None
