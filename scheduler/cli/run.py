"""`newsbell run`: the daemon."""

import argparse
import sys
from pathlib import Path

import structlog

from config.loader import load
from scheduler import logs
from scheduler.daemon import run_daemon

log = structlog.get_logger()


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("run", help="the daemon: schedule, crawl, understand, alert")
    parser.add_argument(
        "--config", type=Path, help="a TOML file; else NEWSBELL_CONFIG, ./newsbell.toml, shipped defaults"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 once stopped."""
    config = load(args.config)
    logs.configure(config.log, sys.stdout)
    for note in config.notes:
        log.warning("configuration", note=note)
    return run_daemon(config, args.config)
