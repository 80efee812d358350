"""Multinomial logistic regression that starts from an editor's weights and moves away only as far as the corpus asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Matrix = NDArray[np.float64]
Weights = dict[str, dict[str, float]]

DIGITS = 2
"""Weights are rounded, so that machines which add up in another order write the same file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One example: the facts, what they were labelled as, and how much the example counts."""

    kind: str
    facts: Mapping[str, float]
    label: str
    weight: float = 1.0


def fit(rows: Sequence[Row], labels: Sequence[str], prior: Mapping[str, Mapping[str, float]], spread: float) -> Weights:
    """Label → feature → weight, for features that occur in `rows` or in `prior`.

    `spread`: how far (standard deviation, log-odds) a weight is expected to lie from its prior.
    """
    names = sorted({name for row in rows for name in row.facts} | {name for table in prior.values() for name in table})
    facts = np.array([[row.facts.get(name, 0.0) for name in names] for row in rows])
    wanted = np.array([[row.label == label for label in labels] for row in rows], dtype=np.float64)
    counts = np.array([row.weight for row in rows])
    start = np.array([[prior.get(label, {}).get(name, 0.0) for name in names] for label in labels])

    def loss(flat: Matrix) -> tuple[float, Matrix]:
        weights = flat.reshape(start.shape)
        logits = facts @ weights.T
        top = logits.max(axis=1, keepdims=True)
        powers = np.exp(logits - top)
        shares = powers / powers.sum(axis=1, keepdims=True)
        likelihood = (counts * ((logits * wanted).sum(axis=1) - top[:, 0] - np.log(powers.sum(axis=1)))).sum()
        away = weights - start
        gradient = (counts[:, None] * (shares - wanted)).T @ facts + away / spread**2
        return float(-likelihood + (away**2).sum() / (2 * spread**2)), gradient.ravel()

    found = minimize(
        loss, start.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 3_000, "ftol": 1e-12, "gtol": 1e-7}
    )
    weights = found.x.reshape(start.shape)
    return {label: _table(names, row) for label, row in zip(labels, weights, strict=True)}


def fit_yes(rows: Sequence[Row], prior: Mapping[str, float], spread: float) -> dict[str, float]:
    """The weights of "yes" against "no", whose own stay at 0."""
    doubled = fit(rows, ("no", "yes"), {"yes": dict(prior.items())}, spread)
    names = sorted(doubled["yes"].keys() | doubled["no"].keys())
    table = {name: round(doubled["yes"].get(name, 0.0) - doubled["no"].get(name, 0.0), DIGITS) for name in names}
    return {name: weight for name, weight in table.items() if weight}


def _table(names: Sequence[str], row: Matrix) -> dict[str, float]:
    return {
        name: round(float(weight), DIGITS)
        for name, weight in zip(names, row, strict=True)
        if abs(weight) >= 10**-DIGITS / 2
    }
