"""The reasons for what was read, in words for people (`explain`) and programs (`analyze --explain`)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from config.reason_words import reason_words
from pipelines.model.event import Event
from pipelines.model.kinds import Status
from pipelines.model.mention import Mention, Reading, Reason
from pipelines.steps.identity_grounds import identity_grounds
from pipelines.understanding.mentions import bar


def reason_row(reason: Reason) -> dict[str, Any]:
    """A reason for programs, its words beside it."""
    words = reason_words(reason.feature, reason.text)
    return {"feature": reason.feature, "weight": round(reason.weight, 3), "text": reason.text, "words": words}


def ground_line(reason: Reason) -> str:
    """A reason on one line; weights are log-odds: +0.7 doubles the odds."""
    weight = f"{reason.weight:+.1f}" if reason.weight else "    "
    return f"{weight} {reason_words(reason.feature, reason.text)}"


def status_words(mention: Mention, reading: Reading) -> str:
    """Why the mention has its status."""
    asked = bar(sum(reason.weight for reason in reading.relevance))
    high = f"{asked:.2f} is asked" if asked == bar(float("inf")) else f"{asked:.2f} is asked where AI is hardly named"
    if mention.status is Status.NEW:
        return f"new: the probability that it is told as new is {mention.new:.3f}; {high}"
    return (
        f"{mention.status.value}: told as new only with probability {mention.new:.3f} ({high}); "
        f"of the others {mention.status.value} is the likeliest, {mention.confidence:.2f}"
    )


def joined_words(mention: Mention, when: datetime, story_id: str, event: Event) -> str:
    """Which event the mention is of, and why; the story with this id told it at `when`."""
    first = event.reports[0] if event.reports else None
    if first is None or first.story_id == story_id:
        return "founded it: no event of this kind with these parties was known"
    grounds = ", ".join(identity_grounds(mention, when, event))
    return f"joined what {first.source} told first (“{first.title}”): {grounds}"


def reading_lines(reading: Reading) -> Iterator[str]:
    """What was read of the story as a whole."""
    yield f"language {reading.lang}; AI industry: {'yes' if reading.ai_industry else 'no'}"
    for reason in reading.relevance:
        yield f"  {ground_line(reason)}"
    if reading.unread:
        yield f"  {reading.unread:,} characters at the end were not read: they are past the limits"
    if reading.advice:
        yield reading.advice.words
    if not reading.mentions:
        yield f"no event: {reading.nearest or 'nothing in the text comes near one'}"
    for mention in reading.doubtful:
        yield f"not told, though in doubt: {mention.kind}, {mention.stage}: new with probability {mention.new:.2f}: “{mention.evidence}”"


def mention_lines(mention: Mention, reading: Reading) -> Iterator[str]:
    """What one mention says, and why."""
    yield f"{mention.kind}: {mention.status.value}, {mention.stage}, confidence {mention.confidence:.2f}"
    yield f"  “{mention.evidence}”"
    if said := _said(mention):
        yield f"  {said}"
    yield f"  {status_words(mention, reading)}"
    for reason in mention.reasons:
        yield f"    {ground_line(reason)}"


def _said(mention: Mention) -> str:
    parts = [f"{role}: {', '.join(names)}" for role, names in mention.roles.items() if names]
    for name, money in (("amount", mention.amount), ("valuation", mention.valuation)):
        if money:
            parts.append(f"{name}: {money.amount:,f} {money.currency}")
    for name, value in (("court", mention.court), ("date", mention.date)):
        if value:
            parts.append(f"{name}: {value}")
    return "; ".join(parts)
