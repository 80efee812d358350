"""Amounts before a rule: converted by the table of rates, which is named.  Pure."""

from decimal import Decimal

from config.amounts import split_amount
from pipelines.alerts.case import Case, Terms
from pipelines.model.money import Money


def amount_of(case: Case) -> Money | None:
    """What the event is about in money: the report's amount where it names one, else the event's."""
    return case.event.amount or case.report.amount


def below(money: Money | None, least: str, terms: Terms) -> str:
    """Why `money` is not at least `least`, in words; empty where it is."""
    if money is None:
        return f"no amount is known, {figures(least)} is the least"
    worth = converted(money, least, terms)
    if worth is None:
        return f"there is no rate from {money.currency} to {split_amount(least)[1]} in the table of {terms.rates.date}"
    if worth >= split_amount(least)[0]:
        return ""
    return f"{worth_text(money, least, terms)} is below {figures(least)}"


def converted(money: Money, least: str, terms: Terms) -> Decimal | None:
    """`money` in the currency of `least`; None where the table has no rate or the amount is no number."""
    if not money.amount.is_finite():
        return None
    return terms.rates.convert(money.amount, money.currency, split_amount(least)[1])


def worth_text(money: Money, least: str, terms: Terms) -> str:
    """The amount in words; where it is of another currency than `least`, also converted, with the rate and its date."""
    _, currency = split_amount(least)
    own = _text(money.amount, money.currency)
    worth = converted(money, least, terms)
    rate = terms.rates.convert(Decimal(1), money.currency, currency)
    if money.currency == currency or worth is None or rate is None:
        return own
    return (
        f"{own} = {_text(worth, currency)} (1 {money.currency} = {rate:.6g} {currency}, {terms.rates.source}, "
        f"{terms.rates.date})"
    )


def figures(least: str) -> str:
    """An amount of the configuration as people read it."""
    return _text(*split_amount(least))


def _text(amount: Decimal, currency: str) -> str:
    whole = amount.to_integral_value() if amount.is_finite() and abs(amount) >= 1 else amount
    return f"{whole:,f} {currency}"
