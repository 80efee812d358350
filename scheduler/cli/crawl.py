"""`newsbell crawl`: one pass over the named (or all) sources, alerts included."""

import argparse
import asyncio
import difflib
import sys
from pathlib import Path

from config.counted import counted
from config.errors import NewsbellError
from config.loader import load
from config.schema import Config, Source
from scheduler import logs
from scheduler.once import crawl_once


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("crawl", help="one pass over sources, alerts included, then exit")
    parser.add_argument("sources", metavar="SOURCE", nargs="*", help="names of sources; none: all")
    parser.add_argument("--config", type=Path)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0, or 1 where a source failed."""
    config = load(args.config)
    sources = chosen(config, args.sources)
    logs.configure(config.log, sys.stderr)
    results = asyncio.run(crawl_once(config, sources))
    for result in results:
        found = (
            "not modified" if result.not_modified else f"{counted(result.found, 'entry', 'entries')}, {result.new} new"
        )
        sys.stdout.write(f"{result.source}: {found if result.ok else f'failed: {result.reason}: {result.detail}'}\n")
    return 0 if all(result.ok for result in results) else 1


def chosen(config: Config, names: list[str]) -> tuple[Source, ...]:
    """The sources with these names; raises for a name that none has, with the nearest one."""
    by_name = {source.name: source for source in config.sources}
    for name in names:
        if name not in by_name:
            near = difflib.get_close_matches(name, by_name, 1)
            raise NewsbellError(f"no source {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
    return tuple(by_name[name] for name in names) or tuple(s for s in config.sources if s.enabled)
