"""Reading a TOML table into one of the schema's dataclasses, with every problem named."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from config.expand import Expander, MissingValue, refers
from config.forms import NotEmpty, OrOne, Repeats, UnsetIsEmpty
from config.kinds import Kind, kinds
from config.places import KeyPath
from config.problems import Problems, described, spelled, suggestion
from config.settings import Setting, expected, settings
from config.values import BadValue, convert, from_outside

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What reading one file needs.  `known` gives the names that a `Known` mark refers to; `notes` gathers notes.

    `kinds`: those that the configuration may speak of.
    """

    problems: Problems
    expand: Expander
    known: Mapping[str, Collection[str]]
    notes: list[str]
    kinds: Mapping[str, Kind] = field(default_factory=kinds)

    def note(self, path: KeyPath, message: str) -> None:
        self.notes.append(f"{self.problems.file}:{self.problems.line(path)}: {spelled(path)}: {message}")


def read_table(kind: type[T], raw: object, path: KeyPath, reading: Reading, **given: object) -> T | None:
    """The table as `kind`; `given` fills the fields that are no settings.  None if there was a problem in it."""
    if not isinstance(raw, dict):
        reading.problems.add(path, f"expected a table, got {described(raw)}")
        return None
    before = len(reading.problems)
    schema: type = kind
    known = settings(schema)
    for key in raw.keys() - known.keys():
        reading.problems.add((*path, key), f"unknown key; {suggestion(key, known)}")
    values = dict(given)
    for key, setting in known.items():
        if key not in raw:
            if setting.required:
                reading.problems.add((*path, key), f"missing; expected {expected(setting)}")
        elif not setting.apart:
            values[setting.field] = _value(setting, raw[key], (*path, key), reading)
    return None if len(reading.problems) > before else kind(**values)


def _value(setting: Setting, raw: object, path: KeyPath, reading: Reading) -> object:
    """The value, or None after its problem was noted."""
    if setting.table:
        return read_table(setting.table, raw, path, reading)
    if setting.is_array:
        return _items(setting, raw, path, reading)
    try:
        value = _filled(setting, raw, path, reading)
        if value == "" and setting.may_be_empty:
            return setting.default
        return convert(setting, value, raw, reading.known)
    except (MissingValue, BadValue) as error:
        reading.problems.add(path, str(error))
        return None


def _items(setting: Setting, raw: object, path: KeyPath, reading: Reading) -> tuple[object, ...]:
    """An array's items, each once unless they may repeat."""
    if isinstance(raw, str) and any(isinstance(mark, OrOne) for mark in setting.marks):
        raw = [raw] if raw else []
    if not isinstance(raw, list):
        reading.problems.add(path, f"expected {expected(setting)}, got {described(raw)}")
        return ()
    if not raw and any(isinstance(mark, NotEmpty) for mark in setting.marks):
        reading.problems.add(path, "expected at least one item, got an empty array")
    items = [_value(setting.item, part, (*path, number), reading) for number, part in enumerate(raw)]
    return tuple(items if any(isinstance(mark, Repeats) for mark in setting.marks) else dict.fromkeys(items))


def _filled(setting: Setting, raw: object, path: KeyPath, reading: Reading) -> object:
    """The value with its references filled in.  Raises MissingValue."""
    if not isinstance(raw, str) or not refers(raw):
        return reading.expand(raw) if isinstance(raw, str) else raw
    try:
        return from_outside(setting, reading.expand(raw))
    except MissingValue as error:
        if not error.unset or not any(isinstance(mark, UnsetIsEmpty) for mark in setting.marks):
            raise
        reading.note(path, f"off, because the environment variable {error.unset} is not set")
        return ""
