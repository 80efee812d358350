"""An amount of money with its currency."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Money:
    """`amount` in units of `currency` (ISO 4217): 97.4 billion dollars is 97400000000 USD."""

    amount: Decimal
    currency: str
