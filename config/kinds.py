"""The kinds of events, read from `config/data/kinds/*.toml` and from a folder of the user's.  A new kind is a new file.

What a kind's file says is explained in `docs/how-to/add-a-kind.md`.  Everybody needs what stands in `Kind`; the rest of
its file (triggers, sentences for messages, examples) is in `Kind.table` for those who use it.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any

from config.errors import ConfigError
from config.kind_checks import faults
from config.places import Places
from config.problems import Problems

_SHIPPED = files("config").joinpath("data/kinds")


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """`stages` in the order of an event's life.  `updates`: stages worth a word to who was alerted before.

    `important`: stages that are told though the event is silenced.
    `same_stage` maps a stage to the one it counts as when news are compared (papers do not keep them apart).
    `reprices`: stages that bring an amount of their own, which takes the place of the one before.
    `roles` in the order of the sentence (who, to whom).  `identity`: roles that define the event.
    `acts_for`: roles in which a person and the company they stand for are one party.
    `table`: the whole file.
    """

    name: str
    stages: tuple[str, ...]
    updates: tuple[str, ...]
    important: tuple[str, ...]
    same_stage: Mapping[str, str]
    reprices: tuple[str, ...]
    roles: tuple[str, ...]
    identity: tuple[str, ...]
    acts_for: tuple[str, ...]
    window_days: int
    """Two mentions further apart than this are two events, whatever their parties."""
    table: Mapping[str, Any] = field(repr=False, compare=False)

    @property
    def doer(self) -> str:
        """The role of who does it."""
        return self.roles[0]

    @property
    def other(self) -> str:
        """The role of to whom it is done; "" for a kind with one role."""
        return self.roles[1] if len(self.roles) > 1 else ""


class _Own:
    """The folder of the user's kinds in this process: the kinds are the vocabulary that everything in it speaks."""

    folder: Path | None = None


def adopt(folder: Path | None) -> None:
    """From now on this process knows the kinds in `folder` too.  Raises ConfigError, and then all stays as it was."""
    kinds_with(folder)
    _Own.folder = folder


def adopted() -> Path | None:
    """The folder of the user's kinds that this process knows: what depends on the kinds is kept under this key."""
    return _Own.folder


def kinds() -> Mapping[str, Kind]:
    """All kinds by name, the shipped ones first."""
    return kinds_with(_Own.folder)


@cache
def kinds_with(folder: Path | None) -> Mapping[str, Kind]:
    """The shipped kinds and those in `folder`.  Raises ConfigError that names every fault with its place."""
    found = {kind.name: kind for kind in _read(_SHIPPED.iterdir(), ())}
    if folder is not None:
        try:
            own = list(folder.iterdir())
        except OSError as error:
            raise ConfigError((f"{folder}: kinds: expected a folder of kinds: {error.strerror}",)) from None
        found |= {kind.name: kind for kind in _read(own, tuple(found))}
    return MappingProxyType(found)


def _read(entries: Iterable[Traversable], taken: tuple[str, ...]) -> list[Kind]:
    out: list[Kind] = []
    problems: list[str] = []
    for file in sorted((entry for entry in entries if entry.name.endswith(".toml")), key=lambda entry: entry.name):
        try:
            out.append(_kind(file, (*taken, *(kind.name for kind in out))))
        except ConfigError as error:
            problems += error.problems
    if problems:
        raise ConfigError(tuple(problems))
    return out


def _kind(file: Traversable, taken: tuple[str, ...]) -> Kind:
    try:
        text = file.read_text("utf-8")
        table = tomllib.loads(text)
    except OSError as error:
        raise ConfigError((f"{file}: cannot be read: {error.strerror}",)) from None
    except ValueError as error:  # no TOML, or no UTF-8
        raise ConfigError((f"{file}: expected TOML: {error}",)) from None
    problems = Problems(str(file), Places(text))
    for path, message in faults(table, file.name.removesuffix(".toml"), taken):
        problems.add(path, message)
    if len(problems):
        raise ConfigError(problems.lines())
    return _of(table)


def _of(table: Mapping[str, Any]) -> Kind:
    head = table["kind"]
    return Kind(
        name=head["name"],
        stages=tuple(head["stages"]),
        updates=tuple(head.get("updates", ())),
        important=tuple(head.get("important", ())),
        same_stage=MappingProxyType(dict(head.get("same_stage", {}))),
        reprices=tuple(head.get("reprices", ())),
        roles=tuple(head["roles"]),
        identity=tuple(head["identity"]),
        acts_for=tuple(head.get("acts_for", ())),
        window_days=head["window_days"],
        table=MappingProxyType(table),
    )
