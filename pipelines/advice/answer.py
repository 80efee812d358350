"""A language model's answer, believed only as far as the story bears it out."""

import json
import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from config.errors import NewsbellError
from config.kinds import kinds
from pipelines.advice.question import NO_EVENT, STATUSES, article
from pipelines.model.kinds import Status
from pipelines.model.mention import Mention
from pipelines.model.money import Money
from pipelines.model.story import Story
from pipelines.understanding.amounts import find_amounts
from pipelines.understanding.gazetteer import find_entities
from pipelines.understanding.sentences import split
from pipelines.understanding.text import clean, fold

LONGEST = 50_000
"""Characters of an answer."""
LONGEST_NAME = 120
MOST_NAMES = 20
_CLOSE = Decimal("0.001")


class RefusedAnswer(NewsbellError):
    """The answer says what it may not, or what the story does not: says which."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What the model says of one mention.  `status` None: the story tells of no such event."""

    status: Status | None
    stage: str = ""
    roles: Mapping[str, tuple[str, ...]]
    amount: Money | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Ground:
    """What may be named: the story's text folded, the entities found in it as written and by their names, its amounts."""

    text: str
    entities: Mapping[str, str]
    amounts: tuple[Money, ...]


def read_answer(text: str, story: Story, lang: str, found: Sequence[Mention]) -> tuple[Said, ...]:
    """What was said of each mention, in order.  Raises RefusedAnswer."""
    rows = _rows(text)
    if sorted(_number(row) for row in rows) != list(range(len(found))):
        raise RefusedAnswer("it does not answer each doubt once")
    ground = _ground(story, lang, found)
    return tuple(_said(row, found[row["doubt"]], ground) for row in sorted(rows, key=lambda row: row["doubt"]))


def _rows(text: str) -> list[Mapping[str, Any]]:
    if len(text) > LONGEST:
        raise RefusedAnswer("it is too long")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise RefusedAnswer("it is no JSON") from None
    rows = value.get("answers") if isinstance(value, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise RefusedAnswer("it is not of the form that was asked for")
    return rows


def _number(row: Mapping[str, Any]) -> int:
    number = row.get("doubt")
    return number if isinstance(number, int) and not isinstance(number, bool) else -1


def _ground(story: Story, lang: str, found: Sequence[Mention]) -> _Ground:
    whole = "\n".join(article(story).values())
    currency = next((mention.amount.currency for mention in found if mention.amount), "")
    spans = [span for piece in split(whole) for span in find_amounts(piece, lang, currency)]
    return _Ground(
        text=fold(whole),
        entities=_entities(whole, lang),
        amounts=(*(span.money for span in spans), *(mention.amount for mention in found if mention.amount)),
    )


def _entities(whole: str, lang: str) -> Mapping[str, str]:
    """Canonical names by how they are written, and by themselves."""
    spans = find_entities(whole, lang)
    written = {fold(whole[span.start : span.end]): span.entity.name for span in spans}
    return {**written, **{fold(span.entity.name): span.entity.name for span in spans}}


def _said(row: Mapping[str, Any], mention: Mention, ground: _Ground) -> Said:
    kind = kinds()[mention.kind]
    status = row.get("status")
    if not isinstance(status, str) or status not in STATUSES:
        raise RefusedAnswer("there is no such status")
    if status == NO_EVENT:
        return Said(status=None, roles={})
    stage = row.get("stage")
    if not isinstance(stage, str) or stage not in kind.stages:
        raise RefusedAnswer(f"{kind.name} has no such stage")
    return Said(
        status=Status(status),
        stage=stage,
        roles=_roles(row.get("names"), kind.roles, ground),
        amount=_amount(row.get("amount"), row.get("currency"), ground),
    )


def _roles(names: object, roles: Sequence[str], ground: _Ground) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(names, list) or len(names) > MOST_NAMES:
        raise RefusedAnswer("its names are not of the form that was asked for")
    out: dict[str, list[str]] = {}
    for row in names:
        role, name = (row.get("role"), row.get("name")) if isinstance(row, dict) else (None, None)
        if not isinstance(role, str) or role not in roles or not isinstance(name, str):
            raise RefusedAnswer("its names are not of the form that was asked for")
        out.setdefault(role, []).append(_name(name, ground))
    return {role: tuple(dict.fromkeys(found)) for role, found in out.items()}


def _name(raw: str, ground: _Ground) -> str:
    """The name, if it stands in the story (from word border to word border); that of an entity found there as newsbell
    writes it.
    """
    name = clean(raw, LONGEST_NAME).replace("\n", " ")
    if known := ground.entities.get(fold(name)):
        return known
    if len(raw) <= LONGEST_NAME and _occurs(fold(name), ground.text):
        return name
    raise RefusedAnswer(f"the name “{name[:40]}” is not in the text")


def _occurs(name: str, text: str) -> bool:
    if not any(char.isalnum() for char in name):
        return False
    at = text.find(name)
    while at >= 0:
        if not _runs_on(text, at, name[0]) and not _runs_on(text, at + len(name), name[-1]):
            return True
        at = text.find(name, at + 1)
    return False


def _runs_on(text: str, at: int, edge: str) -> bool:
    """Whether a word goes over the border at `at`: `edge` is the name's letter beside it."""
    behind, ahead = text[at - 1 : at], text[at : at + 1]
    both = behind + ahead if at else ""
    return len(both) == 2 and both.isalnum() and not _is_wide(edge)  # noqa: PLR2004 — a letter on either side


def _is_wide(char: str) -> bool:
    """Of a script that writes words without blanks."""
    return unicodedata.east_asian_width(char) == "W" or "\u0e00" <= char <= "\u0e7f"


def _amount(amount: object, currency: object, ground: _Ground) -> Money | None:
    """The story's own amount that this one is."""
    if amount is None:
        return None
    if isinstance(amount, bool) or not isinstance(amount, int | float) or not math.isfinite(amount):
        raise RefusedAnswer("its amount is no number")
    wanted = Decimal(str(amount))
    for money in ground.amounts:
        if money.currency == currency and abs(money.amount - wanted) <= _CLOSE * money.amount:
            return money
    raise RefusedAnswer(f"the amount {wanted.normalize():f} {str(currency)[:8]} is not in the text"[:80])
