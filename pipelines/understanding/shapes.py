"""What the form of a name says of who bears it, from `config/data/shapes.toml`: "Orrix Ventures" is a fund."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from pipelines.understanding.name import Name
from pipelines.understanding.text import fold


def is_a(kind: str, name: Name) -> bool:
    """Whether a name is of a type: the gazetteer says so, or its form does where the gazetteer does not know it."""
    return name.type == kind or (not name.type and kind in _forms() and bool(_forms()[kind].search(fold(name.name))))


@cache
def _forms() -> dict[str, re.Pattern[str]]:
    table = tomllib.loads(files("config").joinpath("data/shapes.toml").read_text("utf-8"))
    return {kind: _pattern(**lists) for kind, lists in table.items()}


def _pattern(words: list[str], ends: list[str], starts: list[str]) -> re.Pattern[str]:
    whole, last, first = ("|".join(re.escape(fold(word)) for word in some) for some in (words, ends, starts))
    return re.compile(rf"\b(?:{whole})\b|(?:{last})$|^(?:{first})")
