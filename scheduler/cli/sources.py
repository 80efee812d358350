"""`newsbell sources list|add|test`."""

import argparse
import asyncio
import re
import sys
from functools import partial
from pathlib import Path
from typing import Any

from config.counted import counted
from config.errors import ConfigError, NewsbellError
from config.loader import load
from config.schema import Config, Source
from crawler.engine import CrawlEngine
from crawler.extract.page import extract_page
from pipelines.assemble import warm
from pipelines.clock import utc_now
from pipelines.model.entry import Entry
from pipelines.model.page import Page
from pipelines.model.source_state import PollResult, SourceState
from pipelines.model.story import Story
from pipelines.steps.compose import compose
from pipelines.store.access import open_store
from pipelines.workers import Workers
from scheduler.cli.crawl import chosen
from scheduler.cli.table import show
from scheduler.plan import next_poll

SHOWN = 10
"""Entries that `sources test` shows."""


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = commands.add_parser("sources", help="what is watched, and how each source fares")
    parts = group.add_subparsers(metavar="COMMAND", required=True)
    listing = parts.add_parser("list", help="every source with the state of its last poll")
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    listing.set_defaults(run=lambda args: asyncio.run(_list(args)))
    add = parts.add_parser("add", help="add a source to the configuration file")
    add.add_argument("name", metavar="NAME")
    add.add_argument("url", metavar="URL", help="feed, section page or news sitemap")
    add.add_argument("--spider", default="feeds")
    add.add_argument("--every", default="10m")
    add.add_argument("--language", help="ISO 639-1")
    add.add_argument("--owner", default="")
    add.set_defaults(run=_add)
    test = parts.add_parser("test", help="poll one source, show what it has; nothing is stored")
    test.add_argument("source", metavar="NAME|URL")
    test.add_argument("--spider", default="feeds", help="for a URL")
    test.set_defaults(run=lambda args: asyncio.run(_test(args)))
    for parser in (listing, add, test):
        parser.add_argument("--config", type=Path)


async def _list(args: argparse.Namespace) -> int:
    config = load(args.config)
    async with open_store(config) as store:
        states = await store.source_states()
    rows = (source_row(source, states.get(source.name)) for source in config.sources)
    columns = ("name", "language", "country", "spider", "state", "polls", "entries", "last_poll", "next_poll", "owner")
    show(rows, columns, as_json=args.json)
    return 0


def source_row(source: Source, state: SourceState | None) -> dict[str, Any]:
    """A source and how it fares."""
    state = state or SourceState(name=source.name)
    word = "off" if not source.enabled else "never polled" if not state.polls else state.reason or "well"
    return {
        "name": source.name,
        "language": source.language,
        "country": source.country,
        "owner": source.owner,
        "spider": source.spider,
        "url": source.url,
        "state": word,
        "detail": state.detail,
        "failures": state.failures,
        "polls": state.polls,
        "not_modified": state.not_modified,
        "entries": state.entries,
        "last_poll": _moment(state.last_poll),
        "last_success": _moment(state.last_success),
        "newest": _moment(state.newest),
        "next_poll": _moment(next_poll(source, state)) if state.polls else None,
    }


def _moment(when: Any) -> str | None:  # noqa: ANN401 — a datetime or None
    return when.isoformat(timespec="seconds") if when else None


def _add(args: argparse.Namespace) -> int:
    """Append the source to the file, unless the file would be wrong with it."""
    path = args.config or Path("newsbell.toml")
    if not path.exists():
        raise NewsbellError(f"{path}: no such file; write one with: newsbell init {path}")
    before = path.read_text("utf-8")
    path.write_text(before.rstrip("\n") + "\n\n" + source_text(args), "utf-8")
    try:
        config = load(path)
    except ConfigError:
        path.write_text(before, "utf-8")
        raise
    sys.stdout.write(f"added {args.name} to {path}; it now names {counted(len(config.sources), 'source')}\n")
    sys.stdout.write(f"try it: newsbell sources test {args.name} --config {path}\n")
    return 0


def source_text(args: argparse.Namespace) -> str:
    """The TOML of one source."""
    fields = {"name": args.name, "spider": args.spider, "url": args.url, "every": args.every}
    fields |= {key: value for key in ("language", "owner") if (value := getattr(args, key))}
    lines = [f'{key} = "{_quoted(value)}"' for key, value in fields.items()]
    return "\n".join(["[[sources]]", *lines]) + "\n"


def _quoted(text: str) -> str:
    return re.sub(r'[\\"]', r"\\\g<0>", "".join(c for c in text if c.isprintable()))


async def _test(args: argparse.Namespace) -> int:
    config = load(args.config)
    source = _source(config, args)
    desk = Looker(config)
    workers = Workers(1, partial(warm, config.kinds))
    engine = CrawlEngine(config, desk, workers)
    try:
        await engine.start()
        result = await engine.poll(source, SourceState(name=source.name))
    finally:
        await engine.stop()
        workers.close()
    return say(result, desk.stories)


def _source(config: Config, args: argparse.Namespace) -> Source:
    if re.match(r"https?://", args.source):
        return Source(name="test", url=args.source, spider=args.spider)
    return chosen(config, [args.source])[0]


def say(result: PollResult, stories: list[Story]) -> int:
    """Print what a poll brought."""
    if not result.ok:
        sys.stdout.write(f"failed: {result.reason}: {result.detail}\n")
        return 1
    sys.stdout.write(f"{counted(result.found, 'entry', 'entries')}; the newest {len(stories)}:\n")
    rows = (
        {
            "published": _moment(s.published),
            "lang": s.lang,
            "body": counted(len(s.body), "character"),
            "title": s.title,
        }
        for s in stories
    )
    show(rows, ("published", "lang", "body", "title"), as_json=False)
    return 0


class Looker:
    """A desk that keeps the first stories to look at, and stores nothing."""

    def __init__(self, config: Config) -> None:
        self._sources = {source.name: source for source in config.sources}
        self.stories: list[Story] = []

    async def unseen(self, _source: Source, entries: Any) -> Any:  # noqa: ANN401 — as the protocol has it
        return list(entries)[:SHOWN]

    async def take(self, source: Source, entry: Entry, page: Page | None, failure: str = "") -> Story | None:
        extracted = extract_page(page, entry) if page else None
        story = compose(source.name, source.owner, source.language, entry, extracted, utc_now())
        self.stories.append(story)
        if failure:
            sys.stdout.write(f"page not had ({failure}): {entry.url}\n")
        return story
