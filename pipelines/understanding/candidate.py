"""A candidate: one trigger in one sentence, with its roles, sums, dates and the facts that speak for and against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.understanding.amounts import AmountSpan
from pipelines.understanding.dates import DateSpan
from pipelines.understanding.lexicon import Hit
from pipelines.understanding.money_roles import Sums
from pipelines.understanding.name import Name
from pipelines.understanding.picker import Place


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """`cues` and `context` are the sentence's; `ai`: the sentence itself speaks of AI.

    `object_described`: whom the trigger concerns is not named, but called a startup, a firm, ….
    `other_between`: a word for another matter stands between the trigger and its object ("launches an app for Claude").
    """

    place: Place
    roles: Mapping[str, tuple[Name, ...]]
    sums: Sums = field(default_factory=Sums)
    amounts: Sequence[AmountSpan] = ()
    dates: Sequence[DateSpan] = ()
    cues: Sequence[Hit] = ()
    context: Sequence[Hit] = ()
    courts: Sequence[Name] = ()
    ai: bool = False
    object_described: bool = False
    other_between: bool = False

    @property
    def kind(self) -> str:
        return self.place.trigger.kind

    @property
    def part(self) -> str:
        return self.place.sentence.part

    def has(self, cue: str) -> bool:
        return any(hit.value == cue for hit in self.cues)
