"""The alert that `newsbell notify test` sends, and what became of it."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from pipelines.model.alert import Alert
from pipelines.model.delivery import Outcome, Verdict
from pipelines.model.event import Event, Report
from pipelines.model.kinds import AlertReason, Status
from pipelines.model.money import Money
from pipelines.notify.channel import Channel, CheckFailed


def sample_alert(now: datetime, name: str) -> Alert:
    """A made-up alert called `name`; nobody can take it for news."""
    evidence = "This is a test: Example Labs offers 1 billion US dollars for Sample AI."
    report = Report(
        story_id=name,
        source="newsbell",
        owner="newsbell",
        title="A test of this channel",
        url="https://example.org/newsbell-test",
        lang="en",
        published=now,
        first_seen=now,
        status=Status.NEW,
        stage="offered",
        evidence=evidence,
    )
    event = Event(
        event_id=name,
        kind="bid",
        stage="offered",
        status=Status.NEW,
        roles=MappingProxyType({"acquirer": ("Test: Example Labs",), "target": ("Sample AI",)}),
        amount=Money(amount=Decimal(1_000_000_000), currency="USD"),
        confidence=1.0,
        headline=report.title,
        evidence=evidence,
        lang="en",
        first_seen=now,
        updated=now,
        reports=(report,),
    )
    return Alert(
        alert_id=name,
        thread_id=name,
        rule="test",
        reason=AlertReason.NEW,
        event=event,
        story_id=name,
        channels=(),
        at=now,
    )


async def check_targets(channel: Channel, targets: Sequence[str], now: datetime) -> str:
    """Send a test alert to each target; a line for each with the answer.  Raises CheckFailed if one was not sent."""
    alert = sample_alert(now, f"test-{uuid.uuid4().hex}")
    lines: list[str] = []
    failed = False
    for target in targets:
        outcome = await channel.send(alert, target, thread_receipt="", retry=False)
        sent = outcome.verdict is Verdict.SENT
        failed = failed or not sent
        answer = outcome.reason or outcome.receipt
        lines.append(f"{target}: {outcome.verdict}{f' ({answer})' if answer else ''}")
    if failed:
        raise CheckFailed("\n".join(lines))
    return "\n".join(lines)


_WORST_FIRST = (Verdict.DEAD, Verdict.UNKNOWN, Verdict.RETRY, Verdict.SENT)


def worst(outcomes: Sequence[Outcome]) -> Outcome:
    """The outcome of what went to several targets at once."""
    return min(outcomes, key=lambda outcome: _WORST_FIRST.index(outcome.verdict))
