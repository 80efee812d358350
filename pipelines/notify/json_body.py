"""JSON on its way out and in.  Pure."""

import json
from typing import Any

Json = dict[str, Any]
JSON_TYPE = "application/json; charset=utf-8"


def encoded(document: Json) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def decoded(text: str) -> Json:
    """The object in an answer; empty where it is none."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
