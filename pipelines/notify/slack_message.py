"""Slack's form of a message: Block Kit, escaped, within Slack's limits.  Pure."""

from collections.abc import Iterable
from typing import Any

from pipelines.model.alert import Alert
from pipelines.notify.escape import line, mrkdwn
from pipelines.notify.message import Notice, SourceLine

MAX_HEADER = 150
"""Characters of a header block."""
MAX_TEXT = 3000
"""Characters of a section's text.  Slack allows 50 blocks; a message has at most five."""
MAX_VALUE = 200
EVENT_TYPE = "newsbell_alert"

Json = dict[str, Any]


def body(alert: Alert, shown: Notice) -> Json:
    """`text` (for notifications), `blocks` and `metadata` of a message."""
    blocks = [_head(shown.headline), _context(shown.facts)]
    if shown.evidence.text:
        blocks.append(_section("> " + mrkdwn(shown.evidence.text)))
    blocks.append(_section("\n".join(_fitting(shown))))
    blocks.append(_context(shown.footer))
    return {"text": mrkdwn(shown.headline), "blocks": blocks, "metadata": metadata(alert), "unfurl_links": False}


def metadata(alert: Alert) -> Json:
    """For machines; by `alert_id` a message is found again in the channel's history."""
    payload = {
        "alert_id": alert.alert_id,
        "event_id": alert.event.event_id,
        "kind": alert.event.kind,
        "stage": alert.event.stage,
        "reason": str(alert.reason),
        "rule": alert.rule,
    }
    cleaned = {name: line(value, MAX_VALUE) for name, value in payload.items()}
    return {"event_type": EVENT_TYPE, "event_payload": cleaned}


def carries(message: Json, alert_id: str) -> bool:
    """Whether a message of a channel's history is the one of `alert_id`."""
    found = message.get("metadata") or {}
    return found.get("event_type") == EVENT_TYPE and (found.get("event_payload") or {}).get("alert_id") == alert_id


def _head(headline: str) -> Json:
    """Plain text needs no escapes to be harmless; it is escaped as well because Slack decodes entities there too."""
    text = mrkdwn(headline)
    kind = "header" if len(text) <= MAX_HEADER else "section"
    return {"type": kind, "text": {"type": "plain_text", "text": text, "emoji": False}}


def _section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _context(text: str) -> Json:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": mrkdwn(text)}]}


def _fitting(shown: Notice) -> Iterable[str]:
    """The sources' lines, as many as one section takes; the first report always."""
    lines = [f"*{mrkdwn(shown.frame['sources'])}*"]
    room = MAX_TEXT - len(lines[0]) - 100
    for number, source in enumerate(shown.sources):
        told = _source(source, shown)
        if len(told) + 1 > room:
            return (*lines, mrkdwn(shown.frame["more"].format(count=len(shown.sources) - number)))
        lines.append(told)
        room -= len(told) + 1
    return (*lines, mrkdwn(shown.more)) if shown.more else lines


def _source(source: SourceLine, shown: Notice) -> str:
    title = mrkdwn(source.title.text)
    linked = f"<{mrkdwn(source.url)}|{title}>" if source.url else title
    copy = f" _({mrkdwn(shown.frame['copy'])})_" if source.copy else ""
    return f"• {linked} — {mrkdwn(source.name)}, {mrkdwn(source.time)}{copy}"
