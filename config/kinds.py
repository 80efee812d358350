"""The kinds of events, read from `config/data/kinds/*.toml`.  A new kind is a new file.

What the engine needs to find a kind's mentions (triggers, traps, features) stands in the same files and is read by
`pipelines.understanding`; here is what everybody needs: stages, roles, and what makes two mentions the same event.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """`stages` in the order of an event's life.  `updates`: stages worth a word to who was alerted before.

    `important`: stages that are told though the event is silenced.
    `same_stage` maps a stage to the one it counts as when news are compared (papers do not keep them apart).
    `reprices`: stages that bring an amount of their own, which takes the place of the one before.
    `roles` in the order of the sentence (who, to whom).  `identity`: roles that define the event.
    `acts_for`: roles in which a person and the company they stand for are one party.
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


@cache
def kinds() -> Mapping[str, Kind]:
    """All kinds by name."""
    found: dict[str, Kind] = {}
    for file in sorted(files("config").joinpath("data/kinds").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            table = tomllib.loads(file.read_text("utf-8"))["kind"]
            found[table["name"]] = Kind(
                name=table["name"],
                stages=tuple(table["stages"]),
                updates=tuple(table["updates"]),
                important=tuple(table.get("important", ())),
                same_stage=MappingProxyType(dict(table.get("same_stage", {}))),
                reprices=tuple(table.get("reprices", ())),
                roles=tuple(table["roles"]),
                identity=tuple(table["identity"]),
                acts_for=tuple(table.get("acts_for", ())),
                window_days=table["window_days"],
            )
    return MappingProxyType(found)
