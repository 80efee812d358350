"""The writer: alerts and announcements in a reader's words, in a channel's shape, within a channel's limits."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from config.schema import Config
from pipelines.model.alert import Alert
from pipelines.model.announcement import Announcement
from pipelines.notify.channel import ON_TIME
from pipelines.notify.escape import line
from pipelines.notify.message import MAX_HEADLINE, Notice, Passage, announced, notice
from pipelines.notify.templates import Shape, Templates, ignored
from pipelines.notify.wording import Frame, frame_from

_SOURCES = (5, 3, 1)
_EVIDENCE = (300, 120, 0)
_MEMBER = (160, 100, 60)
"""Characters of a member's headline, where a digest must become shorter."""


@dataclass(frozen=True, kw_only=True)
class Writer:
    """What every channel writes with."""

    frame: Frame
    templates: Templates

    def notice(self, alert: Alert, late: timedelta = ON_TIME) -> Notice:
        return notice(alert, self.frame, late)

    def announced(self, announcement: Announcement) -> Notice:
        return announced(announcement, self.frame)

    def subject(self, shown: Notice) -> str:
        """The headline as its template has it: one line."""
        return line(self.templates.render(Shape.SUBJECT, shown), MAX_HEADLINE) or shown.headline

    def write(self, shape: Shape, shown: Notice, fits: Callable[[str], bool] = bool) -> str:
        """The notice in that shape: whole if that fits, else with ever less of what matters least."""
        text = ""
        for smaller in sizes(shown):
            text = tidy(self.templates.render(shape, smaller))
            if fits(text):
                return text
        return text


def writer_from(config: Config, template_failed: Callable[[str], None] = ignored) -> Writer:
    """Raises ConfigError."""
    return Writer(frame=frame_from(config.alerts), templates=Templates(config.alerts.templates, template_failed))


def tidy(text: str) -> str:
    """Without empty lines at either end, and without more than one between."""
    lines: list[str] = []
    for one in text.split("\n"):
        if one.strip() or (lines and lines[-1].strip()):
            lines.append(one)
    return "\n".join(lines).rstrip("\n ")


def sizes(shown: Notice) -> Iterator[Notice]:
    """The notice, and then ever smaller ones.  What is left out is counted in `more`; the headline always stays."""
    yield shown
    for sources, evidence, member in zip(_SOURCES, _EVIDENCE, _MEMBER, strict=True):
        shown = _shorter(shown, sources, evidence, member)
        yield shown
    while len(shown.members) > 1 or len(shown.lines) > 1 or shown.sources:
        shown = _fewer(shown)
        yield shown


def _shorter(shown: Notice, sources: int, evidence: int, member: int) -> Notice:
    said = line(shown.evidence.text, evidence) if evidence else ""
    members = tuple(replace(each, headline=line(each.headline, member)) for each in shown.members)
    shown = replace(shown, evidence=Passage(text=said, lang=shown.evidence.lang), members=members)
    return _cut(shown, sources, len(members))


def _fewer(shown: Notice) -> Notice:
    shown = replace(shown, lines=shown.lines[: max(1, len(shown.lines) // 2)])
    return _cut(shown, 0, max(1, len(shown.members) * 3 // 4))


def _cut(shown: Notice, sources: int, members: int) -> Notice:
    """With so many sources (the first report first) and members at most, and the others counted."""
    left_out = max(0, len(shown.sources) - sources) + max(0, len(shown.members) - members) + shown.left_out
    more = shown.frame["more"].format(count=left_out) if left_out else ""
    return replace(
        shown, sources=shown.sources[:sources], members=shown.members[:members], left_out=left_out, more=more
    )
