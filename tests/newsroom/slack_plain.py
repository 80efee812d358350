"""A Slack message as plain text, as a reader of Slack would see it."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

LINK = re.compile(r"<(https?://[^|>]+)\|([^>]*)>")
BARE = re.compile(r"<(https?://[^|>]+)>")


def plain(payload: Mapping[str, Any]) -> str:
    """The text of the blocks, one a line; the message's own text where it has none."""
    lines = [line for block in payload.get("blocks") or () for line in _block(block)]
    return "\n".join(lines) if lines else readable(payload.get("text", ""))


def readable(mrkdwn: str) -> str:
    """Links written out, stars of bold type gone, entities undone."""
    text = BARE.sub(r"\1", LINK.sub(r"\2 (\1)", mrkdwn))
    text = re.sub(r"(?<!\w)\*(?=\S)([^*\n]+)(?<=\S)\*(?!\w)", r"\1", text)
    return unescape(text)


def _block(block: Mapping[str, Any]) -> Iterator[str]:
    if block.get("type") == "divider":
        yield ""
    texts = [block.get("text"), *block.get("fields", ()), *block.get("elements", ())]
    for text in texts:
        inner = text.get("text") if isinstance(text, Mapping) else None
        if isinstance(inner, str):
            yield readable(inner)
        elif isinstance(inner, Mapping):
            yield f"[{inner.get('text', '')}] {text.get('url', '')}".rstrip()
