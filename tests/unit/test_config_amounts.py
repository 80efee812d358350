"""Amounts and hours as a configuration writes them."""

from datetime import time
from decimal import Decimal

import pytest

from config.amounts import parse_amount, split_amount
from config.hours import parse_hours, split_hours


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("1e9 USD", 1_000_000_000),
        ("500_000_000 USD", 500_000_000),
        ("2.5E6 USD", 2_500_000),
        ("10USD", 10),
        ("0.5 USD", "0.5"),
    ],
)
def test_amounts(text, figure):
    assert split_amount(parse_amount(text)) == (Decimal(figure), "USD")


@pytest.mark.parametrize(
    "text", ["1e9", "USD 1e9", "1e9 usd", "-1 USD", "0 USD", "1e999 USD", "1,000 USD", "1 US", "", "9" * 99 + " USD"]
)
def test_no_amounts(text):
    with pytest.raises(ValueError):
        parse_amount(text)


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [("22:00-07:00", time(22), time(7)), ("00:00-24:00", None, None), ("12:30-24:00", time(12, 30), time(0))],
)
def test_hours(text, begin, end):
    if begin is None:
        with pytest.raises(ValueError):
            parse_hours(text)
    else:
        assert split_hours(parse_hours(text)) == (begin, end)


@pytest.mark.parametrize(
    "text", ["22-07", "24:00-07:00", "22:00-24:30", "22:60-07:00", "22:00 - 07:00", "07:00-07:00", ""]
)
def test_no_hours(text):
    with pytest.raises(ValueError):
        parse_hours(text)
