"""`python -m tests.torture [--rounds N] [--minutes N] [--seed N]`: kill -9 of daemon, senders and redis-server; prints the table."""

import argparse
import asyncio
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.newsroom import leftovers
from tests.torture.receivers import Receivers
from tests.torture.round import Round
from tests.torture.sums import Sums

DAEMONS = 5
"""Every so many rounds one sender is the whole daemon."""


async def torture(
    rounds: int,
    seed: int,
    told: Callable[[int, Sums], None] = lambda _number, _sums: None,
    enough: Callable[[], bool] = lambda: False,
) -> Sums:
    """`rounds` rounds, fewer if that is `enough`; `told` hears of each."""
    dice, total = random.Random(seed), Sums()
    for number in range(rounds):
        if enough():
            break
        receivers = Receivers()
        await receivers.start()
        try:
            with tempfile.TemporaryDirectory(prefix="newsbell-torture-") as folder:
                one = Round(
                    folder=Path(folder),
                    number=number,
                    receivers=receivers,
                    dice=random.Random(dice.random()),
                    daemon=number % DAEMONS == DAEMONS - 1,
                )
                try:
                    made = await one.run()
                finally:
                    leftovers.end(Path(folder))
        finally:
            await receivers.stop()
        told(number, made)
        total.add(made)
    return total


def main() -> int:
    args = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    args.add_argument("--rounds", type=int, default=1000)
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--minutes", type=float, default=0, help="end after so many, with the rounds done by then")
    given = args.parse_args()
    began = time.monotonic()

    def told(number: int, made: Sums) -> None:
        if made.faults or number % 10 == 9:
            seconds = time.monotonic() - began
            sys.stderr.write(f"round {number + 1}, {seconds / (number + 1):.1f} s each: {made.faults or 'fine'}\n")

    asked: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):  # the round under way is done, then comes the table
        signal.signal(number, lambda got, _frame: asked.append(got))

    def enough() -> bool:
        return bool(asked) or (bool(given.minutes) and time.monotonic() - began > 60 * given.minutes)

    total = asyncio.run(torture(given.rounds, given.seed, told, enough))
    sys.stdout.write(f"{total.table()}\n\n{(time.monotonic() - began) / 60:.0f} minutes\n")
    sys.stdout.writelines(f"WRONG: {fault}\n" for fault in total.faults)
    return 1 if total.faults else 0


if __name__ == "__main__":
    sys.exit(main())
