"""A mail from an alert: headers, text part, HTML part.  Pure.

Each attempt makes the same mail with the same Message-ID, so that mail readers fold what had to be sent again.
"""

import re
from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from pipelines.model.alert import Alert
from pipelines.notify.escape import line
from pipelines.notify.message import Frame, Notice, notice, text

_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_MAX_HEADER = 200


def mail(alert: Alert, frame: Frame, *, sender: str, to: Sequence[str]) -> EmailMessage:
    """The mail of `alert`.  `to` are all recipients of the channel, whoever this copy goes to."""
    shown = notice(alert, frame)
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(sender, "newsbell")
    message["To"] = tuple(map(_address, to))
    message["Subject"] = shown.headline
    message["Date"] = alert.at
    message["Message-ID"] = message_id(alert.alert_id, sender)
    if alert.thread_id != alert.alert_id:
        message["In-Reply-To"] = message_id(alert.thread_id, sender)
        message["References"] = message_id(alert.thread_id, sender)
    message["Auto-Submitted"] = "auto-generated"
    for name, value in _for_machines(alert).items():
        message[f"X-Newsbell-{name}"] = line(value, _MAX_HEADER)
    message["Content-Language"] = shown.language
    message.set_content(text(shown), charset="utf-8", cte="quoted-printable")
    # The same at each try.  Cannot stand in a part: there "=" is followed by a hexadecimal digit or the end of the line.
    message.make_alternative(boundary=f"=_newsbell_{alert.alert_id}")
    message.add_alternative(html(shown), subtype="html", charset="utf-8", cte="quoted-printable")
    return message


def _address(address: str, name: str = "") -> Address:
    """Taken apart here: the header's own parser refuses some addresses that servers take."""
    local, _, domain = address.rpartition("@")
    return Address(name, username=local, domain=domain)


def message_id(alert_id: str, sender: str) -> str:
    """The Message-ID of an alert's mail; the domain is the sender's."""
    domain = sender.rpartition("@")[2]
    return f"<{alert_id}@newsbell.{domain if _DOMAIN.fullmatch(domain) else 'invalid'}>"


def html(shown: Notice) -> str:
    """The HTML part.  The template escapes every value."""
    return _template().render(notice=shown)


def _for_machines(alert: Alert) -> dict[str, str]:
    return {
        "Event": alert.event.event_id,
        "Kind": alert.event.kind,
        "Stage": alert.event.stage,
        "Reason": alert.reason,
        "Rule": alert.rule,
        "Alert": alert.alert_id,
    }


@cache
def _template() -> Template:
    source = files("pipelines.notify").joinpath("email.html.j2").read_text("utf-8")
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    return environment.from_string(source)
