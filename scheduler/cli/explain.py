"""`newsbell explain URL|STORY_ID`: why this story did or did not raise an alert, step by step."""

import argparse
import asyncio
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.loader import load
from config.phrases import phrases
from config.schema import Config, Rule
from pipelines.alerts.alerting import terms_of
from pipelines.alerts.case import Terms
from pipelines.alerts.rules import amount_note, why_not
from pipelines.alerts.threads import last_alert
from pipelines.clock import utc_now
from pipelines.model.delivery import Delivery, DeliveryState
from pipelines.model.event import Event
from pipelines.model.mention import Mention
from pipelines.model.settlement import Settlement
from pipelines.model.story import Story
from pipelines.notify.escape import line as one_line
from pipelines.notify.message import what_happened
from pipelines.store.access import open_store
from pipelines.store.store import Store
from scheduler.reasons import joined_words, mention_lines, reading_lines

LONGEST = 1000
"""Characters of one line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """What an explanation stands on.  `deliveries`: of each rule's newest alert, by event and rule."""

    config: Config
    terms: Terms
    deliveries: Mapping[tuple[str, str], Sequence[Delivery]]


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("explain", help="why a story did or did not raise an alert, step by step")
    parser.add_argument("story", metavar="URL|STORY_ID")
    parser.add_argument("--config", type=Path)
    parser.set_defaults(run=lambda args: asyncio.run(_explain(args)))


async def _explain(args: argparse.Namespace) -> int:
    config = load(args.config)
    async with open_store(config) as store:
        settlement = await store.story(args.story)
        if settlement is None:
            sys.stderr.write(f"{args.story}: not known: it was never settled, or was forgotten after its time\n")
            return 1
        events = await _events(store, settlement)
        terms = terms_of(config, tuple(await store.silences()))
        ground = Ground(config=config, terms=terms, deliveries=await _deliveries(store, events))
        for line in explanation(settlement, events, ground):
            indent = len(line) - len(line.lstrip())
            sys.stdout.write(" " * indent + one_line(line, LONGEST) + "\n")
    return 0


async def _events(store: Store, settlement: Settlement) -> dict[str, Event]:
    found = {event_id: await store.event(event_id) for event_id in settlement.event_ids if event_id}
    return {event_id: event for event_id, event in found.items() if event is not None}


async def _deliveries(store: Store, events: Mapping[str, Event]) -> dict[tuple[str, str], list[Delivery]]:
    return {
        (event.event_id, rule): await store.alert_deliveries(last_alert(event.event_id, rule, told))
        for event in events.values()
        for rule, told in event.alerted.items()
        if told
    }


def explanation(settlement: Settlement, events: dict[str, Event], ground: Ground) -> Iterator[str]:
    """The story's way, line by line."""
    story, disposition, reading = settlement.story, settlement.disposition, settlement.reading
    yield f"{story.title}"
    yield f"  story {story.story_id} from {story.source}, first seen {story.first_seen:%Y-%m-%d %H:%M:%S %Z}"
    yield f"  published {story.published.isoformat() if story.published else 'unknown'}  {story.url or ''}"
    detail = f": {disposition.detail}" if disposition.detail else ""
    reason = f" ({disposition.reason})" if disposition.reason else ""
    yield f"ended as {disposition.outcome.value}{reason}{detail}"
    if disposition.copy_of:
        yield f"  its original is story {disposition.copy_of}; a copy adds a source to the same events and never alerts"
    if reading is None:
        return
    yield from reading_lines(reading)
    for mention, event_id in zip(reading.mentions, settlement.event_ids, strict=False):
        yield from mention_lines(mention, reading)
        yield from _event(mention, events.get(event_id), settlement, ground)


def _event(mention: Mention, event: Event | None, settlement: Settlement, ground: Ground) -> Iterator[str]:
    """The event that the mention is of, why it is that one, and what every rule made of it."""
    if event is None:
        yield "  its event was forgotten after its time"
        return
    story = settlement.story
    yield f"  event {event.event_id}: {what_happened(event, phrases(ground.config.alerts.language))}"
    yield f"    {joined_words(mention, story.when, story.story_id, event)}"
    for rule in ground.config.rules:
        yield from _rule(rule, event, story, ground)


def _rule(rule: Rule, event: Event, story: Story, ground: Ground) -> Iterator[str]:
    """What the rule told of the event, or why it is silent; what was held back, and how amounts were converted."""
    terms = ground.terms
    told = event.alerted.get(rule.name, ())
    if told:
        yield f"  rule {rule.name}: told of {', '.join(told)}"
        for row in ground.deliveries.get((event.event_id, rule.name), ()):
            yield f"    {row.channel}: {_standing(row)}"
    else:
        yield f"  rule {rule.name}: silent: {why_not(rule, event, story, now=utc_now(), terms=terms)}"
    for hush in event.silenced:
        if hush.rule == rule.name:
            yield f"    {hush.mark} was silenced at {hush.at:%Y-%m-%d %H:%M %Z} by {hush.silence_id}: {hush.reason}"
    if note := amount_note(rule, event, terms):
        yield f"    {note}"


def _standing(row: Delivery) -> str:
    """How far the newest alert's delivery has come, and why no further."""
    due = f" until {row.due:%Y-%m-%d %H:%M %Z} at the latest" if row.state is DeliveryState.HELD else ""
    return f"{row.state.value}{due}" + (f" ({row.reason})" if row.reason else "")
