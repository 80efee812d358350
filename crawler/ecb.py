"""The European Central Bank's daily file of reference rates."""

import datetime as dt
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from lxml import etree

from config.rates import Rates
from crawler.xml_guard import check_shape, guard_xml
from pipelines.errors import BadInput, PollError

SOURCE = "European Central Bank, euro foreign exchange reference rates"
FEWEST = 5
"""Currencies: a file with fewer is not that file."""


def ecb_rates(content: bytes) -> Rates:
    """The newest day's rates in the file.  BadInput for what is no such file."""
    days: list[tuple[dt.date, dict[str, Decimal]]] = []
    for cube in _root(content).iter("{*}Cube"):
        if "time" in cube.attrib:
            days.append((_date(cube.attrib["time"]), {}))
        elif "currency" in cube.attrib and days:
            days[-1][1][cube.attrib["currency"]] = _rate(cube.attrib.get("rate", ""))
    if not days:
        raise BadInput("no rates: expected a file like eurofxref-daily.xml")
    date, rates = max(days, key=lambda day: day[0])
    if len(rates) < FEWEST:
        raise BadInput(f"only {len(rates)} rates: expected a file like eurofxref-daily.xml")
    return Rates(date=date, source=SOURCE, per_euro=MappingProxyType({"EUR": Decimal(1)} | rates))


def _root(content: bytes) -> etree._Element:
    try:
        text = guard_xml(content.decode("utf-8", "replace"))
        check_shape(text)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        return etree.fromstring(text.encode(), parser)
    except (PollError, etree.XMLSyntaxError, ValueError) as error:
        raise BadInput(f"no XML: {error}") from None


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"time={text!r}: expected a date") from None


def _rate(text: str) -> Decimal:
    try:
        rate = Decimal(text)
    except InvalidOperation:
        raise BadInput(f"rate={text!r}: expected a number") from None
    if not (rate.is_finite() and rate > 0):
        raise BadInput(f"rate={text!r}: expected a number above 0")
    return rate
