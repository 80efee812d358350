"""What Slack accepts: the limits of Block Kit and of chat.postMessage, as far as a sender of messages meets them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

MAX_TEXT = 40_000
MAX_BLOCKS = 50
MAX_URL = 3_000
TEXT_LIMITS = {"section": 3_000, "header": 150, "button": 75, "field": 2_000, "context": 3_000}
PINGS = re.compile(r"<!(?:channel|here|everyone)(?:\|[^>]*)?>|<[@#!][A-Z0-9^|a-z-]+>")
KNOWN_BLOCKS = {"section", "header", "divider", "context", "actions", "image", "rich_text"}


def pings(texts: Sequence[str]) -> list[str]:
    """What in these mrkdwn texts would call people: `<!channel>`, `<@U…>`, `<#C…>`."""
    return [found for text in texts for found in PINGS.findall(text)]


def faults(payload: Mapping[str, Any]) -> list[str]:
    """What Slack would refuse in a message, with its own error code first: `invalid_blocks: …`.  Empty: fine."""
    found: list[str] = []
    text, blocks = payload.get("text", ""), payload.get("blocks")
    if not isinstance(text, str):
        found.append("invalid_arguments: text is no string")
    elif len(text) > MAX_TEXT:
        found.append(f"msg_too_long: {len(text)} characters of text")
    if not text and not blocks and not payload.get("attachments"):
        found.append("no_text: neither text nor blocks")
    if blocks is not None:
        found.extend(f"invalid_blocks: {fault}" for fault in _blocks(blocks))
    metadata = payload.get("metadata")
    if metadata is not None and not _is_metadata(metadata):
        found.append("invalid_metadata_format: event_type and event_payload are needed")
    return found


def mrkdwn(payload: Mapping[str, Any]) -> list[str]:
    """Every text of the message that Slack reads as mrkdwn."""
    texts = [payload["text"]] if payload.get("text") else []
    return texts + [text for block in payload.get("blocks") or () for text in _mrkdwn_of(block)]


def _mrkdwn_of(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        if value.get("type") == "mrkdwn":
            yield value.get("text", "")
        for inner in value.values():
            yield from _mrkdwn_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _mrkdwn_of(inner)


def _is_metadata(value: Any) -> bool:
    return (
        isinstance(value, Mapping)
        and isinstance(value.get("event_type"), str)
        and isinstance(value.get("event_payload"), Mapping)
    )


def _blocks(blocks: Any) -> Iterator[str]:
    if not isinstance(blocks, list) or not all(isinstance(block, Mapping) for block in blocks):
        yield "blocks is no list of objects"
        return
    if len(blocks) > MAX_BLOCKS:
        yield f"{len(blocks)} blocks, at most {MAX_BLOCKS}"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(ids)) != len(ids):
        yield "two blocks with one block_id"
    for number, block in enumerate(blocks):
        for fault in _block(block):
            yield f"blocks[{number}] {fault}"


def _block(block: Mapping[str, Any]) -> Iterator[str]:
    kind = block.get("type")
    if kind not in KNOWN_BLOCKS:
        yield f"type {kind!r} is not known"
    if len(str(block.get("block_id", ""))) > 255:
        yield "block_id is over 255 characters"
    if kind == "section":
        yield from _section(block)
    elif kind == "header":
        yield from _text(block.get("text"), "header", plain=True)
    elif kind == "context":
        yield from _elements(block, 10, ("mrkdwn", "plain_text", "image"))
    elif kind == "actions":
        yield from _elements(block, 25, ("button",))
    elif kind == "image" and not (block.get("image_url") and block.get("alt_text")):
        yield "an image needs image_url and alt_text"


def _section(block: Mapping[str, Any]) -> Iterator[str]:
    if "text" not in block and not block.get("fields"):
        yield "a section needs text or fields"
    if "text" in block:
        yield from _text(block["text"], "section")
    fields = block.get("fields", [])
    if len(fields) > 10:
        yield f"{len(fields)} fields, at most 10"
    for field in fields:
        yield from _text(field, "field")
    if "accessory" in block:
        yield from _element(block["accessory"], ("button", "image"))


def _elements(block: Mapping[str, Any], limit: int, kinds: tuple[str, ...]) -> Iterator[str]:
    elements = block.get("elements")
    if not isinstance(elements, list) or not elements:
        yield "elements is missing or empty"
        return
    if len(elements) > limit:
        yield f"{len(elements)} elements, at most {limit}"
    for element in elements:
        yield from _element(element, kinds)


def _element(element: Any, kinds: tuple[str, ...]) -> Iterator[str]:
    kind = element.get("type") if isinstance(element, Mapping) else None
    if kind not in kinds:
        yield f"element of type {kind!r} has no place here"
    elif kind == "button":
        yield from _text(element.get("text"), "button", plain=True)
        if len(element.get("url", "")) > MAX_URL:
            yield f"url is over {MAX_URL} characters"
    elif kind == "image":
        if not (element.get("image_url") and element.get("alt_text")):
            yield "an image needs image_url and alt_text"
    else:
        yield from _text(element, "context")


def _text(value: Any, place: str, *, plain: bool = False) -> Iterator[str]:
    kinds = ("plain_text",) if plain else ("plain_text", "mrkdwn")
    if not isinstance(value, Mapping) or value.get("type") not in kinds:
        yield f"text of a {place} must be an object of type {' or '.join(kinds)}"
        return
    text = value.get("text")
    if not isinstance(text, str) or not text:
        yield f"text of a {place} is empty"
    elif len(text) > TEXT_LIMITS[place]:
        yield f"text of a {place} has {len(text)} characters, at most {TEXT_LIMITS[place]}"
