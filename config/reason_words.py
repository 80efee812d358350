"""What a fact is called where a person reads it, from `config/data/reasons.toml`."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_AGAIN = re.compile(r" (again|often)$")
_SEEN = re.compile(r":? ?\{seen\}")


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files("config").joinpath("data/reasons.toml").read_text("utf-8"))


def reason_words(feature: str, seen: str = "") -> str:
    """`feature` in words, with the text that was seen in quotation marks; unknown ones by their own name."""
    words = _words(_AGAIN.sub("", feature))
    if not seen:
        return _SEEN.sub("", words)
    quoted = f"“{seen}”"
    return words.format(seen=quoted) if "{seen}" in words else f"{words}: {quoted}"


def _words(feature: str) -> str:
    table = _table()
    if feature in table["facts"]:
        return table["facts"][feature]
    cue, _, part = feature.partition(" @")
    if cue in table["cues"] and part in table["parts"]:
        return f"{table['cues'][cue]} {table['parts'][part]}"
    for prefix, words in table["prefixes"].items():
        if feature.startswith(prefix):
            return words.format(rest=feature.removeprefix(prefix).replace("_", " "))
    return feature.replace("{", "(").replace("}", ")")
