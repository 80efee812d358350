"""The message: what a reader is told of an alert, in the order of the contract, before any channel's own form.  Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_timedelta
from babel.lists import format_list
from babel.numbers import format_compact_decimal, format_decimal

from config.kinds import kinds
from config.phrases import Phrases, phrases
from config.schema import AlertSettings
from pipelines.model.alert import Alert
from pipelines.model.event import Event, Report
from pipelines.model.kinds import AlertReason, Status
from pipelines.model.money import Money
from pipelines.notify.escape import line, web_address
from pipelines.notify.sentence import Value, sentence

_ON_TIME = timedelta()
MAX_HEADLINE = 250
MAX_EVIDENCE = 600
MAX_TITLE = 200
MAX_NAME = 80
MAX_NAMES = 3
"""Parties named in the headline; the others are counted."""
MAX_SOURCES = 10
_WORTH_A_WORD = 1_000_000
"""Amounts from here on are told in words (97.4 billion), smaller ones in digits."""
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """The reader's words and clock."""

    words: Phrases
    zone: ZoneInfo


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """Text from the news in its own language."""

    text: str
    lang: str = ""

    @property
    def direction(self) -> str:
        return "rtl" if self.lang.split("-")[0] in _RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceLine:
    """One report: `url` is empty where there is none to link to; `time` in the reader's words."""

    title: Passage
    name: str
    time: str
    url: str
    copy: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """Everything that is shown.  All texts are single lines, cut to size, free of controls; not yet escaped."""

    headline: str
    facts: str
    """Kind, stage and time of the event, in a few words."""
    evidence: Passage
    sources: tuple[SourceLine, ...]
    more: str
    """How many sources are not shown, in words, or empty."""
    footer: str
    """Rule and alert."""
    frame: Mapping[str, str]
    language: str
    late: str = ""
    """How late it comes, in words, where that is worth a word; it is among the facts too."""


def frame_from(settings: AlertSettings) -> Frame:
    return Frame(words=phrases(settings.language), zone=ZoneInfo(settings.timezone))


def notice(alert: Alert, frame: Frame, late: timedelta = _ON_TIME) -> Notice:
    """The message of an alert: what happened, the sentence that says so, the sources with the first report first."""
    event, words = alert.event, frame.words
    ours = next((r for r in event.reports if r.story_id == alert.story_id), None)
    shown, left_out = _shown(event.reports, alert.story_id)
    facts = (words.kinds.get(event.kind, event.kind), _stage(event.stage, words), _time(_when(event, ours), frame))
    told_late = words.frame["late"].format(time=_span(late, words)) if late else ""
    footer = (
        "newsbell",
        words.frame["rule"].format(rule=line(alert.rule, MAX_NAME)),
        words.frame["alert"].format(alert=alert.alert_id),
    )
    return Notice(
        headline=headline(alert, words),
        facts=" · ".join(filter(None, (*facts, told_late))),
        evidence=_evidence(event, ours),
        sources=tuple(_source(report, frame) for report in shown),
        more=words.frame["more"].format(count=left_out) if left_out else "",
        footer=" · ".join(footer),
        frame=words.frame,
        language=words.language,
        late=told_late,
    )


def what_happened(event: Event, words: Phrases) -> str:
    """Who did what to whom, for how much; a rumour and a denial as such."""
    told = sentence(words.sentences.get(event.kind, {}).get(event.stage, ()), _values(event, words))
    text = told or line(event.headline, MAX_HEADLINE) or words.frame["untitled"]
    if event.status is Status.DENIAL:
        text = words.frame["denial"].format(sentence=text)
    elif event.status is Status.RUMOUR and event.stage != kinds()[event.kind].stages[0]:
        text = words.frame["rumour"].format(sentence=text)
    return line(text, MAX_HEADLINE)


def headline(alert: Alert, words: Phrases) -> str:
    """What happened; for an update also what changed."""
    text = what_happened(alert.event, words)
    if alert.reason is AlertReason.UPDATE:
        change = " → ".join(_stage(stage, words) for stage in alert.change.split(" → "))
        text = words.frame["update"].format(change=change, sentence=text)
    return line(text, MAX_HEADLINE)


def text(shown: Notice) -> str:
    """The message as plain text: for mail and terminal."""
    parts = [shown.headline, *filter(None, (shown.late,))]
    if shown.evidence.text:
        parts += ["", shown.frame["quote"].format(text=shown.evidence.text)]
    parts += ["", f"{shown.frame['sources']}:"]
    for number, source in enumerate(shown.sources, 1):
        parts.append(f"{number}. {source.title.text}")
        parts.append(f"   {_origin(source, shown.frame)}")
        parts += [f"   {source.url}"] if source.url else []
    parts += [shown.more] if shown.more else []
    return "\n".join((*parts, "", "-- ", shown.footer, ""))


def _origin(source: SourceLine, frame: Mapping[str, str]) -> str:
    return ", ".join(filter(None, (source.name, source.time, frame["copy"] if source.copy else "")))


def amount(money: Money, words: Phrases) -> str:
    """97.4 billion USD, in the reader's way to write numbers."""
    if abs(money.amount) >= _WORTH_A_WORD:
        figure = format_compact_decimal(money.amount, format_type="long", locale=words.language, fraction_digits=3)
    else:
        figure = format_decimal(money.amount, locale=words.language)
    return f"{figure} {money.currency}"


def _values(event: Event, words: Phrases) -> dict[str, Value]:
    values = {role: _names(names, words) for role, names in event.roles.items() if names}
    monies = {"amount": event.amount, "valuation": event.valuation}
    values |= {name: Value(text=amount(money, words)) for name, money in monies.items() if money and _worth(money)}
    if event.court:
        values["court"] = Value(text=line(event.court, MAX_NAME))
    return values


def _worth(money: Money) -> bool:
    return money.amount.is_finite() and money.amount > Decimal(0)


def _names(names: Sequence[str], words: Phrases) -> Value:
    """A list of names in the reader's language; a long one is cut and counted."""
    shown = [line(name, MAX_NAME) for name in names]
    if len(shown) > MAX_NAMES + 1:
        shown = [*shown[:MAX_NAMES], words.others.format(count=len(shown) - MAX_NAMES)]
    return Value(text=format_list(shown, locale=words.language), count=len(shown))


def _stage(stage: str, words: Phrases) -> str:
    return words.stages.get(stage, stage)


def _when(event: Event, report: Report | None) -> datetime:
    return (report.published or report.first_seen) if report else event.updated


def _time(moment: datetime, frame: Frame) -> str:
    return str(format_datetime(moment, frame.words.time, tzinfo=frame.zone, locale=frame.words.language))


def _span(span: timedelta, words: Phrases) -> str:
    return str(format_timedelta(span, threshold=2, locale=words.language))


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
        time=_time(report.published or report.first_seen, frame),
        url=web_address(report.url),
        copy=report.copy,
    )
