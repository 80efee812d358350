"""As much of JSON Schema as the webhook's schema uses."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent.parent.parent / "docs" / "reference" / "webhook.schema.json"
KINDS: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "null": lambda value: value is None,
}


def faults(value: Any) -> list[str]:
    """Where a value is not what the webhook's schema says; an announcement has no schema."""
    whole = json.loads(FILE.read_text("utf-8"))
    if isinstance(value, dict) and value.get("schema") == "newsbell.announcement":
        return []
    return list(_faults(value, whole, whole, "$"))


def _faults(value: Any, schema: dict[str, Any], whole: dict[str, Any], where: str) -> Iterator[str]:
    if "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        if all(list(_faults(value, one, whole, where)) for one in schema["anyOf"]):
            yield f"{where}: none of what is allowed"
        return
    if "const" in schema and value != schema["const"]:
        yield f"{where}: not {schema['const']!r}"
    if not KINDS[schema["type"]](value):
        yield f"{where}: no {schema['type']}"
        return
    yield from (f"{where}.{name}: missing" for name in schema.get("required", ()) if name not in value)
    for name, inner, shape in _inside(value, schema):
        yield from _faults(inner, shape, whole, f"{where}.{name}")


def _inside(value: Any, schema: dict[str, Any]) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """What a value holds, with what each must be."""
    if isinstance(value, list):
        yield from ((str(number), inner, schema["items"]) for number, inner in enumerate(value))
    if isinstance(value, dict):
        for name, inner in value.items():
            shape = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
            if shape:
                yield name, inner, shape
