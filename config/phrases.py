"""The words around the news in a message, read from `config/data/phrases/LANGUAGE.toml`.  A new language is a new file.

A user's own file has the same form; what it leaves out is taken from the language that the configuration names.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import Any

from config.errors import ConfigError
from config.kinds import Kind, adopted, kinds_with
from config.places import KeyPath, Places
from config.problems import Problems, suggestion

_FOLDER = files("config").joinpath("data/phrases")
_PLAIN = ("locale", "time", "others")
_TABLES = ("frame", "kinds", "stages", "statuses")
_LOCALE = re.compile(r"[a-z]{2,3}(_[A-Za-z]{2,4}){0,2}")

Table = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Phrases:
    """`time` is a CLDR pattern, `locale` says how numbers are written.

    `sentences` by kind and stage: the patterns that `en.toml` explains, best first.
    """

    language: str
    locale: str
    time: str
    others: str
    frame: Mapping[str, str]
    kinds: Mapping[str, str]
    stages: Mapping[str, str]
    statuses: Mapping[str, str]
    sentences: Mapping[str, Mapping[str, tuple[str, ...]]]


def phrases(language: str, file: Path | None = None) -> Phrases:
    """The words in `language`, those in `file` before them.

    Raises KeyError for a language without words, ConfigError for a file that cannot be used.
    """
    return _phrases(language, file, adopted())


@cache
def _phrases(language: str, file: Path | None, own: Path | None) -> Phrases:
    if language not in phrase_languages():
        raise KeyError(language)
    table = tomllib.loads(_FOLDER.joinpath(f"{language}.toml").read_text("utf-8"))
    table.setdefault("locale", language)
    for kind in kinds_with(own).values():
        table = _with_kind(table, kind, language)
    if file is not None:
        table = _merged(table, _own(file, table))
    return Phrases(
        language=table["locale"].replace("_", "-"),
        locale=table["locale"],
        time=table["time"],
        others=table["others"],
        frame=table["frame"],
        kinds=table["kinds"],
        stages=table["stages"],
        statuses=table["statuses"],
        sentences={
            kind: {stage: tuple(patterns) for stage, patterns in stages.items()}
            for kind, stages in table["sentences"].items()
        },
    )


def _with_kind(table: Table, kind: Kind, language: str) -> Table:
    """The words with those of the kind's own file: in `language`, else in English, else its names."""
    own = kind.table.get("phrases", {})
    words = own.get(language) or own.get("en") or {}
    plain = {stage: stage.replace("_", " ") for stage in kind.stages}
    return {
        **table,
        "kinds": {kind.name: words.get("kind", kind.name.replace("_", " ").capitalize()), **table["kinds"]},
        "stages": {**plain, **words.get("stages", {}), **table["stages"]},
        "sentences": {kind.name: words.get("sentences", {}), **table["sentences"]},
    }


@cache
def phrase_languages() -> tuple[str, ...]:
    """The languages in which messages can be framed."""
    return tuple(sorted(f.name.removesuffix(".toml") for f in _FOLDER.iterdir() if f.name.endswith(".toml")))


def _own(file: Path, shipped: Table) -> Table:
    """The user's table.  Raises ConfigError."""
    try:
        text = file.read_text("utf-8-sig")
        table = tomllib.loads(text)
    except OSError as error:
        raise ConfigError((f"{file}: alerts.phrases: cannot be read: {error.strerror}",)) from None
    except ValueError as error:  # no TOML, or no UTF-8
        raise ConfigError((f"{file}: expected TOML: {error}",)) from None
    problems = Problems(str(file), Places(text))
    for path, message in _faults(table, shipped):
        problems.add(path, message)
    if len(problems):
        raise ConfigError(problems.lines())
    return table


def _faults(table: Table, shipped: Table) -> Iterator[tuple[KeyPath, str]]:
    for key, value in table.items():
        if key in _PLAIN:
            yield from _text((key,), value, shipped[key])
        elif key in (*_TABLES, "sentences") and not isinstance(value, dict):
            yield (key,), "expected a table"
        elif key in _TABLES:
            for name, text in value.items():
                # A kind or stage of the user's own may have a word too; the frame is what the templates ask for.
                if key == "frame" and name not in shipped[key]:
                    yield (key, name), f"unknown key; {suggestion(name, shipped[key])}"
                else:
                    yield from _text((key, name), text, shipped[key].get(name, ""))
        elif key == "sentences":
            yield from _sentences(value)
        else:
            yield (key,), f"unknown key; {suggestion(key, (*_PLAIN, *_TABLES, 'sentences'))}"


def _text(path: KeyPath, text: object, like: str) -> Iterator[tuple[KeyPath, str]]:
    """A text that names what the shipped one names, and nothing else."""
    if not isinstance(text, str) or not text.strip():
        yield path, "expected text"
    elif path == ("locale",) and not _LOCALE.fullmatch(text):
        yield path, 'expected a locale such as "pt_BR"'
    elif _named(text) != _named(like):
        expected = ", ".join(f"{{{name}}}" for name in sorted(_named(like) or ())) or "no { and }"
        yield path, f"expected text with {expected}"


def _named(text: str) -> set[str] | None:
    """What stands in braces; None where the braces do not pair."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def _sentences(table: Table) -> Iterator[tuple[KeyPath, str]]:
    for kind, stages in table.items():
        if not isinstance(stages, dict):
            yield ("sentences", kind), "expected a table"
            continue
        for stage, patterns in stages.items():
            if not isinstance(patterns, list) or not all(isinstance(one, str) and one for one in patterns):
                yield ("sentences", kind, stage), "expected an array of sentences"


def _merged(shipped: Table, own: Table) -> Table:
    merged = dict(shipped)
    for key, value in own.items():
        old = merged.get(key)
        merged[key] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged
