"""The silences that commands look at when they only try rules: those of the store, where its server runs anyway."""

import argparse
import sys

from config.errors import NewsbellError
from config.schema import Config
from pipelines.model.silence import Silence
from pipelines.store.access import running_silences


def add_option(parser: argparse.ArgumentParser) -> None:
    """`--no-silences`."""
    parser.add_argument("--no-silences", action="store_true", help="as if nothing were silenced")


async def silences_for(args: argparse.Namespace, config: Config) -> tuple[Silence, ...]:
    """The store's silences; none where they are not asked for or cannot be had.  Standard error says which it was."""
    if args.no_silences:
        return ()
    try:
        found = await running_silences(config)
    except NewsbellError as error:
        sys.stderr.write(f"the store's silences are not looked at: {error}\n")
        return ()
    if found is None:
        return ()
    sys.stderr.write(f"the store's silences are looked at: {len(found)}\n")
    return found
