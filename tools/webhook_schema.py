"""The JSON Schema of the webhook's document, from the types that make it."""

import dataclasses
import json
from types import NoneType, UnionType
from typing import Any, ForwardRef, Union, get_args, get_origin, get_type_hints

from config.documented import descriptions
from pipelines.notify import document
from pipelines.notify.document import SCHEMA, VERSION, AlertDocument

_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}
_CONSTANTS = {"schema": SCHEMA, "version": VERSION}


def webhook_schema() -> str:
    """As JSON.  Fields may be added in a version; readers pass over what they do not know."""
    parts: dict[str, Any] = {}
    _described(AlertDocument, parts)
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:newsbell:schema:{SCHEMA}:{VERSION}",
        "$ref": f"#/$defs/{AlertDocument.__name__}",
        "$defs": parts,
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _described(kind: type, parts: dict[str, Any]) -> dict[str, str]:
    """A reference to the type, which is put into `parts` with all that it needs."""
    if kind.__name__ not in parts:
        parts[kind.__name__] = {}
        said, hints = descriptions(kind), get_type_hints(kind, vars(document))
        properties = {}
        for name, hint in hints.items():
            found = _shape(hint, parts)
            found |= {"const": _CONSTANTS[name]} if kind is AlertDocument and name in _CONSTANTS else {}
            properties[name] = found | ({"description": said[name]} if name in said else {})
        parts[kind.__name__] = {
            "description": kind.__doc__,
            "type": "object",
            "properties": properties,
            "required": list(properties),
        }
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _shape(hint: Any, parts: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 — a type's hint is anything
    if isinstance(hint, ForwardRef):
        hint = vars(document)[hint.__forward_arg__]
    if hint in _PLAIN:
        return {"type": _PLAIN[hint]}
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return dict(_described(hint, parts))
    inner = get_args(hint)
    if get_origin(hint) is list:
        return {"type": "array", "items": _shape(inner[0], parts)}
    if get_origin(hint) is dict:
        return {"type": "object", "additionalProperties": _shape(inner[1], parts)}
    if get_origin(hint) in {Union, UnionType}:
        return {"anyOf": [_shape(one, parts) for one in inner]}
    raise TypeError(hint)
