"""`newsbell rules list|test`: the rules, and what they would make of an event or of documents."""

import argparse
import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from config.durations import format_duration
from config.errors import NewsbellError
from config.kinds import kinds
from config.loader import load
from config.problems import suggestion
from config.schema import Config, Rule
from pipelines import flow
from pipelines.alerts.alerting import Alerting, alerting_from
from pipelines.alerts.money import figures
from pipelines.alerts.silences import set_by
from pipelines.clock import utc_now
from pipelines.model.kinds import Status
from pipelines.store.scratch import ScratchStore
from scheduler.cli.files import documents_in
from scheduler.cli.quiet import add_option, silences_for
from scheduler.cli.replay import in_time, owned
from scheduler.cli.table import show
from scheduler.documents import story_of
from scheduler.rule_trial import Trial, Verdict, trial_event, verdicts

COLUMNS = ("rule", "speaks", "at", "channels", "severity", "why")


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    rules = commands.add_parser("rules", help="the rules, and what they would say").add_subparsers(
        metavar="COMMAND", required=True
    )
    listing = rules.add_parser("list", help="the rules in their order")
    _common(listing, _list)
    test = rules.add_parser("test", help="which rules would speak, when, through which channels, and why not")
    test.add_argument(
        "input", metavar="IN.jsonl", nargs="?", help="documents, as for analyze; else an event is made up"
    )
    test.add_argument(
        "--at",
        type=_moment,
        help="when it arrives, such as 2026-06-01T12:00+07:00; without a zone that of [alerts] (now)",
    )
    test.add_argument("--rule", help="only this rule")
    test.add_argument("--kind", help="of the event (bid)")
    test.add_argument("--stage", help="of the event (the kind's first one that is no rumour)")
    test.add_argument("--status", choices=("new", "rumour", "denial"), default="new", help="how it is told (new)")
    test.add_argument("--actor", action="append", default=[], help="a party; may come twice: who, to whom")
    test.add_argument("--amount", help='of the event, such as "97.4e9 USD"')
    test.add_argument("--source", default="", help="the source that reports it")
    test.add_argument("--sources", type=int, default=1, metavar="N", help="independent sources that report it (1)")
    test.add_argument("--language", default="en", help="of the report (en)")
    test.add_argument("--confidence", type=float, default=1.0, help="of newsbell in the event (1.0)")
    test.add_argument("--told", action="append", default=[], metavar="STAGE", help="a stage that was told before")
    add_option(test)
    _common(test, _test)


def _common(parser: argparse.ArgumentParser, run: Any) -> None:  # noqa: ANN401 — a command
    parser.add_argument("--config", type=Path)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(run=run)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("expected a time such as 2026-06-01T12:00+07:00") from None


def _list(args: argparse.Namespace) -> int:
    config = load(args.config)
    rows = [_row(rule) for rule in config.rules]
    show(rows, ("rule", "severity", "tells", "waits", "channels"), as_json=args.json)
    return 0


def _row(rule: Rule) -> dict[str, Any]:
    filters = (*rule.kinds, *rule.stages, *rule.languages, *rule.sources, *rule.source_groups, *rule.countries)
    tells = [*filters, *rule.actors, *(f"not {name}" for name in rule.not_actors)]
    tells += [f"from {figures(rule.min_amount)}"] if rule.min_amount else []
    tells += [f"from {rule.min_sources} sources"] if rule.min_sources > 1 else []
    tells += [status for status in rule.statuses if status != Status.NEW.value]
    waits = [f"group_wait {format_duration(rule.group_wait)}"] if rule.group_wait else []
    waits += [f"digest {rule.digest}"] if rule.digest else []
    waits += [f"digest of {rule.digest_size}"] if rule.digest_size else []
    waits += [f"quiet {', '.join(rule.quiet_hours)}"] if rule.quiet_hours else []
    waits += [f"again every {format_duration(rule.remind_every)}"] if rule.remind_every else []
    return {
        "rule": rule.name,
        "severity": rule.severity,
        "tells": ", ".join(tells) or "everything new",
        "waits": ", ".join(waits) or "no",
        "channels": list(rule.channels),
    }


def _test(args: argparse.Namespace) -> int:
    config = load(args.config)
    alerting = _chosen(config, args.rule)
    if args.at and not args.at.tzinfo:
        args.at = args.at.replace(tzinfo=ZoneInfo(config.alerts.timezone))
    if args.input:
        return asyncio.run(_documents(args, alerting, config))
    return asyncio.run(_made_up(args, alerting, config))


async def _made_up(args: argparse.Namespace, alerting: Alerting, config: Config) -> int:
    now = args.at or utc_now()
    event, story = trial_event(_trial(args, config), alerting, now)
    silences = set_by(await silences_for(args, config), now)
    found = await verdicts(alerting, event, story, now, silences)
    show([_shown(verdict, now) for verdict in found], COLUMNS, as_json=args.json)
    return 0


def _chosen(config: Config, name: str | None) -> Alerting:
    alerting = alerting_from(config)
    if name is None:
        return alerting
    rule = alerting.rule(name)
    if rule is None:
        raise NewsbellError(f"no rule {name!r}; {suggestion(name, [rule.name for rule in config.rules])}")
    return alerting_from(replace(config, rules=(rule,)))


def _trial(args: argparse.Namespace, config: Config) -> Trial:
    kind = _known("kind", args.kind or next(iter(kinds())), kinds())
    stages = kinds()[kind].stages
    source = args.source and _known("source", args.source, {source.name: source for source in config.sources})
    return Trial(
        kind=kind,
        stage=_known("stage", args.stage or stages[1], dict.fromkeys(stages)),
        status=Status(args.status),
        actors=tuple(args.actor),
        amount=args.amount or "",
        source=source,
        sources=args.sources,
        language=args.language,
        confidence=args.confidence,
        told=tuple(args.told),
    )


def _known(what: str, name: str, names: Mapping[str, object]) -> str:
    if name not in names:
        raise NewsbellError(f"no {what} {name!r}; {suggestion(name, names)}")
    return name


async def _documents(args: argparse.Namespace, alerting: Alerting, config: Config) -> int:
    """The whole pipeline over documents, each with what the rules make of what it reports."""
    documents = documents_in(args.input)
    scratch, rows = ScratchStore(), []
    known = await silences_for(args, config)
    for arrived, doc in in_time(documents):
        now = args.at or arrived
        silences = set_by(known, now)
        draft = flow.make_sense(flow.read(owned(story_of(doc, now), alerting)))
        settled = await scratch.settle(
            flow.query(draft), partial(flow.conclude, draft, alerting=flow.silent, now=now, entry_key=None)
        )
        for event in settled.events:
            told, _, _ = alerting(event, settled.story, now, silences)
            rows += [
                _shown(v, now) | {"document": doc.document_id}
                for v in await verdicts(alerting, event, settled.story, now, silences)
            ]
            scratch.replace_event(told)
    show(rows, ("document", *COLUMNS), as_json=args.json)
    return 0


def _shown(verdict: Verdict, now: datetime) -> dict[str, Any]:
    """Times on the clock on which the question was asked."""
    return {
        "rule": verdict.rule,
        "speaks": "yes" if verdict.at else "no",
        "at": verdict.at.astimezone(now.tzinfo).isoformat(timespec="seconds") if verdict.at else None,
        "channels": list(verdict.channels),
        "severity": verdict.severity or None,
        "why": verdict.why,
    }
