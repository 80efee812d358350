"""Exchange rates: a dated table, shipped with newsbell, refreshed by command, or a file of the user's own."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from config.errors import ConfigError
from config.schema import Config

REFRESHED = "rates.toml"
"""In `data_dir`: what `newsbell rates refresh` wrote."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rates:
    """`per_euro`: what one euro is worth in each currency, with the euro itself."""

    date: dt.date
    source: str
    per_euro: Mapping[str, Decimal]

    def convert(self, amount: Decimal, currency: str, to: str) -> Decimal | None:
        """`amount` in the currency `to`; None where the table lacks one of the two."""
        if currency == to:
            return amount
        if currency not in self.per_euro or to not in self.per_euro:
            return None
        return amount * self.per_euro[to] / self.per_euro[currency]


def rates_of(config: Config) -> Rates:
    """The table in force: the configured file, else the newest of the refreshed one and the shipped one.

    Raises ConfigError for a file that cannot be read.
    """
    if config.rates.file is not None:
        return _from_file(config.rates.file)
    refreshed = config.data_dir / REFRESHED
    if not refreshed.is_file():
        return shipped_rates()
    return max(_from_file(refreshed), shipped_rates(), key=lambda rates: rates.date)


@cache
def shipped_rates() -> Rates:
    return parse_rates(files("config").joinpath("data/rates.toml").read_text("utf-8"))


def _from_file(file: Path) -> Rates:
    try:
        return parse_rates(file.read_text("utf-8"))
    except OSError as error:
        raise ConfigError((f"{file.name} cannot be read: {error.strerror}",)) from None
    except ValueError as error:
        raise ConfigError((f"{file.name} is no table of rates: {error}",)) from None


def parse_rates(text: str) -> Rates:
    """The table in a TOML text.  Raises ValueError with what is wrong."""
    table = tomllib.loads(text)
    date = table.get("date")
    if not isinstance(date, dt.date):
        raise ValueError("date: expected a date such as 2026-10-30")  # noqa: TRY004 — one error for all that is wrong
    per_euro = {"EUR": Decimal(1)} | _figures(table.get("per_euro"), "per_euro")
    dollar = per_euro.get("USD")
    if dollar is not None:
        more = _figures(table.get("per_dollar", {}), "per_dollar")
        per_euro |= {currency: rate * dollar for currency, rate in more.items() if currency not in per_euro}
    return Rates(date=date, source=str(table.get("source", "")), per_euro=MappingProxyType(per_euro))


def _figures(table: Any, name: str) -> dict[str, Decimal]:  # noqa: ANN401 — what TOML holds
    if not isinstance(table, dict):
        raise ValueError(f"{name}: expected a table of rates")  # noqa: TRY004 — one error for all that is wrong
    found = {}
    for currency, figure in table.items():
        try:
            found[currency] = Decimal(str(figure))
        except InvalidOperation:
            raise ValueError(f"{name}.{currency}: expected a number") from None
        if not (found[currency].is_finite() and found[currency] > 0):
            raise ValueError(f"{name}.{currency}: expected a number above 0")
    return found


def with_shipped(rates: Rates) -> Rates:
    """`rates`, and for currencies that they lack the shipped table's rate to the dollar."""
    shipped = shipped_rates()
    dollar = rates.per_euro.get("USD")
    if dollar is None:
        return rates
    shift = dollar / shipped.per_euro["USD"]
    more = {name: figure * shift for name, figure in shipped.per_euro.items() if name not in rates.per_euro}
    return replace(rates, per_euro=MappingProxyType({**rates.per_euro, **more}))


def rates_toml(rates: Rates) -> str:
    """The table as `parse_rates` reads it."""
    lines = (f'{currency} = "{figure:f}"' for currency, figure in sorted(rates.per_euro.items()))
    return f'date = {rates.date}\nsource = "{rates.source}"\n\n[per_euro]\n' + "\n".join(lines) + "\n"
