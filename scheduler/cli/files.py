"""Files that commands read and write; `-` is standard input or output, `.gz` is unpacked."""

import gzip
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO, cast

from config.errors import NewsbellError
from pipelines.errors import BadInput
from scheduler.documents import Document, document, read_lines


@contextmanager
def open_in(name: str) -> Iterator[TextIO]:
    """Text in UTF-8, bytes that are none replaced."""
    try:
        if name == "-":
            yield io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
        elif name.endswith(".gz"):
            with gzip.open(name, "rt", encoding="utf-8", errors="replace") as file:
                yield cast("TextIO", file)
        else:
            with Path(name).open(encoding="utf-8", errors="replace") as file:
                yield file
    except FileNotFoundError:
        raise NewsbellError(f"{name}: no such file") from None
    except (IsADirectoryError, PermissionError, gzip.BadGzipFile, EOFError) as error:
        raise NewsbellError(f"{name}: cannot be read: {error}") from None


@contextmanager
def open_out(name: str) -> Iterator[TextIO]:
    """Text in UTF-8."""
    if name == "-":
        out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="replace", write_through=True)
        try:
            yield out
        finally:
            out.flush()
            out.detach()
        return
    try:
        with Path(name).open("w", encoding="utf-8", errors="replace") as file:
            yield file
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise NewsbellError(f"{name}: cannot be written: {error}") from None


def refuse(name: str, number: int, error: Exception) -> None:
    """Say on standard error which line was refused and why."""
    sys.stderr.write(f"{name}:{number}: refused: {error}\n")


def documents_in(name: str) -> list[Document]:
    """The documents of a file; lines that are none are named on standard error and left out."""
    found: list[Document] = []
    with open_in(name) as lines:
        for number, row in read_lines(lines):
            try:
                if isinstance(row, BadInput):
                    raise row
                found.append(document(row))
            except BadInput as error:
                refuse(name, number, error)
    return found
