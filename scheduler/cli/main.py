"""The console script.  A command's module is loaded when the command is called: what it does not need costs no time,
and worker processes, which load the script again, stay small.
"""

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module

from config.errors import ConfigError, NewsbellError
from config.schema import LogSettings
from scheduler import logs

EXIT_INTERRUPTED = 130

COMMANDS = {
    "run": "run",
    "crawl": "crawl",
    "init": "configure",
    "config": "configure",
    "analyze": "analyze",
    "extract": "extract",
    "replay": "replay",
    "eval": "evaluate",
    "explain": "explain",
    "events": "lists",
    "stories": "lists",
    "alerts": "lists",
    "outbox": "outbox",
    "sources": "sources",
    "notify": "notify",
    "rules": "rules",
    "rates": "rates",
    "silences": "silences",
    "health": "health",
    "backup": "backup",
    "restore": "backup",
}
"""Each command with the module of `scheduler.cli` that registers and runs it."""


def parser(words: Iterable[str] = tuple(COMMANDS)) -> argparse.ArgumentParser:
    """The commands `words` with their arguments (`docs/reference/commands.md` is generated from all of them)."""
    top = argparse.ArgumentParser(
        prog="newsbell",
        description="Tells you, once, that something new happened in the AI industry.",
        allow_abbrev=False,
    )
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    for module in dict.fromkeys(COMMANDS[word] for word in words):
        import_module(f"scheduler.cli.{module}").register(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code of the command: 0, 1 where it failed in part, 2 where configuration or store were refused."""
    words = sys.argv[1:] if argv is None else argv
    known = parser(words[:1]) if words and words[0] in COMMANDS else parser()
    args = known.parse_args(words)
    logs.configure(LogSettings(level="warning"), sys.stderr)
    try:
        code: int = args.run(args)
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    except NewsbellError as error:
        sys.stderr.write(f"newsbell: {error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code
