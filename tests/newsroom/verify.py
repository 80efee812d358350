"""Was each event told once, and nothing else?  Asked of the mails and Slack messages alone."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.newsroom.article import Expect, Published
from tests.newsroom.mail import Mail
from tests.newsroom.slack import Message

Wanted = Counter[tuple[str | None, str]]
"""How many alerts are to come, by event and reason."""
ALERTING = {Expect.NEW: "new", Expect.UPDATE: "update"}


@dataclass(frozen=True, kw_only=True)
class Alerted:
    """One message that reached a reader: the event it is about by the address that stands first in it, None where no
    known address stands in it."""

    event: str | None
    reason: str
    headline: str


def expected(published: Iterable[Published]) -> Wanted:
    """How many alerts each event should have, by event and reason."""
    articles = [item.article for item in published]
    return Counter((a.event, ALERTING[a.expect]) for a in articles if a.expect in ALERTING)


def mailed(mail: Mail, by_url: Mapping[str, Published]) -> Alerted:
    text = mail.part("plain")
    headline = next((line for line in text.splitlines() if line.strip()), mail.header("Subject"))
    return Alerted(event=_event(text, by_url), reason=mail.header("X-Newsbell-Reason"), headline=headline)


def slacked(message: Message, by_url: Mapping[str, Published]) -> Alerted:
    """A Slack message does not name its reason for machines: `reason` stays empty."""
    headline = message.text.splitlines()[0] if message.text else "(blocks only)"
    return Alerted(event=_event(message.dump, by_url), reason="", headline=headline)


def problems_of_mails(alerted: Sequence[Alerted], wanted: Wanted) -> list[str]:
    """Every event and reason that came too often, not at all, or was not to come."""
    got = Counter((alert.event, alert.reason) for alert in alerted)
    return [
        f"mail: {_name(event, reason)} came {_times(got[event, reason])}, expected {_times(wanted[event, reason])}"
        + _headlines(alert for alert in alerted if (alert.event, alert.reason) == (event, reason))
        for event, reason in sorted(got | wanted, key=str)
        if got[event, reason] != wanted[event, reason]
    ]


def problems_of_slack(alerted: Sequence[Alerted], wanted: Wanted) -> list[str]:
    """The same for Slack, where only the number of messages of an event is known."""
    got = Counter(alert.event for alert in alerted)
    number = Counter[str | None]()
    for (event, _), count in wanted.items():
        number[event] += count
    return [
        f"Slack: {event or 'no known event'} came {_times(got[event])}, expected {_times(number[event])}"
        + _headlines(alert for alert in alerted if alert.event == event)
        for event in sorted(got | number, key=str)
        if got[event] != number[event]
    ]


def _event(text: str, by_url: Mapping[str, Published]) -> str | None:
    found = [(text.find(url), url) for url in by_url if url in text]
    # Of addresses that begin alike, the longest is meant.
    best = min(found, key=lambda pair: (pair[0], -len(pair[1])), default=None)
    return by_url[best[1]].article.event if best else None


def _headlines(alerts: Iterable[Alerted]) -> str:
    return "".join(f"\n  {alert.headline}" for alert in alerts)


def _name(event: str | None, reason: str) -> str:
    return f"{event or 'no known event'} ({reason or 'no reason named'})"


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")
