"""Slack's form of a message: Block Kit, escaped, within Slack's limits.  Pure."""

from collections.abc import Iterator

from pipelines.notify.escape import mrkdwn
from pipelines.notify.json_body import Json
from pipelines.notify.message import Notice
from pipelines.notify.templates import Shape
from pipelines.notify.writer import Writer

MAX_HEADER = 150
"""Characters of a header block."""
MAX_TEXT = 3000
"""Characters of a section's or context's text."""
MAX_BLOCKS = 45
"""Slack allows 50: room for the headline and for what edits add."""
EVENT_TYPE = "newsbell_alert"
UPDATED = "newsbell-updated"
"""The block of a first message that tells the newest update."""
_SMALL = "// "
_IN_METADATA = ("alert_id", "event_id", "kind", "stage", "reason", "rule")


def body(shown: Notice, writer: Writer) -> Json:
    """`text` (for notifications), `blocks` and `metadata` of a message."""
    headline = writer.subject(shown)
    text = writer.write(Shape.SLACK, shown, lambda text: len(list(_blocks(text))) <= MAX_BLOCKS)
    blocks = [_head(headline), *_blocks(text)][: MAX_BLOCKS + 1]
    return {"text": mrkdwn(headline), "blocks": blocks, "metadata": metadata(shown), "unfurl_links": False}


def metadata(shown: Notice) -> Json:
    """For machines; by `alert_id` a message is found again in the channel's history."""
    payload = {name: shown.about[name] for name in _IN_METADATA if name in shown.about}
    return {"event_type": EVENT_TYPE, "event_payload": payload}


def carries(message: Json, alert_id: str) -> bool:
    """Whether a message of a channel's history is the one of `alert_id`."""
    found = message.get("metadata") or {}
    return found.get("event_type") == EVENT_TYPE and (found.get("event_payload") or {}).get("alert_id") == alert_id


def updated(first: Json, shown: Notice) -> Json | None:
    """The thread's first message with the newest update told below its headline; None where it is not ours to edit."""
    blocks = [block for block in first.get("blocks") or () if block.get("block_id") != UPDATED]
    if not blocks or (first.get("metadata") or {}).get("event_type") != EVENT_TYPE:
        return None
    said = mrkdwn(shown.frame["updated"].format(change=shown.change))
    note = {**_context(f"*{said}*"), "block_id": UPDATED}
    edited = [blocks[0], note, *blocks[1:]]
    return {"text": first.get("text", ""), "blocks": edited, "metadata": first["metadata"]}


def _head(headline: str) -> Json:
    """Plain text needs no escapes to be harmless; it is escaped as well because Slack decodes entities there too."""
    text = mrkdwn(headline)
    kind = "header" if len(text) <= MAX_HEADER else "section"
    return {"type": kind, "text": {"type": "plain_text", "text": text, "emoji": False}}


def _blocks(text: str) -> Iterator[Json]:
    """A block for each part between blank lines, or several where one would be too long."""
    for part in filter(str.strip, text.split("\n\n")):
        small = part.startswith(_SMALL)
        for piece in _pieces(part.removeprefix(_SMALL).strip("\n")):
            yield _context(piece) if small else {"type": "section", "text": {"type": "mrkdwn", "text": piece}}


def _context(text: str) -> Json:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that a block takes, cut between lines.  A line alone is never that long but in a user's template."""
    piece = ""
    for one in text.split("\n"):
        told = _cut(one)
        if piece and len(piece) + 1 + len(told) > MAX_TEXT:
            yield piece
            piece = ""
        piece = f"{piece}\n{told}" if piece else told
    if piece:
        yield piece


def _cut(told: str) -> str:
    """Not within an entity: half of one would show."""
    return told if len(told) <= MAX_TEXT else told[: MAX_TEXT - 10].rpartition("&")[0] or told[: MAX_TEXT - 10]
