"""`newsbell notify test CHANNEL`: one test alert through one channel."""

import argparse
import asyncio
import difflib
import sys
from pathlib import Path

from config.errors import NewsbellError
from config.loader import load
from pipelines.notify.factory import channels_from


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    notify = commands.add_parser("notify", help="try the channels")
    tests = notify.add_subparsers(metavar="COMMAND", required=True)
    test = tests.add_parser("test", help="send one test alert through one channel")
    test.add_argument("channel", metavar="CHANNEL")
    test.add_argument("--config", type=Path)
    test.set_defaults(run=lambda args: asyncio.run(_test(args)))


async def _test(args: argparse.Namespace) -> int:
    channels = channels_from(load(args.config))
    channel = channels.get(args.channel)
    if channel is None:
        near = difflib.get_close_matches(args.channel, channels, 1)
        hint = f"; did you mean {near[0]!r}?" if near else f"; there are: {', '.join(channels) or 'none'}"
        raise NewsbellError(f"no channel {args.channel!r}{hint}")
    try:
        answer = await channel.check()
    finally:
        for each in channels.values():
            await each.close()
    sys.stdout.write(f"{args.channel}: {answer}\n")
    return 0
