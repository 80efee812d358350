"""Events, alerts and settings for the tests of rules, messages and channels.  Every text was written for them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from zoneinfo import ZoneInfo

from config.phrases import phrases
from config.schema import Rule
from pipelines.model.alert import Alert
from pipelines.model.event import Event, Report
from pipelines.model.kinds import AlertReason, Status
from pipelines.model.money import Money
from pipelines.model.story import Story
from pipelines.notify.templates import Templates
from pipelines.notify.wording import Frame
from pipelines.notify.writer import Writer

NOW = datetime(2025, 2, 10, 19, 0, tzinfo=UTC)
DAY = timedelta(hours=24)
ENGLISH = Frame(words=phrases("en"), zone=ZoneInfo("UTC"))
VIETNAMESE = Frame(words=phrases("vi"), zone=ZoneInfo("Asia/Ho_Chi_Minh"))
SHIPPED = Templates()


def writer_of(frame: Frame = ENGLISH) -> Writer:
    return Writer(frame=frame, templates=SHIPPED)


def usd(amount: str, currency: str = "USD") -> Money:
    return Money(amount=Decimal(amount), currency=currency)


def a_story(story_id: str = "s1", *, age: timedelta = timedelta(minutes=5), seen: datetime = NOW, **changes) -> Story:
    story = Story(
        story_id=story_id,
        source="daily",
        owner="The Daily",
        url=f"https://daily.example/{story_id}",
        title="A consortium bids for the maker of a chatbot",
        published=seen - age,
        first_seen=seen,
        lang="en",
    )
    return replace(story, **changes)


def a_report(story: Story | None = None, **changes) -> Report:
    story = story or a_story()
    report = Report(
        story_id=story.story_id,
        source=story.source,
        owner=story.owner,
        title=story.title,
        url=story.url,
        lang=story.lang or "",
        published=story.published,
        first_seen=story.first_seen,
        status=Status.NEW,
        stage="offered",
        evidence="The consortium offered 97.4 billion dollars on Monday.",
    )
    return replace(report, **changes)


def an_event(*reports: Report, told: dict[str, Sequence[str]] | None = None, **changes) -> Event:
    reports = reports or (a_report(),)
    event = Event(
        event_id="e1",
        kind="bid",
        stage=reports[-1].stage,
        status=reports[-1].status,
        roles=MappingProxyType({"acquirer": ("xAI",), "target": ("OpenAI",)}),
        amount=usd("97400000000"),
        confidence=0.9,
        headline=reports[0].title,
        evidence=reports[0].evidence,
        lang=reports[0].lang,
        first_seen=reports[0].first_seen,
        updated=reports[-1].first_seen,
        reports=reports,
        alerted=MappingProxyType({rule: tuple(stages) for rule, stages in (told or {}).items()}),
    )
    return replace(event, **changes)


def a_rule(**changes) -> Rule:
    return replace(Rule(name="deals", channels=("desk-mail",)), **changes)


def an_alert(event: Event | None = None, **changes) -> Alert:
    event = event or an_event()
    name = changes.get("alert_id", "a1")
    alert = Alert(
        alert_id=name,
        thread_id=name,
        rule="deals",
        reason=AlertReason.NEW,
        event=event,
        story_id=event.reports[-1].story_id,
        channels=("desk-mail",),
        at=NOW,
    )
    return replace(alert, **changes)
