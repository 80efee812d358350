"""How a story ends: stored, dropped(reason) or quarantined(reason).  The three add up to everything that came in."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    STORED = "stored"
    DROPPED = "dropped"
    QUARANTINED = "quarantined"


class DropReason(StrEnum):
    """Why a story goes no further.  Also the metric's label."""

    NO_TITLE = "no_title"
    COPY_URL = "copy_url"
    COPY_ORIGIN = "copy_origin"
    COPY_TEXT = "copy_text"
    NOT_AI_INDUSTRY = "not_ai_industry"


class QuarantineReason(StrEnum):
    """Why a story was set aside for a person to look at."""

    EXTRACT_FAILED = "extract_failed"
    UNDERSTAND_FAILED = "understand_failed"
    STORE_FAILED = "store_failed"
    WORKER_DIED = "worker_died"


@dataclass(frozen=True, kw_only=True, slots=True)
class Disposition:
    """`reason` is a `DropReason` or `QuarantineReason`, empty for stored; `detail` says it in words."""

    outcome: Outcome
    reason: str = ""
    detail: str = ""
    copy_of: str | None = None
    """The `story_id` of the original, for copies."""
