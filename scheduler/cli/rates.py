"""`newsbell rates show|refresh`: the table by which amounts in rules are converted."""

import argparse
import asyncio
import sys
from pathlib import Path

import aiohttp

from config.errors import NewsbellError
from config.loader import load
from config.rates import REFRESHED, Rates, rates_of, rates_toml, with_shipped
from config.schema import Config
from crawler.ecb import ecb_rates
from pipelines.errors import BadInput
from pipelines.store.locks import make_private

TIMEOUT = 30.0
LARGEST = 5_000_000
"""Bytes of the file; the daily one has 2,000, the one of 90 days 300,000."""


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = commands.add_parser("rates", help="exchange rates for amounts in rules").add_subparsers(
        metavar="COMMAND", required=True
    )
    show = group.add_parser("show", help="the table in force, as a file of your own would have it")
    show.add_argument("--config", type=Path)
    show.set_defaults(run=_show)
    refresh = group.add_parser("refresh", help="read the European Central Bank's rates of the day")
    refresh.add_argument("--config", type=Path)
    refresh.set_defaults(run=lambda args: asyncio.run(_refresh(load(args.config))))


def _show(args: argparse.Namespace) -> int:
    sys.stdout.write(rates_toml(rates_of(load(args.config))))
    return 0


async def _refresh(config: Config) -> int:
    url = config.rates.url
    if config.rates.file is not None:
        raise NewsbellError(f"rates.file is set: {config.rates.file} is the table in force, and yours to change")
    try:
        rates = with_shipped(ecb_rates(await _fetch(url)))
    except BadInput as error:
        raise NewsbellError(f"{url}: {error}") from None
    file = config.data_dir / REFRESHED
    _write(file, rates)
    sys.stdout.write(
        f"{file}: {len(rates.per_euro)} currencies, rates of {rates.date}; in force after SIGHUP or the next start\n"
    )
    return 0


async def _fetch(url: str) -> bytes:
    timeout = aiohttp.ClientTimeout(total=TIMEOUT)
    try:
        async with aiohttp.ClientSession(timeout=timeout, trust_env=True) as session, session.get(url) as answer:
            if not answer.ok:
                raise NewsbellError(f"{url}: HTTP {answer.status}")
            content = await answer.content.read(LARGEST + 1)
            while len(content) <= LARGEST and (more := await answer.content.read(LARGEST)):
                content += more
    except (aiohttp.ClientError, TimeoutError) as error:
        raise NewsbellError(f"{url}: cannot be had: {type(error).__name__}") from None
    if len(content) > LARGEST:
        raise NewsbellError(f"{url}: larger than {LARGEST:,} bytes")
    return content


def _write(file: Path, rates: Rates) -> None:
    """In one step: whoever reads the file finds the old table or the new one."""
    make_private(file.parent)
    fresh = file.with_name(f".{file.name}.new")
    try:
        fresh.write_text(rates_toml(rates), "utf-8")
        fresh.replace(file)
    except OSError as error:
        raise NewsbellError(f"{file}: cannot be written: {error.strerror}") from None
