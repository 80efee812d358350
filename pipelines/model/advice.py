"""What came of asking a language model about a story."""

from dataclasses import dataclass
from enum import StrEnum


class AdviceResult(StrEnum):
    """Also the metric's label."""

    AGREED = "agreed"
    CHANGED = "changed"
    REFUSED = "refused"
    """The answer says what the story does not: the offline reading holds."""
    FAILED = "failed"
    """There was no answer: the offline reading holds."""
    OVER_BUDGET = "over_budget"


@dataclass(frozen=True, kw_only=True, slots=True)
class Advice:
    """`words`: what was asked and what came of it.  `asked`: a question went out; False where the answer was known
    from an earlier one (`known`), or none could be asked.
    """

    result: AdviceResult
    words: str
    asked: bool = False
    known: bool = False
