"""What the schema says of its settings, for the reference and for `newsbell init`."""

import ast
import inspect
import json
import sys
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path

from config.durations import format_duration
from config.secret import Secret


@cache
def descriptions(kind: type) -> Mapping[str, str]:
    """The text below each field of one of the schema's dataclasses, on one line, by the field's name."""
    found: dict[str, str] = {}
    name = ""
    for statement in (part for parent in reversed(kind.__mro__[:-1]) for part in _body(parent)):
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name)):
                pass
            case ast.Expr(value=ast.Constant(value=str() as text)) if name:
                found[name] = " ".join(text.split())
                name = ""
            case _:
                name = ""
    return found


def _body(kind: type) -> list[ast.stmt]:
    for statement in ast.parse(inspect.getsource(sys.modules[kind.__module__])).body:
        if isinstance(statement, ast.ClassDef) and statement.name == kind.__name__:
            return statement.body
    raise LookupError(kind.__name__)


def toml(value: object) -> str:
    """A default as TOML.  Raises TypeError for what is none."""
    match value:
        case bool() | int() | float():
            return str(value).lower()
        case timedelta():
            return f'"{format_duration(value)}"'
        case tuple():
            return f"[{', '.join(toml(item) for item in value)}]"
        case None | Secret() | str() | Path():
            return json.dumps("" if value is None or isinstance(value, Secret) else str(value), ensure_ascii=False)
        case _:
            raise TypeError(type(value).__name__)
