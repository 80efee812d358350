"""The message: what a reader is told of an alert, in the order of the contract, before any channel's own form.  Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from config.kinds import kinds
from config.phrases import Phrases
from pipelines.model.alert import Alert
from pipelines.model.announcement import Announcement
from pipelines.model.event import Event, Report
from pipelines.model.kinds import AlertReason, Status
from pipelines.model.money import Money
from pipelines.notify.channel import ON_TIME
from pipelines.notify.escape import line, web_address
from pipelines.notify.sentence import Value, sentence
from pipelines.notify.wording import MAX_NAME, Frame, amount, duration, moment, moved, names, stage, unmoved

MAX_HEADLINE = 250
_SENTENCE = 210
"""Characters of who did what to whom: with what an update puts before them they make a headline."""
_NAME_ROOMS = (MAX_NAME, 44, 24, 12)
MAX_EVIDENCE = 600
MAX_TITLE = 200
MAX_LINES = 50
MAX_SOURCES = 10
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def direction(language: str) -> str:
    """`rtl` for a language that is written from right to left, else `ltr`."""
    return "rtl" if re.split("[-_]", language, maxsplit=1)[0] in _RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """Text from the news in its own language."""

    text: str
    lang: str = ""

    @property
    def direction(self) -> str:
        return direction(self.lang)


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceLine:
    """One report: `url` is empty where there is none to link to; `time` in the reader's words."""

    title: Passage
    name: str
    time: str
    url: str
    copy: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """One alert of a digest.  `held`: why it was held back, in words, or empty."""

    headline: str
    facts: str
    held: str
    source: str
    url: str
    alert_id: str
    event_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """Everything that is shown.  All texts are single lines, cut to size, free of controls; not yet escaped."""

    headline: str
    facts: str = ""
    """Kind, stage and time of the event, in a few words."""
    change: str = ""
    """What changed and what did not, in words, for an update."""
    late: str = ""
    """By how much the message comes too late, in words, or empty; it is among the facts too."""
    evidence: Passage = Passage(text="")
    sources: tuple[SourceLine, ...] = ()
    left_out: int = 0
    """How many sources or members are not shown."""
    more: str = ""
    """The same in words, or empty."""
    members: tuple[Member, ...] = ()
    """The alerts of a digest; it has no evidence and no sources of its own."""
    lines: tuple[str, ...] = ()
    """What newsbell says of itself: then there is nothing else."""
    footer: str
    """Rule and alert."""
    about: Mapping[str, str]
    """For machines: alert_id, event_id, kind, stage, reason, rule, severity."""
    frame: Mapping[str, str]
    language: str
    template: str = ""
    """The name of the rule's own template, or empty."""

    @property
    def direction(self) -> str:
        return direction(self.language)


def notice(alert: Alert, frame: Frame, late: timedelta = ON_TIME) -> Notice:
    """The message of an alert: what happened, the sentence that says so, the sources with the first report first."""
    event, words = alert.event, frame.words
    ours = _speaking(alert)
    shown, left_out = _shown(event.reports, alert.story_id)
    single = not alert.members
    told_late = words.frame["late"].format(time=duration(late, words)) if late > ON_TIME else ""
    return Notice(
        headline=headline(alert, words),
        facts=" · ".join(filter(None, (_facts(alert, frame) if single else "", told_late))),
        change=_change(alert, words),
        late=told_late,
        evidence=_evidence(event, ours) if single else Passage(text=""),
        sources=tuple(_source(report, frame) for report in shown) if single else (),
        left_out=left_out if single else 0,
        more=words.frame["more"].format(count=left_out) if left_out and single else "",
        members=tuple(_member(each, frame) for each in alert.members),
        footer=_footer(alert, words),
        about=_about(alert),
        frame=words.frame,
        language=words.language,
        template=alert.template,
    )


def announced(announcement: Announcement, frame: Frame) -> Notice:
    """The message in which newsbell speaks of itself."""
    return Notice(
        headline=line(announcement.headline, MAX_HEADLINE),
        lines=tuple(line(each, MAX_EVIDENCE) for each in announcement.lines[:MAX_LINES]),
        footer="newsbell",
        about={
            "alert_id": line(announcement.key, MAX_TITLE),
            "reason": "announcement",
            "severity": announcement.severity.value,
        },
        frame=frame.words.frame,
        language=frame.words.language,
    )


def what_happened(event: Event, words: Phrases) -> str:
    """Who did what to whom, for how much; a rumour and a denial as such."""
    patterns = words.sentences.get(event.kind, {}).get(event.stage, ())
    # Long names are cut before the sentence is: how much, and who the others are, must not fall off its end.
    tries = (sentence(patterns, _values(event, words, room)) or "" for room in _NAME_ROOMS)
    told = next((text for text in tries if len(text) <= _SENTENCE), "")
    text = told or line(event.headline, MAX_HEADLINE) or words.frame["untitled"]
    if event.status is Status.DENIAL:
        text = words.frame["denial"].format(sentence=text)
    elif event.status is Status.RUMOUR and not _is_talk(event):
        text = words.frame["rumour"].format(sentence=text)
    return line(text, MAX_HEADLINE)


def _is_talk(event: Event) -> bool:
    """Whether the stage says by itself that it is a rumour.  Of a kind that is there no more nothing is known."""
    return event.kind in kinds() and event.stage == kinds()[event.kind].stages[0]


def headline(alert: Alert, words: Phrases) -> str:
    """What happened; for an update also what changed; for a digest how many alerts there are and the first of them."""
    if alert.members:
        return _digest(alert, words)
    text = what_happened(alert.event, words)
    # That something is denied is said already; what changed stands below it.
    if alert.reason is AlertReason.UPDATE and alert.event.status is not Status.DENIAL:
        change = moved(alert, words)
        form = "update" if change else "update_only"
        text = words.frame[form].format(change=change, sentence=text)
    elif alert.reason is AlertReason.REMINDER:
        text = words.frame["reminder"].format(sentence=text)
    return line(text, MAX_HEADLINE)


def _digest(alert: Alert, words: Phrases) -> str:
    first, more = headline(alert.members[0], words), len(alert.members) - 1
    if not more:
        return first
    # The number stays, however long the first one's headline is.
    room = MAX_HEADLINE - len(words.frame["digest"]) - 8
    return words.frame["digest"].format(count=more + 1, more=more, sentence=line(first, room))


def _change(alert: Alert, words: Phrases) -> str:
    if alert.reason is not AlertReason.UPDATE:
        return ""
    merged = words.frame["merged"] if alert.earlier else ""
    return line("; ".join(filter(None, (moved(alert, words), unmoved(alert, words), merged))), MAX_HEADLINE)


def _facts(alert: Alert, frame: Frame) -> str:
    event, words = alert.event, frame.words
    report = _speaking(alert)
    when = (report.published or report.first_seen) if report else event.updated
    told = "denied" if event.status is Status.DENIAL else event.stage
    return " · ".join((words.kinds.get(event.kind, event.kind), stage(told, words), moment(when, frame)))


def _footer(alert: Alert, words: Phrases) -> str:
    rule = words.frame["rule"].format(rule=line(alert.rule, MAX_NAME))
    return " · ".join(("newsbell", rule, words.frame["alert"].format(alert=alert.alert_id)))


def _about(alert: Alert) -> dict[str, str]:
    about = {
        "alert_id": alert.alert_id,
        "event_id": alert.event.event_id,
        "kind": alert.event.kind,
        "stage": alert.event.stage,
        "reason": alert.reason.value,
        "rule": alert.rule,
        "severity": alert.severity.value,
    }
    return {name: line(value, MAX_TITLE) for name, value in about.items()}


def _member(alert: Alert, frame: Frame) -> Member:
    words = frame.words
    report = _speaking(alert) or next(iter(alert.event.reports), None)
    held = words.frame["held"].format(reason=line(alert.held, MAX_TITLE)) if alert.held else ""
    return Member(
        headline=headline(alert, words),
        facts=_facts(alert, frame),
        held=held,
        source=line(report.owner or report.source, MAX_NAME) if report else "",
        url=web_address(report.url) if report else "",
        alert_id=alert.alert_id,
        event_id=line(alert.event.event_id, MAX_TITLE),
    )


def _speaking(alert: Alert) -> Report | None:
    """The report that made the rule speak."""
    return next((r for r in alert.event.reports if r.story_id == alert.story_id), None)


def _values(event: Event, words: Phrases, room: int) -> dict[str, Value]:
    values = {role: names(given, words, room) for role, given in event.roles.items() if given}
    monies = {"amount": event.amount, "valuation": event.valuation}
    values |= {name: Value(text=amount(money, words)) for name, money in monies.items() if money and _worth(money)}
    if event.court:
        values["court"] = Value(text=line(event.court, room))
    return values


def _worth(money: Money) -> bool:
    return money.amount.is_finite() and money.amount > Decimal(0)


def _evidence(event: Event, ours: Report | None) -> Passage:
    """The sentence of the report that spoke; where it has none, the event's."""
    if ours and ours.evidence:
        return Passage(text=line(ours.evidence, MAX_EVIDENCE), lang=ours.lang)
    return Passage(text=line(event.evidence, MAX_EVIDENCE), lang=event.lang)


def _shown(reports: Sequence[Report], ours: str) -> tuple[list[Report], int]:
    """The reports that are shown, first one first, and how many are not.

    Those that only look back are left out; the first report, the one that spoke and the newest ones always stay.
    """
    telling = [r for r in reports if r.story_id == ours or r.status not in {Status.BACKGROUND, Status.OPINION}]
    if len(telling) <= MAX_SOURCES:
        return telling, 0
    kept = {telling[0].story_id, ours}
    for report in reversed(telling):
        if len(kept) < MAX_SOURCES:
            kept.add(report.story_id)
    shown = [r for r in telling if r.story_id in kept]
    return shown, len(telling) - len(shown)


def _source(report: Report, frame: Frame) -> SourceLine:
    title = line(report.title, MAX_TITLE) or frame.words.frame["untitled"]
    return SourceLine(
        title=Passage(text=title, lang=report.lang),
        name=line(report.owner or report.source, MAX_NAME),
        time=moment(report.published or report.first_seen, frame),
        url=web_address(report.url),
        copy=report.copy,
    )
