"""One TOML value as the type that the schema asks for.  Errors are ValueErrors that say what was expected."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from pathlib import Path

from config.durations import EXPECTED as A_DURATION
from config.durations import parse_duration
from config.forms import Between, Form, Known, OneOf
from config.problems import described, quoted, suggestion
from config.secret import Secret
from config.settings import Setting, expected

_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,18}")
_TRUTHS = {"true": True, "false": False}


class BadValue(ValueError):
    """The message is the whole complaint."""


def convert(setting: Setting, value: object, raw: object, known: Mapping[str, Collection[str]]) -> object:
    """`value` (references filled in) as the setting's type.  Raises BadValue, which shows `raw` and never `value`."""
    got = "" if setting.hint is Secret else f", got {described(raw)}"
    try:
        read = _READERS[setting.hint](value)
    except ValueError as error:
        wanted = str(error) or expected(setting)
        raise BadValue(f"expected {wanted}{got}") from None
    for mark in setting.marks:
        read = _marked(mark, read, setting, got, known)
    return read


def _marked(mark: object, read: object, setting: Setting, got: str, known: Mapping[str, Collection[str]]) -> object:
    """The value if it satisfies the mark (a form may write it in its normal way)."""
    match mark, read:
        case Form(), Secret():
            return Secret(_formed(mark, read.reveal(), got))
        case Form(), str():
            return _formed(mark, read, got)
        case OneOf(), str() if read not in mark.values:
            close = suggestion(read, mark.values)
            hint = f"; {close}" if close.startswith("did") else ""
            raise BadValue(f"expected {expected(setting)}{got}{hint}")
        case Known(), str() if read not in known[mark.what]:
            raise BadValue(f"unknown {mark.what} {quoted(read)}; {suggestion(read, known[mark.what])}")
        case Between(), int() | float() | timedelta() if not mark.low <= read <= mark.high:  # type: ignore[operator]  # the schema gives a number number bounds
            raise BadValue(f"expected {expected(setting)}{got}")
        case _:
            return read


def _formed(form: Form, text: str, got: str) -> str:
    try:
        return form.parse(text)
    except ValueError as error:
        raise BadValue(f"expected {error}{got}") from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError  # noqa: TRY004 - the caller knows the words
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError  # noqa: TRY004 - the caller knows the words
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError  # noqa: TRY004 - the caller knows the words
    return float(value)


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError  # noqa: TRY004 - the caller knows the words
    return value


def _duration(value: object) -> timedelta:
    if not isinstance(value, str):
        raise ValueError(A_DURATION)  # noqa: TRY004 - one kind of error for every reader
    return parse_duration(value)


def _path(value: object) -> Path:
    if not isinstance(value, str) or not value or "\0" in value:
        raise ValueError
    return Path(value)


def _secret(value: object) -> Secret:
    return Secret(_text(value))


_READERS: Mapping[object, Callable[[object], object]] = {
    str: _text,
    int: _whole,
    float: _number,
    bool: _truth,
    timedelta: _duration,
    Path: _path,
    Secret: _secret,
}


def from_outside(setting: Setting, text: str) -> object:
    """Text from the environment or a file, for a setting that is no text: `${PORT}` may be a number."""
    if setting.hint is bool:
        return _TRUTHS.get(text.strip().lower(), text)
    if setting.hint in {int, float} and _WHOLE_NUMBER.fullmatch(text.strip()):
        return int(text)
    return text
