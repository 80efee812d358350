"""Values to bytes and back: the model's dataclasses as JSON, compressed where that pays.

Rows outlive the program that wrote them.  A field that a row does not have gets its default, one that the program does
not know is passed over; empty fields are not written.
"""

import json
import types
import zlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from types import MappingProxyType, NoneType
from typing import Any, TypeAlias, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
Plain: TypeAlias = Any
"""What `json` takes and gives."""
Convert = Callable[[Plain], Any]

WORTH_PACKING = 200
"""Bytes: shorter rows gain nothing."""


def pack(value: object) -> bytes:
    """A dataclass as bytes."""
    text = json.dumps(to_json(value), ensure_ascii=False, separators=(",", ":"))
    raw = text.encode("utf-8", "surrogatepass")
    return zlib.compress(raw, 1) if len(raw) > WORTH_PACKING else raw


def unpack(kind: type[T], row: bytes) -> T:
    """The value that `pack` made into `row`.  ValueError (KeyError, TypeError) for what is no such row."""
    raw = row if row.startswith(b"{") else zlib.decompress(row)
    return from_json(kind, json.loads(raw.decode("utf-8", "surrogatepass")))


def to_json(value: object) -> Plain:  # noqa: PLR0911 — a table of types
    """What `json.dumps` takes: decimals and times as text, tuples as lists, dataclasses as objects."""
    match value:
        case Enum():
            return value.value
        case str() | bool() | int() | float() | None:
            return value
        case datetime() | date():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case Decimal():
            return str(value)
        case Mapping():
            return {str(key): to_json(item) for key, item in value.items()}
        case tuple() | list():
            return [to_json(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return _object(value)
    raise TypeError(f"no JSON for {type(value).__name__}")


def from_json(kind: type[T], data: Plain) -> T:
    """The value of type `kind` in what `json.loads` gave."""
    value: T = _reader(cast("Hashable", kind))(data)
    return value


def _object(value: Plain) -> dict[str, Plain]:
    written = {}
    for name, silent in _fields(cast("Hashable", type(value))):
        item = getattr(value, name)
        if silent is MISSING or item != silent or type(item) is not type(silent):
            written[name] = to_json(item)
    return written


@cache
def _fields(kind: Hashable) -> tuple[tuple[str, object], ...]:
    """Each field with the value that need not be written: its default, where that is an empty one.

    Defaults that say something are written: they may be other ones in a newer program.
    """
    pairs = []
    for field in fields(cast("Plain", kind)):
        default = field.default_factory() if field.default_factory is not MISSING else field.default
        pairs.append((field.name, MISSING if default is not MISSING and default else default))
    return tuple(pairs)


@cache
def _reader(kind: Hashable) -> Convert:  # noqa: PLR0911 — a table of types
    """How a type is read."""
    origin, args = get_origin(kind), get_args(kind)
    if origin in {Union, types.UnionType}:
        return _optional_reader(args)
    if origin is tuple:
        return _tuple_reader(_reader(args[0]))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping_reader(_reader(args[1]))
    if is_dataclass(kind) and isinstance(kind, type):
        return _dataclass_reader(kind)
    if kind in {datetime, date}:
        return _as_convert(kind.fromisoformat)
    if kind is timedelta:
        return lambda data: timedelta(seconds=data)
    if kind is Decimal or (isinstance(kind, type) and issubclass(kind, Enum)):
        return _as_convert(kind)
    return lambda data: data


def _as_convert(function: Convert) -> Convert:
    return function


def _optional_reader(args: tuple[Any, ...]) -> Convert:
    (kind,) = (arg for arg in args if arg is not NoneType)
    read = _reader(kind)
    return lambda data: None if data is None else read(data)


def _tuple_reader(read: Convert) -> Convert:
    return lambda data: tuple(map(read, data))


def _mapping_reader(read: Convert) -> Convert:
    return lambda data: MappingProxyType({key: read(item) for key, item in data.items()})


def _dataclass_reader(kind: type) -> Convert:
    @cache
    def readers() -> tuple[tuple[str, Convert], ...]:
        """Looked up at the first reading: a type may contain itself."""
        hints = get_type_hints(kind)
        return tuple((field.name, _reader(hints[field.name])) for field in fields(kind))

    def read(data: Mapping[str, Plain]) -> object:
        return kind(**{name: reader(data[name]) for name, reader in readers() if name in data})

    return read
