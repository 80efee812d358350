"""An announcement: newsbell speaks of itself (a channel is down or up again, a heartbeat, the weekly summary)."""

from dataclasses import dataclass

from pipelines.model.kinds import Severity


@dataclass(frozen=True, kw_only=True, slots=True)
class Announcement:
    """`key` names the matter: said twice under one key, it is the same word.  Texts are plain, one line each."""

    key: str
    headline: str
    lines: tuple[str, ...] = ()
    severity: Severity = Severity.NORMAL
