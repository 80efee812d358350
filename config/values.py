"""One TOML value as the type that the schema asks for.  Errors are ValueErrors that say what was expected."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from pathlib import Path

from config.durations import parse_duration
from config.expand import refers
from config.forms import Between, Form, Known, OneOf
from config.problems import described, nearest, quoted, suggestion
from config.secret import Secret
from config.settings import Setting, expected

_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,18}")
_TRUTHS = {"true": True, "false": False}


class BadValue(ValueError):
    """The message is the whole complaint."""


def convert(setting: Setting, value: object, raw: object, known: Mapping[str, Collection[str]]) -> object:
    """`value` (references filled in) as the setting's type.  Raises BadValue, which shows `raw` and never `value`."""
    try:
        read = _READERS[setting.hint](value)
        for mark in setting.marks:
            read = _marked(mark, read, known)
    except BadValue:
        raise
    except ValueError as error:
        hint = f"; {error}" if str(error) else ""
        raise BadValue(f"expected {expected(setting)}{_got(setting, raw)}{hint}") from None
    return read


def _got(setting: Setting, raw: object) -> str:
    if setting.hint is Secret and not isinstance(raw, dict | list):
        return ""
    if isinstance(raw, str) and refers(raw):
        return f", got what {quoted(raw)} stands for"
    return f", got {described(raw)}"


def _marked(mark: object, read: object, known: Mapping[str, Collection[str]]) -> object:
    """The value if it satisfies the mark (a form may write it in its normal way).  Raises ValueError."""
    match mark, read:
        case Form(), Secret():
            return Secret(_formed(mark, read.reveal()))
        case Form(), str():
            return mark.parse(read)
        case OneOf(), str() if read not in mark.values:
            close = nearest(read, mark.values)
            raise ValueError(f"did you mean {quoted(close)}?" if close else "")
        case Known(), str() if read not in known[mark.what]:
            raise BadValue(f"unknown {mark.what} {quoted(read)}; {suggestion(read, known[mark.what])}")
        case Between(), int() | float() | timedelta() if not mark.low <= read <= mark.high:  # type: ignore[operator]  # the schema gives a number number bounds
            raise ValueError
        case _:
            return read


def _formed(form: Form, secret: str) -> str:
    """The error of a form might quote the secret."""
    try:
        return form.parse(secret)
    except ValueError:
        raise ValueError from None


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
    try:
        return parse_duration(_text(value))
    except ValueError:
        raise ValueError from None


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
