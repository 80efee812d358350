"""The console script: one subcommand a module."""

import argparse
import os
import sys
from collections.abc import Sequence

from config.errors import ConfigError, NewsbellError
from scheduler.cli import analyze, configure, crawl, evaluate, explain, extract, lists, notify, replay, run, sources

EXIT_FAILED = 1
EXIT_REFUSED = 2


def parser() -> argparse.ArgumentParser:
    """All commands with their arguments (`docs/reference/commands.md` is generated from this)."""
    top = argparse.ArgumentParser(
        prog="newsbell",
        description="Tells you, once, that something new happened in the AI industry.",
        allow_abbrev=False,
    )
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    for module in (run, crawl, configure, analyze, extract, replay, evaluate, explain, lists, sources, notify):
        module.register(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code of the command: 0, 1 where it failed in part, 2 where configuration or store were refused."""
    args = parser().parse_args(argv)
    try:
        code: int = args.run(args)
    except ConfigError as error:
        for problem in error.problems:
            sys.stderr.write(f"{problem}\n")
        return EXIT_REFUSED
    except NewsbellError as error:
        sys.stderr.write(f"newsbell: {error}\n")
        return getattr(error, "exit_code", EXIT_FAILED)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code
