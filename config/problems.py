"""The complaints about one configuration file: gathered, so that a user mends them all at once."""

import json
import re
from collections.abc import Iterable
from difflib import get_close_matches

from config.places import KeyPath, Places

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_USERINFO = re.compile(r"//[^/@\s]*@")
_LONGEST = 60


class Problems:
    """What is wrong with one file.  `file` is its name as the user wrote it."""

    def __init__(self, file: str, places: Places) -> None:
        self.file = file
        self._places = places
        self._found: list[tuple[int, str]] = []

    def add(self, path: KeyPath, message: str) -> None:
        line = self.line(path)
        self._found.append((line, f"{self.file}:{line}: {spelled(path)}: {message}"))

    def line(self, path: KeyPath) -> int:
        return self._places.line(path)

    def __len__(self) -> int:
        return len(self._found)

    def lines(self) -> tuple[str, ...]:
        """One line each, in the file's order."""
        return tuple(text for _, text in sorted(self._found, key=lambda found: found[0]))


def spelled(path: KeyPath) -> str:
    """A key's full name: `channels."team mail".to[1]`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += ("." if text else "") + (part if _BARE.fullmatch(part) else json.dumps(part, ensure_ascii=True))
    return text


def nearest(word: str, names: Iterable[str]) -> str:
    """The name that was probably meant, or an empty string."""
    by_lower = {name.lower(): name for name in names}
    close = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else ""


def suggestion(word: str, names: Iterable[str]) -> str:
    """`did you mean "every"?`, or the names there are."""
    known = tuple(names)
    close = nearest(word, known)
    if close:
        return f"did you mean {quoted(close)}?"
    return "known: " + (", ".join(sorted(known)) or "none")


def quoted(text: str) -> str:
    """Text as a message shows it: short, on one line, escaped, without the password of an address."""
    text = _USERINFO.sub("//***@", text)
    return json.dumps(text if len(text) <= _LONGEST else text[:_LONGEST] + "…", ensure_ascii=False)


def described(value: object) -> str:
    """A TOML value in a user's words: `the text "5 min"`, `a table`."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f"the text {quoted(value)}"
        case int() | float():
            return f"the number {str(value)[:_LONGEST]}"
        case dict():
            return "a table"
        case list():
            return "an array"
        case _:
            return "a date or time"
