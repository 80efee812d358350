"""A reading with what a language model said of its doubts."""

import math
from collections.abc import Sequence
from dataclasses import replace

from pipelines.advice.answer import Said
from pipelines.model.kinds import Status
from pipelines.model.mention import Mention, Reading, Reason

WEIGHT = 2.0
"""Log-odds that a model's word counts for or against "new".  A choice, not a measurement: no model in particular is meant."""
_TOLD = (Status.NEW, Status.RUMOUR, Status.DENIAL)
"""Of what was not told, only this is worth being told after all."""


def applied(reading: Reading, found: Sequence[Mention], said: Sequence[Said]) -> tuple[Reading, tuple[str, ...]]:
    """The reading as it is to be from now on, and what changed, in words."""
    mentions, doubtful, changes = [*reading.mentions], [*reading.doubtful], []
    for mention, word in zip(found, said, strict=True):
        was_told = any(mention is told for told in reading.mentions)
        changed = None if word.status is None else _changed(mention, word)
        what = _what(mention, changed, was_told=was_told)
        if not what:
            continue
        changes.append(f"{mention.kind}: {what}")
        if was_told and changed:
            mentions[_place(mentions, mention)] = changed
        elif was_told:
            doubtful.append(mentions.pop(_place(mentions, mention)))
        elif changed:
            mentions.append(changed)
            doubtful.pop(_place(doubtful, mention))
    nearest = "" if mentions else reading.nearest or "a language model says that the text tells of no such event"
    return replace(reading, mentions=tuple(mentions), doubtful=tuple(doubtful), nearest=nearest), tuple(changes)


def _place(mentions: Sequence[Mention], wanted: Mention) -> int:
    return next(number for number, mention in enumerate(mentions) if mention is wanted)


def _changed(mention: Mention, word: Said) -> Mention:
    """The mention as the model reads it.  A role of which it says nothing stays; so does an amount."""
    status = word.status or mention.status
    new = _moved(mention.new, WEIGHT if status is Status.NEW else -WEIGHT)
    return replace(
        mention,
        status=status,
        stage=word.stage,
        roles={**mention.roles, **word.roles},
        amount=word.amount or mention.amount,
        new=round(new, 4),
        confidence=round(new if status is Status.NEW else 1 - new, 4),
        reasons=(
            Reason(feature="language model", weight=WEIGHT if status is Status.NEW else -WEIGHT),
            *mention.reasons,
        ),
    )


def _moved(probability: float, weight: float) -> float:
    kept = min(max(probability, 1e-4), 1 - 1e-4)
    return 1 / (1 + math.exp(-math.log(kept / (1 - kept)) - weight))


def _what(mention: Mention, changed: Mention | None, *, was_told: bool) -> str:
    """What is different, in words; "" where nothing is."""
    if changed is None:
        return "told no more" if was_told else ""
    if not was_told:
        return f"told after all, as {changed.status.value}" if changed.status in _TOLD else ""
    parts = [
        f"{name} {before} → {after}"
        for name, before, after in (
            ("status", mention.status.value, changed.status.value),
            ("stage", mention.stage, changed.stage),
            ("parties", _parties(mention), _parties(changed)),
            ("amount", _sum(mention), _sum(changed)),
        )
        if before != after
    ]
    return ", ".join(parts)


def _parties(mention: Mention) -> str:
    return "; ".join(f"{role} {', '.join(names)}" for role, names in sorted(mention.roles.items()) if names)


def _sum(mention: Mention) -> str:
    return f"{mention.amount.amount:,f} {mention.amount.currency}" if mention.amount else "none"
