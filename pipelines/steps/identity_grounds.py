"""Why a mention joined an event: what both name, in words."""

from collections.abc import Iterator
from datetime import datetime

from config.counted import counted
from config.kinds import Kind, kinds
from pipelines.model.event import Event
from pipelines.model.mention import Mention
from pipelines.steps.identity import near_amounts
from pipelines.steps.parties import model_words, same_party
from pipelines.steps.sound import sound_alike


def identity_grounds(mention: Mention, when: datetime, event: Event) -> tuple[str, ...]:
    """What `mention`, told at `when`, has in common with `event`: parties of its roles, the amount, the time between."""
    kind = kinds()[mention.kind]
    found = [*_straight(kind, mention, event)]
    if not found:
        found = [*_crosswise(kind, mention, event)]
    if mention.amount and event.amount and near_amounts(mention.amount, event.amount):
        found.append(f"about the same amount ({mention.amount.amount:,f} {mention.amount.currency})")
    hours = abs(when - event.first_seen).total_seconds() / 3600
    return (*found, f"{_ago(hours)} after it was first told (of at most {counted(kind.window_days, 'day')})")


def _straight(kind: Kind, mention: Mention, event: Event) -> Iterator[str]:
    for role in kind.identity:
        for ours in mention.roles.get(role, ()):
            for theirs in event.roles.get(role, ()):
                if how := _how(role, ours, theirs):
                    yield f"the same {role} ({how})"
                    break


def _crosswise(kind: Kind, mention: Mention, event: Event) -> Iterator[str]:
    """Parties that stand in another role there."""
    for role in kind.identity:
        for other in kind.identity:
            for ours in mention.roles.get(role, ()):
                for theirs in event.roles.get(other, ()):
                    if role != other and (how := _how(role, ours, theirs)):
                        yield f"its {role} is the {other} there ({how})"


def _how(role: str, ours: str, theirs: str) -> str:
    """Two names as one party, in words; "" where nothing says that they are."""
    if ours == theirs:
        return ours
    if same_party(ours, theirs) or (role == "model" and model_words(ours) == model_words(theirs)):
        return f"{ours} = {theirs}"
    return f"{ours} sounds like {theirs}" if sound_alike([ours], [theirs]) else ""


def _ago(hours: float) -> str:
    if hours < 1:
        return counted(round(hours * 60), "minute")
    return counted(round(hours), "hour") if hours < 48 else counted(round(hours / 24), "day")  # noqa: PLR2004 — two days
