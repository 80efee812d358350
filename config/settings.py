"""The schema's dataclasses seen as tables of settings: keys, types, bounds, defaults."""

import dataclasses
from collections.abc import Mapping
from dataclasses import MISSING, dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Union, get_args, get_origin, get_type_hints

from config.durations import format_duration
from config.forms import Between, Form, Known, Named, NotASetting, OneOf, ReadApart
from config.secret import NO_SECRET, Secret

_WORDS: Mapping[object, str] = {
    str: "text",
    Secret: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    timedelta: "a duration",
    Path: "a path",
}
_DURATIONS = ' such as "30s", "5m", "1h30m" or "7d"'


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """One key of a table.  `hint` is the field's type without `Annotated`, `marks` what `Annotated` adds.

    `default` is `dataclasses.MISSING` where a value must be given.
    """

    key: str
    field: str
    hint: object
    marks: tuple[object, ...]
    default: object

    @property
    def required(self) -> bool:
        return self.default is MISSING

    @property
    def may_be_empty(self) -> bool:
        """Whether an empty text means the same as none."""
        return any(self.default is empty or self.default == empty for empty in ("", NO_SECRET, None))

    @property
    def apart(self) -> bool:
        return any(isinstance(mark, ReadApart) for mark in self.marks)

    @property
    def item(self) -> "Setting":
        """One item of an array."""
        hint, marks = unwrap(get_args(self.hint)[0])
        return dataclasses.replace(self, hint=hint, marks=marks, default=MISSING)

    @property
    def is_array(self) -> bool:
        return get_origin(self.hint) is tuple

    @property
    def table(self) -> type | None:
        """The dataclass, for a setting that is a table itself."""
        return self.hint if isinstance(self.hint, type) and dataclasses.is_dataclass(self.hint) else None


@cache
def settings(kind: type) -> Mapping[str, Setting]:
    """The settings of a dataclass by their key in TOML."""
    hints = get_type_hints(kind, include_extras=True)
    found = {}
    for field in dataclasses.fields(kind):
        hint, marks = unwrap(hints[field.name])
        if any(isinstance(mark, NotASetting) for mark in marks):
            continue
        key = next((mark.key for mark in marks if isinstance(mark, Named)), field.name)
        default = field.default if field.default_factory is MISSING else field.default_factory()
        found[key] = Setting(key=key, field=field.name, hint=hint, marks=marks, default=default)
    return found


def unwrap(hint: object) -> tuple[object, tuple[object, ...]]:
    """A hint without `Annotated` and `| None`, and the marks that were on it."""
    marks: tuple[object, ...] = ()
    while True:
        if get_origin(hint) is Annotated:
            hint, marks = get_args(hint)[0], (*marks, *hint.__metadata__)  # type: ignore[attr-defined]  # typing has no name for it
        elif get_origin(hint) in {Union, UnionType} and type(None) in get_args(hint):
            (hint,) = (part for part in get_args(hint) if part is not type(None))
        else:
            return hint, marks


def expected(setting: Setting, *, example: bool = True) -> str:
    """What may stand there, in words: `an array, each item one of new, rumour, denial`."""
    if setting.is_array:
        return f"an array, each item {expected(setting.item, example=example)}"
    if setting.table:
        return "a table"
    words = _WORDS.get(setting.hint, "a table")
    if example and setting.hint is timedelta:
        words += _DURATIONS
    for mark in setting.marks:
        match mark:
            case Form():
                words = str(mark) if example else mark.words
            case OneOf():
                words = "one of " + ", ".join(mark.values)
            case Known():
                words = f"the name of a {mark.what}"
            case Between():
                words += f"{',' if words.endswith(_DURATIONS) else ''} from {bound(mark.low)} to {bound(mark.high)}"
            case _:
                pass
    return words


def bound(value: float | timedelta) -> str:
    return format_duration(value) if isinstance(value, timedelta) else f"{value}"
