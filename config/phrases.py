"""The words around the news in a message, read from `config/data/phrases/LANGUAGE.toml`.  A new language is a new file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_FOLDER = files("config").joinpath("data/phrases")


@dataclass(frozen=True, kw_only=True, slots=True)
class Phrases:
    """`time` is a CLDR pattern.  `sentences` by kind and stage: the patterns that `en.toml` explains, best first."""

    language: str
    time: str
    others: str
    frame: Mapping[str, str]
    kinds: Mapping[str, str]
    stages: Mapping[str, str]
    sentences: Mapping[str, Mapping[str, tuple[str, ...]]]


@cache
def phrases(language: str) -> Phrases:
    """The words in `language`.  Raises KeyError for a language without a file."""
    if language not in phrase_languages():
        raise KeyError(language)
    table = tomllib.loads(_FOLDER.joinpath(f"{language}.toml").read_text("utf-8"))
    return Phrases(
        language=language,
        time=table["time"],
        others=table["others"],
        frame=table["frame"],
        kinds=table["kinds"],
        stages=table["stages"],
        sentences={
            kind: {stage: tuple(patterns) for stage, patterns in stages.items()}
            for kind, stages in table["sentences"].items()
        },
    )


@cache
def phrase_languages() -> tuple[str, ...]:
    """The languages in which messages can be framed."""
    return tuple(sorted(f.name.removesuffix(".toml") for f in _FOLDER.iterdir() if f.name.endswith(".toml")))
