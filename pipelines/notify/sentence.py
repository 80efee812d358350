"""Sentences from patterns: who did what to whom, for how much.  Pure.

A pattern is text with `{name}` (filled in), `[…]` (left out where something it names is missing) and `{one|many}`
(agrees with the number of the last name before it).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(r"\{(?P<name>\w+)\}|\{(?P<one>[^{}|]*)\|(?P<many>[^{}|]*)\}")
_OPTION = re.compile(r"\[([^\[\]]*)\]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """A text to fill in, and how many it speaks of.  `words`: it is no name, so that a sentence may begin with its capital."""

    text: str
    count: int = 1
    words: bool = False


def sentence(patterns: Sequence[str], values: Mapping[str, Value]) -> str | None:
    """The first pattern for which nothing is missing, filled in; None where there is none."""
    return next((_filled(pattern, values) for pattern in patterns if _complete(_OPTION.sub("", pattern), values)), None)


def _complete(pattern: str, values: Mapping[str, Value]) -> bool:
    return names(pattern) <= values.keys()


def names(pattern: str) -> frozenset[str]:
    """What a pattern names."""
    return frozenset(found["name"] for found in _TOKEN.finditer(pattern) if found["name"])


def _filled(pattern: str, values: Mapping[str, Value]) -> str:
    shown = _OPTION.sub(lambda found: found[1] if _complete(found[1], values) else "", pattern)
    count = 1
    parts: list[str] = []
    end = 0
    for token in _TOKEN.finditer(shown):
        parts.append(shown[end : token.start()])
        end = token.end()
        if token["name"]:
            value = values[token["name"]]
            count = value.count
            parts.append(value.text)
        else:
            parts.append(token["one"] if count == 1 else token["many"])
    result = "".join((*parts, shown[end:]))
    first = _TOKEN.match(pattern)
    words = bool(first and first["name"] and values[first["name"]].words)
    return result if first and not words else result[:1].upper() + result[1:]
