"""Writes docs/reference from the code: `python -m tools.docs`.  With --check nothing is written: exit 1 where a page is
not what the code says.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from config.durations import format_duration
from config.kinds import kinds
from config.loader import catalogue
from pipelines.store.keys import table_markdown
from scheduler.cli.main import parser
from scheduler.metrics import TABLE
from tools.reference_commands import cell, commands
from tools.reference_settings import configuration
from tools.webhook_schema import webhook_schema

FOLDER = Path(__file__).parent.parent / "docs" / "reference"
MEND = "make docs"
_NOTE = f"<!-- Generated from the code by `python -m tools.docs`. Change the code, then: {MEND} -->"


def keys() -> str:
    return "Everything newsbell keeps is in Redis, under these keys and no others.\n\n" + table_markdown().rstrip()


def sources() -> str:
    """The shipped catalogue."""
    rows = ["| name | owner | country | language | polled | address |", "|---|---|---|---|---|---|"]
    shipped = catalogue()
    for source in shipped:
        when = f"`{source.cron}`" if source.cron else format_duration(source.every) if source.every else ""
        state = when if source.enabled else "off"
        names = (source.name, source.owner, source.country, source.language or "", state, f"<{source.url}>")
        rows.append(f"| {' | '.join(cell(name) for name in names)} |")
    languages = len({source.language for source in shipped})
    head = f"{len(shipped)} sources in {languages} languages. Where no time is given, the plan polls every 10 minutes."
    return head + "\n\n" + "\n".join(rows)


def metrics() -> str:
    """What `/metrics` shows."""
    rows = ["| name | type | labels | |", "|---|---|---|---|"]
    for row in TABLE:
        labels = ", ".join(f"`{label}`" for label in row.labels)
        rows.append(f"| `{row.name}` | {row.type} | {labels} | {cell(row.help)} |")
    head = "`/metrics` on `dashboard.listen` shows these, and those of the process itself (`process_…`)."
    return head + "\n\n" + "\n".join(rows)


def kinds_page() -> str:
    """The kinds of events."""
    parts = [
        "A kind is a file in `config/data/kinds/`, or one of your own (see [add a kind](../how-to/add-a-kind.md)). Its updates are the stages that are alerted again, in the first alert's thread."
    ]
    for kind in kinds().values():
        same = ", ".join(f"`{stage}` counts as `{as_what}`" for stage, as_what in kind.same_stage.items())
        rows = (
            ("stages", ", ".join(kind.stages) + (f" ({same} when news are compared)" if same else "")),
            ("updates", ", ".join(kind.updates) or "none"),
            ("roles", ", ".join(kind.roles)),
            ("same event", f"same {' and '.join(kind.identity)}, within {kind.window_days} days"),
        )
        parts.append(f"## {kind.name}\n\n| | |\n|---|---|\n" + "\n".join(f"| {name} | {text} |" for name, text in rows))
    return "\n\n".join(parts)


PAGES: Mapping[str, tuple[str, Callable[[], str]]] = {
    "configuration": ("Configuration", configuration),
    "commands": ("Commands", lambda: commands(parser())),
    "keys": ("Keys in Redis", keys),
    "sources": ("Shipped sources", sources),
    "metrics": ("Metrics", metrics),
    "kinds": ("Kinds of events", kinds_page),
}


def page(name: str) -> str:
    title, body = PAGES[name]
    return f"{_NOTE}\n\n# {title}\n\n{body().strip()}\n"


FILES: Mapping[str, Callable[[], str]] = {
    **{f"{name}.md": partial(page, name) for name in PAGES},
    "webhook.schema.json": webhook_schema,
}


def main(argv: list[str] | None = None) -> int:
    args = argparse.ArgumentParser(prog="python -m tools.docs", description=__doc__)
    args.add_argument("--check", action="store_true", help="write nothing; exit 1 where a page is out of date")
    checking = args.parse_args(argv).check
    stale = [name for name, made in FILES.items() if _read(FOLDER / name) != made()]
    if checking and stale:
        names = ", ".join(f"docs/reference/{name}" for name in stale)
        sys.stderr.write(f"out of date: {names}\nmend with: {MEND}\n")
        return 1
    for name in stale:
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / name).write_text(FILES[name](), "utf-8", newline="\n")
        sys.stdout.write(f"wrote docs/reference/{name}\n")
    return 0


def _read(file: Path) -> str:
    return file.read_text("utf-8") if file.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
