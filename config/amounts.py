"""Amounts of money as a configuration writes them: "1e9 USD", "500_000_000 EUR"."""

import re
from decimal import Decimal

_AMOUNT = re.compile(
    r"(?P<figure>[0-9]{1,15}(?:_[0-9]{3}){0,5}(?:\.[0-9]{1,6})?(?:[eE][0-9]{1,2})?) ?(?P<currency>[A-Z]{3})"
)


def parse_amount(text: str) -> str:
    """The amount in plain digits and its currency: "1000000000 USD".  Raises ValueError."""
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise ValueError("a number, a space and a currency of three capital letters")
    figure = Decimal(found["figure"].replace("_", ""))
    if not figure:
        raise ValueError("more than nothing")
    return f"{figure.normalize():f} {found['currency']}"


def split_amount(text: str) -> tuple[Decimal, str]:
    """The number and the currency of what `parse_amount` gave."""
    figure, _, currency = text.partition(" ")
    return Decimal(figure), currency
