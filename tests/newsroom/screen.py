"""The terminal of the demo: lines cut or wrapped to its width, colours on a terminal only."""

import os
import shutil
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from typing import TextIO

WIDEST = 100
COLOURS = {"plain": "", "bold": "1", "good": "1;32", "moved": "1;33", "quiet": "2", "copy": "36", "bad": "1;31"}


class Screen:
    """Writes to `out`.  Colours need a terminal that is not "dumb", and no NO_COLOR in the environment."""

    def __init__(self, out: TextIO = sys.stdout, environment: Mapping[str, str] = os.environ) -> None:
        self._out = out
        self._colours = out.isatty() and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"
        self.width = min(shutil.get_terminal_size((80, 24)).columns, WIDEST) if out.isatty() else 80

    def line(self, text: str = "", colour: str = "plain") -> None:
        """One line, cut to the width."""
        self._write(self.paint(cut(text, self.width), colour))

    def text(self, text: str, *, indent: str = "", colour: str = "plain") -> None:
        """A text with its own lines, wrapped to the width, every line behind `indent`."""
        for row in text.splitlines():
            for piece in wrapped(clean(row), self.width - len(indent)):
                self._write(f"{indent}{self.paint(piece, colour)}".rstrip())

    def labelled(self, indent: str, label: str, text: str, colour: str) -> None:
        """A coloured label and what it says, cut to the width."""
        room = self.width - len(indent) - width(label) - 2
        rest = f"  {cut(text, room)}" if text else ""
        self._write(f"{indent}{self.paint(clean(label), colour)}{rest}")

    def paint(self, text: str, colour: str) -> str:
        code = COLOURS[colour]
        return f"\x1b[{code}m{text}\x1b[0m" if self._colours and code and text else text

    def _write(self, text: str) -> None:
        self._out.write(text + "\n")
        self._out.flush()


def clean(text: str) -> str:
    """Without control characters and marks that turn the direction of writing: what comes from outside is only shown."""
    return "".join(char if unicodedata.category(char)[0] != "C" else " " * (char in "\t\n") for char in text)


def width(text: str) -> int:
    """Columns that the text takes in a terminal."""
    return sum(_columns(char) for char in text)


def cut(text: str, columns: int) -> str:
    """The text in at most so many columns, with an ellipsis where something was cut off."""
    text = clean(text)
    if width(text) <= columns:
        return text
    kept, used = [], 0
    for char in text:
        used += _columns(char)
        if used > columns - 1:
            break
        kept.append(char)
    return "".join(kept).rstrip() + "…"


def wrapped(text: str, columns: int) -> Iterator[str]:
    """The text in lines of at most so many columns, broken at blanks where there are any."""
    while width(text) > columns:
        head, used = "", 0
        for char in text:
            used += _columns(char)
            if used > columns:
                break
            head += char
        at = len(head) if text[len(head)] == " " else head.rfind(" ")
        at = at if at > columns // 3 else len(head)
        yield text[:at].rstrip()
        text = text[at:].lstrip()
    yield text


def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
