"""A mention as the contract writes it, for documents and for rows of the store."""

from decimal import Decimal
from typing import Any

from pipelines.model.mention import Mention
from pipelines.model.money import Money


def told(mention: Mention, event_id: str) -> dict[str, Any]:
    """One mention, as the contract writes it."""
    return {
        "event_id": event_id,
        "kind": mention.kind,
        "stage": mention.stage,
        "status": mention.status.value,
        "args": {role: list(names) for role, names in mention.roles.items() if names} | _sums(mention),
        "date": mention.date.isoformat() if mention.date else None,
        "confidence": round(mention.confidence, 3),
        "evidence": mention.evidence,
    }


def _sums(mention: Mention) -> dict[str, Any]:
    sums: dict[str, Any] = {}
    if mention.amount:
        sums |= {"amount": number(mention.amount), "currency": mention.amount.currency}
    if mention.valuation:
        sums |= {"valuation": number(mention.valuation)}
        sums.setdefault("currency", mention.valuation.currency)
    if mention.court:
        sums["court"] = mention.court
    return sums


def number(money: Money) -> int | float:
    """The amount as a plain JSON number."""
    whole = money.amount == money.amount.to_integral_value()
    return int(money.amount) if whole else float(money.amount.quantize(Decimal("0.01")))
