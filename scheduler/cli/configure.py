"""`newsbell init` and `newsbell config check`."""

import argparse
import sys
from pathlib import Path

from config.counted import counted
from config.init import init_text
from config.loader import load
from pipelines.notify.factory import check_channels
from pipelines.understanding.kind_words import check_kind_words


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    init = commands.add_parser("init", help="write a commented configuration to start from")
    init.add_argument("file", metavar="FILE", nargs="?", type=Path, default=Path("newsbell.toml"))
    init.set_defaults(run=run_init)
    config = commands.add_parser("config", help="look at the configuration")
    checks = config.add_subparsers(metavar="COMMAND", required=True)
    check = checks.add_parser("check", help="name every bad key with its place")
    check.add_argument("--config", type=Path)
    check.set_defaults(run=run_check)


def run_init(args: argparse.Namespace) -> int:
    """0, or 1 where the file is there already or cannot be written."""
    try:
        with args.file.open("x", encoding="utf-8") as file:
            file.write(init_text())
    except FileExistsError:
        sys.stderr.write(f"{args.file}: is there already, and stays as it is\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{args.file}: cannot be written: {error.strerror}\n")
        return 1
    sys.stdout.write(
        f"wrote {args.file}\nnext: fill in a mail server or a Slack webhook there, then\n"
        f"  newsbell config check --config {args.file}\n  newsbell run --config {args.file}\n"
    )
    return 0


def run_check(args: argparse.Namespace) -> int:
    """0; a bad configuration raises ConfigError, which the console script turns into 2."""
    config = load(args.config)
    check_channels(config)
    check_kind_words()
    sys.stdout.write(
        f"good: {counted(len(config.sources), 'source')}, {counted(len(config.channels), 'channel')}, {counted(len(config.rules), 'rule')}\n"
    )
    sys.stdout.write("".join(f"note: {note}\n" for note in config.notes))
    return 0
