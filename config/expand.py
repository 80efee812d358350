"""`${NAME}` reads the environment, `${file:PATH}` a file, in any text of the configuration; `$${` is a plain `${`."""

import re
from collections.abc import Mapping
from pathlib import Path

_REFERENCE = re.compile(r"\$?\$\{([^}]*)\}?")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LARGEST_FILE = 65_536


class MissingValue(ValueError):
    """A reference that leads nowhere.  `unset` names the variable that is not set, if that is the trouble."""

    def __init__(self, message: str, unset: str = "") -> None:
        super().__init__(message)
        self.unset = unset


class Expander:
    """Fills in references.  `folder`: what a relative PATH starts from."""

    def __init__(self, environ: Mapping[str, str], folder: Path) -> None:
        self._environ = environ
        self._folder = folder

    def __call__(self, text: str) -> str:
        """Raises MissingValue; its message never holds a value that was read."""
        return _REFERENCE.sub(self._replace, text)

    def _replace(self, found: re.Match[str]) -> str:
        whole, inner = found[0], found[1]
        if whole.startswith("$$"):
            return whole[1:]
        if inner.startswith("file:") and inner != "file:" and whole.endswith("}"):
            return self._file(inner.removeprefix("file:"))
        if not (whole.endswith("}") and _VARIABLE.fullmatch(inner)):
            raise MissingValue("expected ${NAME} or ${file:PATH}; a plain ${ is written $${")
        if inner not in self._environ:
            raise MissingValue(f"missing: the environment variable {inner} is not set", unset=inner)
        return self._environ[inner]

    def _file(self, name: str) -> str:
        """The file's text without the line end at its end."""
        try:
            with (self._folder / name).open("rb") as file:
                content = file.read(_LARGEST_FILE + 1)
        except (OSError, ValueError) as error:  # ValueError: a NUL in the name
            why = error.strerror if isinstance(error, OSError) and error.strerror else "not a file name"
            raise MissingValue(f"missing: cannot read the file {name!r}: {why}") from None
        if len(content) > _LARGEST_FILE:
            raise MissingValue(f"the file {name!r} is larger than {_LARGEST_FILE} bytes")
        try:
            return content.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            raise MissingValue(f"the file {name!r} is not text in UTF-8") from None


def refers(text: str) -> bool:
    """Whether the text takes anything from outside."""
    return any(not found[0].startswith("$$") for found in _REFERENCE.finditer(text))
