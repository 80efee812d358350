"""Microsoft Teams: an Adaptive Card through a Workflows webhook.

Every text stands in a `RichTextBlock`, which reads no Markdown: what an article holds stays text.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from config.channels import TeamsChannel as Settings
from pipelines.model.alert import Alert
from pipelines.model.announcement import Announcement
from pipelines.model.delivery import Outcome, Verdict
from pipelines.notify.json_body import JSON_TYPE, Json, encoded
from pipelines.notify.message import Notice
from pipelines.notify.post import Answer, Request, address_parts
from pipelines.notify.service import PlainAnswers
from pipelines.notify.writer import Writer, sizes

MAX_BODY = 28_000
"""Bytes of the whole message: Teams refuses what is over 28 KB."""
_BUSY = "HTTP error 429"
"""What older webhooks answer with 200 when the message was held up for its number."""


class TeamsForm(PlainAnswers):
    """A workflow has no key against a second message."""

    def __init__(self, settings: Settings, writer: Writer) -> None:
        self._settings = settings
        self._writer = writer

    @property
    def secrets(self) -> tuple[str, ...]:
        return address_parts(self._settings.webhook_url.reveal())

    def alert(self, alert: Alert, *, thread: str, late: timedelta, now: datetime) -> Request:
        return self._request(self._writer.notice(alert, late))

    def announcement(self, said: Announcement, *, now: datetime) -> Request:
        return self._request(self._writer.announced(said))

    def taken(self, answer: Answer) -> Outcome | None:
        if _BUSY not in answer.text:
            return None
        return Outcome(verdict=Verdict.RETRY, reason=_BUSY)

    def _request(self, shown: Notice) -> Request:
        headline, body = self._writer.subject(shown), b""
        for smaller in sizes(shown):
            body = encoded(message(headline, smaller))
            if len(body) <= MAX_BODY:
                break
        return Request(url=self._settings.webhook_url.reveal(), body=body, headers={"Content-Type": JSON_TYPE})


def message(headline: str, shown: Notice) -> Json:
    """The message with its card."""
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "rtl": shown.direction == "rtl",
        "body": list(_blocks(headline, shown)),
        "msteams": {"width": "Full"},
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _blocks(headline: str, shown: Notice) -> Iterator[Json]:
    yield _block(_run(headline, size="Large", weight="Bolder"))
    if shown.facts:
        yield _block(_run(shown.facts, isSubtle=True))
    if shown.change:
        yield _block(_run(shown.change, weight="Bolder"))
    for told in shown.lines:
        yield _block(_run(told))
    if shown.evidence.text:
        yield {"type": "Container", "style": "emphasis", "items": [_block(_run(shown.evidence.text, italic=True))]}
    for member in shown.members:
        yield _block(_run(member.headline, url=member.url, weight="Bolder"))
        aside = " · ".join(filter(None, (member.facts, member.source, member.held)))
        yield _block(_run(aside, isSubtle=True), spacing="None")
    if shown.sources:
        yield _block(_run(shown.frame["sources"], weight="Bolder"))
    for source in shown.sources:
        copy = f" · {shown.frame['copy']}" if source.copy else ""
        aside = f" — {source.name}, {source.time}{copy}"
        yield _block(_run(source.title.text, url=source.url), _run(aside, isSubtle=True), spacing="Small")
    if shown.more:
        yield _block(_run(shown.more))
    yield _block(_run(shown.footer, size="Small", isSubtle=True), separator=True)


def _block(*runs: Json, **look: str | bool) -> Json:
    return {"type": "RichTextBlock", "inlines": list(runs), **look}


def _run(text: str, *, url: str = "", **look: str | bool) -> Json:
    run: Json = {"type": "TextRun", "text": text, **look}
    return run | ({"selectAction": {"type": "Action.OpenUrl", "url": url}} if url else {})
