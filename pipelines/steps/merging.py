"""Merging: two known events turn out to be one, because a report names what each of them lacked.  Pure.

Events are kept apart as long as nothing says that they are one: "OpenAI gets an offer" and "xAI makes an offer" may be
two bids.  A report that names both parties joins the two, if in some defining role one of them names nobody, or names
somebody in another script, and nothing contradicts.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from config.kinds import kinds
from pipelines.model.event import Absorbed, Event, Report
from pipelines.model.kinds import Status
from pipelines.model.mention import Mention
from pipelines.steps.identity import contradict
from pipelines.steps.parties import comparable, overlap

_TOLD = frozenset({Status.NEW, Status.RUMOUR, Status.DENIAL})


def one_event(mention: Mention, first: Event, second: Event) -> bool:
    """Whether two events, about both of which `mention` is, are one."""
    kind = kinds()[mention.kind]
    if mention.status is not Status.NEW or len(kind.identity) < 2 or not {first.status, second.status} <= _TOLD:  # noqa: PLR2004 — a role that is missing, and one that is shared
        return False
    if not all(mention.roles.get(role) for role in kind.identity) or contradict(first.amount, second.amount):
        return False
    agreed = [_agree(role, first, second) for role in kind.identity]
    return False not in agreed and None in agreed


def _agree(role: str, first: Event, second: Event) -> bool | None:
    """Whether the two name a party in common; None where one names nobody, or names in another script."""
    ours, theirs = first.roles.get(role, ()), second.roles.get(role, ())
    if not ours or not theirs:
        return None
    if overlap(ours, theirs):
        return True
    return False if comparable(ours, theirs) else None


def merged(joined: Event, other: Event) -> Event:
    """One event for two, under the name of the one that was known first; the other is recorded in it.

    `joined` has the newest report: stage, status and what is missing nowhere are its.
    """
    first, second = sorted((joined, other), key=lambda event: (event.first_seen, event.event_id))
    absorbed = Absorbed(
        event_id=second.event_id, alerted=second.alerted, threads=second.threads, known_to=tuple(first.alerted)
    )
    return replace(
        joined,
        event_id=first.event_id,
        roles=MappingProxyType({**other.roles, **{role: names for role, names in joined.roles.items() if names}}),
        amount=joined.amount or other.amount,
        valuation=joined.valuation or other.valuation,
        court=joined.court or other.court,
        date=joined.date or other.date,
        confidence=max(joined.confidence, other.confidence),
        first_seen=first.first_seen,
        updated=max(joined.updated, other.updated),
        reports=tuple(sorted({r.story_id: r for r in (*other.reports, *joined.reports)}.values(), key=_when)),
        stages=_once(first.stages, second.stages),
        keys=_once(first.keys, second.keys),
        alerted=_by_rule(first, second),
        threads=MappingProxyType({**second.threads, **first.threads}),
        told_amounts=MappingProxyType({**first.told_amounts, **second.told_amounts}),
        silenced=(*first.silenced, *second.silenced),
        merged=(*first.merged, *second.merged, absorbed),
        version=max(joined.version, other.version) + 1,
    )


def _when(report: Report) -> datetime:
    return report.first_seen


def _once(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _by_rule(first: Event, second: Event) -> MappingProxyType[str, tuple[str, ...]]:
    rules = _once(first.alerted, second.alerted)
    return MappingProxyType({rule: _once(first.alerted.get(rule, ()), second.alerted.get(rule, ())) for rule in rules})
