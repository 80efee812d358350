"""What the engine has to know of a kind: the table `[understanding]` of `config/data/kinds/<kind>.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config.kinds import adopted, kinds_with


@dataclass(frozen=True, kw_only=True, slots=True)
class KindRules:
    """`talks`: the stage of what is only talked about ("" where there is none).

    `specific`: stages in the order of how much their words say.  `late`: stages whose words contain an earlier one's
    ("rejects the takeover bid").  `marked`: case of a name → its role.  `typed`: type of a
    name → the role of all such names in the first sentences.  `refuse`: role → types that cannot have it.
    `object`: "model" where the object is a model and its maker the doer, else "party".  `needs`: roles without which
    nothing is told; `object_needed`: so is the object, unless a word like "startup" stands for it.  `either_side`:
    stages that either party may bring about ("settles").  `people`: the role that people without a name may have
    ("writers").  `money`, `valuation`: whether the event has an amount, and a valuation beside it.
    """

    talks: str = ""
    specific: tuple[str, ...] = ()
    late: frozenset[str] = frozenset()
    marked: Mapping[str, str]
    typed: Mapping[str, str]
    refuse: Mapping[str, frozenset[str]]
    object: str = "party"
    needs: tuple[str, ...] = ()
    object_needed: bool = False
    money: bool = True
    valuation: bool = False
    either_side: frozenset[str] = frozenset()
    people: str = ""

    def weight(self, stage: str) -> int:
        """How much a stage's words say; -1 for a stage that is not listed."""
        return self.specific.index(stage) if stage in self.specific else -1


def rules(kind: str) -> KindRules:
    """The rules of a kind; the defaults where its file has no such table."""
    return _rules(kind, adopted())


@cache
def _rules(kind: str, own: Path | None) -> KindRules:
    table = kinds_with(own)[kind].table.get("understanding", {})
    return KindRules(
        talks=table.get("talks", ""),
        specific=tuple(table.get("specific", kinds_with(own)[kind].stages)),
        late=frozenset(table.get("late", ())),
        marked=dict(table.get("marked", {})),
        typed=dict(table.get("typed", {})),
        refuse={role: frozenset(types) for role, types in table.get("refuse", {}).items()},
        object=table.get("object", "party"),
        needs=tuple(table.get("needs", ())),
        object_needed=table.get("object_needed", False),
        money=table.get("money", True),
        valuation=table.get("valuation", False),
        either_side=frozenset(table.get("either_side", ())),
        people=table.get("people", ""),
    )
