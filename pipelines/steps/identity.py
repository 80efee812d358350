"""Identity: are a mention and a known event the same thing in the world?

Kind, the parties that define it, and time; for models the version, for rounds the amount.  Never the words of one
language: a name written in another script may be the same party or not, and then amount and time decide.
`identity_keys` are look-up keys: two mentions of one event share at least one.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

from config.kinds import Kind, kinds
from pipelines.model.event import Event
from pipelines.model.kinds import Status
from pipelines.model.mention import Mention
from pipelines.model.money import Money
from pipelines.steps.affiliation import with_principals
from pipelines.steps.parties import comparable, fold, model_words, numbers, overlap, words
from pipelines.steps.sound import sound_alike, sound_key

ROUND_APART = timedelta(days=7)
"""Two different amounts for one company's round within this time are one round told differently."""
CASE_APART = timedelta(days=45)
"""A case reported as filed longer than this after another between the same parties is a case of its own."""
VERSION_APART = timedelta(days=4)
"""A model named more and less exactly ("Gemini 3", "Gemini 3 Pro") is one release within this time."""
SCRIPTS_APART = timedelta(days=3)
"""Reports in which a party is written in different scripts are one event within this time, where the rest agrees."""
_EQUAL = Decimal("0.02")
_ABOUT = Decimal("0.15")


def identity_keys(mention: Mention) -> tuple[str, ...]:
    """Look-up keys of a mention: its kind with each defining party, whole and by its first word, and with its amount."""
    kind = kinds()[mention.kind]
    keys: dict[str, None] = {}
    for role in kind.identity:
        for name in _parties(kind, role, mention.roles.get(role, ())):
            if role == "model":
                keys[f"{kind.name}:{' '.join(model_words(name)[:1])}"] = None
                keys |= dict.fromkeys(_sound_keys(kind, name))
            else:
                keys |= dict.fromkeys(_sound_keys(kind, name))
                keys[f"{kind.name}:{fold(name)}"] = None
                keys[f"{kind.name}:{words(name)[0] if words(name) else ''}"] = None
    if mention.amount:
        keys[f"{kind.name}:{_rounded(mention.amount)}"] = None
    return tuple(keys)


def _sound_keys(kind: Kind, name: str) -> tuple[str, ...]:
    """By the sound of the whole name and of its first word: other scripts lead there too."""
    heard = dict.fromkeys((sound_key(name), sound_key(" ".join(words(name)[:1]))))
    return tuple(f"{kind.name}:~{sound}" for sound in heard if sound)


def same_event(mention: Mention, when: datetime, event: Event) -> bool:
    """Whether `mention`, told at `when`, is about `event`."""
    kind = kinds()[mention.kind]
    if event.kind != mention.kind or not _near(kind, when, event):
        return False
    return _SAME.get(kind.name, _same_parties)(kind, mention, when, event)


def _near(kind: Kind, when: datetime, event: Event) -> bool:
    window = timedelta(days=kind.window_days)
    return event.first_seen - window <= when <= event.updated + window


def _same_parties(kind: Kind, mention: Mention, when: datetime, event: Event) -> bool:
    """Every defining role that both name has a party in common; roles may be told crosswise.

    A role whose names are in different scripts says nothing: then the others, or the amount, must agree within days.
    """
    straight = [_agree(kind, role, mention.roles.get(role, ()), event.roles.get(role, ())) for role in kind.identity]
    if _together(straight, mention, when, event):
        return True
    if len(kind.identity) == 1:
        return False
    first, second, *_ = kind.identity
    crosswise = ((first, second), (second, first))
    return all(_in_common(mention.roles.get(ours, ()), event.roles.get(theirs, ())) for ours, theirs in crosswise)


def _in_common(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    return overlap(ours, theirs) or (not comparable(ours, theirs) and sound_alike(ours, theirs))


def _agree(kind: Kind, role: str, ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool | str | None:
    """Whether a role's parties have one in common; "" where the scripts differ, None where one side names none."""
    if not ours or not theirs:
        return None
    if overlap(_parties(kind, role, ours), _parties(kind, role, theirs)):
        return True
    if comparable(ours, theirs):
        return False
    return sound_alike(_parties(kind, role, ours), _parties(kind, role, theirs)) or ""


def _parties(kind: Kind, role: str, names: tuple[str, ...]) -> tuple[str, ...]:
    return with_principals(names) if role in kind.acts_for else names


def _together(agreed: list[bool | str | None], mention: Mention, when: datetime, event: Event) -> bool:
    if False in agreed or not any(each is not None for each in agreed):
        return False
    if "" not in agreed:
        return True
    soon = min(abs(when - event.first_seen), abs(when - event.updated)) <= SCRIPTS_APART
    return soon and (True in agreed or _close(mention.amount, event.amount, _EQUAL) is True)


def _same_bid(kind: Kind, mention: Mention, when: datetime, event: Event) -> bool:
    """The same target and no other bidder; without a target, the same bidder and about the same amount."""
    if not _same_parties(kind, mention, when, event):
        return False
    both_targets = bool(mention.roles.get("target") and event.roles.get("target"))
    return both_targets or _close(mention.amount, event.amount, _ABOUT) is True


def _same_case(kind: Kind, mention: Mention, when: datetime, event: Event) -> bool:
    """The same parties; a filing long after another filing is another case."""
    if not _same_parties(kind, mention, when, event) and not _one_side(kind, mention, event):
        return False
    again = mention.stage == "filed" and mention.status is Status.NEW and "filed" in event.stages
    return not (again and when - event.first_seen > CASE_APART)


def _one_side(kind: Kind, mention: Mention, event: Event) -> bool:
    """A later stage told of one party alone, which is on the other side there: who appeals was sued, who wins sued."""
    ours, theirs = _named(kind, mention.roles), _named(kind, event.roles)
    if min(len(ours), len(theirs)) != 1 or mention.stage == kind.stages[1]:
        return False
    return any(_in_common(ours[role], theirs[other]) for role in ours for other in theirs)


def _named(kind: Kind, roles: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {role: _parties(kind, role, roles[role]) for role in kind.identity if roles.get(role)}


def _same_release(_kind: Kind, mention: Mention, when: datetime, event: Event) -> bool:
    """One model in common: the same words and version; within a few days also a name told less exactly."""
    close = abs(when - event.first_seen) <= VERSION_APART
    return any(
        _same_model(ours, theirs, close=close)
        for ours in mention.roles.get("model", ())
        for theirs in event.roles.get("model", ())
    )


def _same_model(ours: str, theirs: str, *, close: bool) -> bool:
    a, b = model_words(ours), model_words(theirs)
    if numbers(a) != numbers(b):
        return False
    if not comparable([ours], [theirs]):
        return sound_alike([ours], [theirs])
    x, y = frozenset(a), frozenset(b)
    return x == y or (close and (x <= y or y <= x))


def _same_round(kind: Kind, mention: Mention, when: datetime, event: Event) -> bool:
    """The same recipient; long after, also about the same amount."""
    if not _same_parties(kind, mention, when, event):
        return False
    return _close(mention.amount, event.amount, _ABOUT) is not False or abs(when - event.updated) <= ROUND_APART


def _close(a: Money | None, b: Money | None, part: Decimal) -> bool | None:
    """Whether two amounts differ by at most `part` of the larger; None where that cannot be said."""
    if a is None or b is None or a.currency != b.currency or not (a.amount and b.amount):
        return None
    return abs(a.amount - b.amount) <= part * max(a.amount, b.amount)


def near_amounts(a: Money, b: Money) -> bool:
    """Whether two amounts are the same thing told more or less exactly."""
    return _close(a, b, _ABOUT) is True


def contradict(a: Money | None, b: Money | None) -> bool:
    """Whether two amounts cannot be the same thing told more or less exactly."""
    return _close(a, b, _ABOUT) is False


def _rounded(money: Money) -> str:
    """The amount to two digits, so that amounts that are nearly equal mostly share a key."""
    return f"{money.currency}{money.amount:.1e}"


_SAME: Mapping[str, Callable[[Kind, Mention, datetime, Event], bool]] = MappingProxyType(
    {"bid": _same_bid, "lawsuit": _same_case, "model_release": _same_release, "funding": _same_round}
)
"""Kinds with a rule of their own; any other kind goes by its parties."""
