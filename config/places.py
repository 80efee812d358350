"""On which line of a TOML text each key stands.  `tomllib` does not say, and a complaint without a line is a riddle."""

import tomllib
from bisect import bisect_right

KeyPath = tuple[str | int, ...]
"""`("sources", 0, "every")` is the key `every` of the first `[[sources]]`."""

_SPACE = " \t\n\r"
_END_OF_SCALAR = ",]}#\n"
_END_OF_BARE_KEY = " \t.=]\n"


class Places:
    """The line of each table, key and array item of a TOML text that `tomllib` accepts."""

    def __init__(self, text: str) -> None:
        self._lines = _Scan(text.replace("\r\n", "\n")).lines()

    def line(self, path: KeyPath) -> int:
        """The line of `path`, else of the nearest table around it, else 1."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return 1


class _Scan:
    """One pass over the text.  `_at` is the position, `_table` the path of the table whose keys are being read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._breaks = [position for position, char in enumerate(text) if char == "\n"]
        self._found: dict[KeyPath, int] = {}
        self._counts: dict[KeyPath, int] = {}

    def lines(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        while self._skip():
            if self._looking_at("[["):
                table = self._header(array=True)
            elif self._looking_at("["):
                table = self._header(array=False)
            else:
                self._pair(table)
        return self._found

    def _header(self, *, array: bool) -> KeyPath:
        start = self._at
        self._at += 2 if array else 1
        names = self._key()
        self._at += 2 if array else 1
        path: KeyPath = ()
        for name in names[:-1]:
            path = self._inside((*path, name), start)
        path = (*path, names[-1])
        if not array:
            self._found[path] = self._line(start)
            return path
        number = self._counts.get(path, 0)
        self._counts[path] = number + 1
        self._note(path, start)
        self._note((*path, number), start)
        return (*path, number)

    def _inside(self, path: KeyPath, start: int) -> KeyPath:
        """The path of the table that a header's earlier part means: of an array of tables, the last one."""
        self._note(path, start)
        return (*path, self._counts[path] - 1) if path in self._counts else path

    def _pair(self, table: KeyPath) -> None:
        start = self._at
        path = table
        for name in self._key():
            path = (*path, name)
            self._note(path, start)
        self._at += 1  # the equals sign
        self._value(path)

    def _key(self) -> list[str]:
        """A dotted key; the position ends on what follows it."""
        names = []
        while True:
            self._skip()
            names.append(self._name())
            self._skip()
            if not self._looking_at("."):
                return names
            self._at += 1

    def _name(self) -> str:
        start = self._at
        if self._looking_at('"') or self._looking_at("'"):
            self._string()
            return str(tomllib.loads("name = " + self._text[start : self._at])["name"])
        self._run(_END_OF_BARE_KEY)
        return self._text[start : self._at]

    def _value(self, path: KeyPath) -> None:
        self._skip()
        if self._looking_at('"') or self._looking_at("'"):
            self._string()
        elif self._looking_at("["):
            self._array(path)
        elif self._looking_at("{"):
            self._inline_table(path)
        else:
            self._run(_END_OF_SCALAR)

    def _array(self, path: KeyPath) -> None:
        self._at += 1
        number = 0
        while self._skip() and not self._looking_at("]"):
            self._note((*path, number), self._at)
            self._value((*path, number))
            number += 1
            self._comma()
        self._at += 1

    def _inline_table(self, path: KeyPath) -> None:
        self._at += 1
        while self._skip() and not self._looking_at("}"):
            self._pair(path)
            self._comma()
        self._at += 1

    def _comma(self) -> None:
        self._skip()
        if self._looking_at(","):
            self._at += 1

    def _string(self) -> None:
        quote = self._text[self._at]
        if not self._looking_at(quote * 3):
            self._at = self._closing(quote, self._at + 1) + 1
            return
        self._at = self._closing(quote * 3, self._at + 3) + 3
        while self._looking_at(quote):  # the text itself may end in quotes
            self._at += 1

    def _closing(self, quotes: str, start: int) -> int:
        at = start
        while at < len(self._text) and not self._text.startswith(quotes, at):
            at += 2 if self._text[at] == "\\" and quotes[0] == '"' else 1
        return at

    def _skip(self) -> bool:
        """Go over blanks, line ends and comments; whether anything is left."""
        while self._at < len(self._text):
            if self._text[self._at] == "#":
                self._run("\n")
            elif self._text[self._at] in _SPACE:
                self._at += 1
            else:
                return True
        return False

    def _run(self, ends: str) -> None:
        while self._at < len(self._text) and self._text[self._at] not in ends:
            self._at += 1

    def _looking_at(self, what: str) -> bool:
        return self._text.startswith(what, self._at)

    def _note(self, path: KeyPath, position: int) -> None:
        self._found.setdefault(path, self._line(position))

    def _line(self, position: int) -> int:
        return bisect_right(self._breaks, position - 1) + 1
