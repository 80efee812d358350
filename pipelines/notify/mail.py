"""A mail from an alert: headers, text part, HTML part.  Pure.

Each attempt makes the same mail with the same Message-ID, so that mail readers fold what had to be sent again.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy

from pipelines.model.alert import Alert
from pipelines.model.announcement import Announcement
from pipelines.notify.channel import ON_TIME
from pipelines.notify.escape import line
from pipelines.notify.message import Notice
from pipelines.notify.templates import Shape
from pipelines.notify.writer import Writer

_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9]+@newsbell\.[A-Za-z0-9.-]+>")
_MAX_HEADER = 200
_LINE_END = "\r\n"


class _Policy(EmailPolicy):
    """As for SMTP, but texts that are not ASCII are encoded whole: the library's own folding loses spaces in them."""

    def fold(self, name: str, value: str) -> str:
        return _folded(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        return _folded(name, value).encode("ascii") or super().fold_binary(name, value)


def _folded(name: str, value: str) -> str:
    """The header as encoded words; empty for one that has its own form or needs no code."""
    if value.isascii() or not (name == "Subject" or name.startswith("X-Newsbell-")):
        return ""
    words = Header(str(value), "utf-8", header_name=name).encode(linesep=_LINE_END)
    return f"{name}: {words}{_LINE_END}"


_POLICY = _Policy(linesep=_LINE_END)


def mail(
    alert: Alert, writer: Writer, *, sender: str, to: Sequence[str], thread: str = "", late: timedelta = ON_TIME
) -> EmailMessage:
    """The mail of `alert`.  `to` are all recipients of the channel, whoever this copy goes to.

    `thread`: the Message-ID of the mail that brought the thread's first alert, where that is known: a digest's has
    another name than the alert.
    """
    message = _mail(writer.notice(alert, late), writer, sender=sender, to=to, name=alert.alert_id, at=alert.at)
    if alert.thread_id != alert.alert_id:
        first = thread if _MESSAGE_ID.fullmatch(thread) else message_id(alert.thread_id, sender)
        message["In-Reply-To"] = first
        message["References"] = first
    for name, value in _for_machines(alert):
        message[f"X-Newsbell-{name}"] = line(value, _MAX_HEADER)
    return message


def announcing(said: Announcement, writer: Writer, *, sender: str, to: Sequence[str], at: datetime) -> EmailMessage:
    """The mail in which newsbell speaks of itself: one Message-ID for each key."""
    name = hashlib.sha256(said.key.encode()).hexdigest()[:24]
    return _mail(writer.announced(said), writer, sender=sender, to=to, name=name, at=at)


def _mail(shown: Notice, writer: Writer, *, sender: str, to: Sequence[str], name: str, at: datetime) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    message["From"] = _address(sender, "newsbell")
    message["To"] = tuple(map(_address, to))
    message["Subject"] = writer.subject(shown)
    message["Date"] = at
    message["Message-ID"] = message_id(name, sender)
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = shown.language
    message.set_content(writer.write(Shape.TEXT, shown) + "\n", charset="utf-8", cte="quoted-printable")
    # The same at each try.  Cannot stand in a part: there "=" is followed by a hexadecimal digit or the end of the line.
    message.make_alternative(boundary=f"=_newsbell_{name}")
    html = writer.templates.render(Shape.HTML, shown)
    message.add_alternative(html, subtype="html", charset="utf-8", cte="quoted-printable")
    return message


def _address(address: str, name: str = "") -> Address:
    """Taken apart here: the header's own parser refuses some addresses that servers take."""
    local, _, domain = address.rpartition("@")
    return Address(name, username=local, domain=domain)


def message_id(alert_id: str, sender: str) -> str:
    """The Message-ID of an alert's mail; the domain is the sender's."""
    domain = sender.rpartition("@")[2]
    return f"<{alert_id}@newsbell.{domain if _DOMAIN.fullmatch(domain) else 'invalid'}>"


def _for_machines(alert: Alert) -> Iterator[tuple[str, str]]:
    """Header names without `X-Newsbell-`, and values; of a digest, the events of all its members."""
    for each in alert.members or (alert,):
        yield "Event", each.event.event_id
    yield "Kind", alert.event.kind
    yield "Stage", alert.event.stage
    yield "Reason", alert.reason
    yield "Rule", alert.rule
    yield "Severity", alert.severity
    yield "Alert", alert.alert_id
