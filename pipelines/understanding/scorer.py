"""The small model: logistic regression over named features, one for each kind, and one for the status.

The weights are read from `config/data/weights.json`; `python -m tools.train` writes that file.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipelines.model.kinds import Status
from pipelines.model.mention import Reason
from pipelines.understanding.features import Features

Weights = Mapping[str, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Model:
    """`event`: by kind, log-odds that the document tells of such an event at all.

    `relevance`: log-odds that a story is about the AI industry.  `status`: by status, log-odds of each status given that it does; `status_of_kind` adds to them by kind.
    """

    event: Mapping[str, Weights]
    status: Mapping[str, Weights]
    status_of_kind: Mapping[str, Mapping[str, Weights]]
    relevance: Weights


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """`probability`: that an event of the kind is told; `statuses`: given that, how it is told."""

    probability: float
    statuses: Mapping[Status, float]
    reasons: tuple[Reason, ...]

    @property
    def new(self) -> float:
        """The probability that this document reports it as new."""
        return self.probability * self.statuses[Status.NEW]


@cache
def shipped_model() -> Model:
    table = json.loads(files("config").joinpath("data/weights.json").read_text("utf-8"))
    return Model(
        event=table["event"],
        status=table["status"],
        status_of_kind=table.get("status_of_kind", {}),
        relevance=table["relevance"],
    )


def decide(kind: str, features: Features, model: Model) -> Decision:
    event = model.event.get(kind) or model.event["any"]
    probability = _logistic(_dot(event, features))
    logits = {
        status: _dot(model.status.get(status, {}), features)
        + _dot(model.status_of_kind.get(kind, {}).get(status, {}), features)
        for status in Status
    }
    return Decision(probability=probability, statuses=_softmax(logits), reasons=_reasons(event, model, features))


def _dot(weights: Weights, features: Features) -> float:
    return sum(weights.get(name, 0.0) * value for name, value in features.items())


def _logistic(log_odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


def _softmax(logits: Mapping[Status, float]) -> dict[Status, float]:
    top = max(logits.values())
    powers = {status: math.exp(value - top) for status, value in logits.items()}
    total = sum(powers.values())
    return {status: power / total for status, power in powers.items()}


def _reasons(event: Weights, model: Model, features: Features) -> tuple[Reason, ...]:
    """What weighed most: for being an event, and for being new rather than anything else."""
    new = model.status.get(Status.NEW, {})
    told = [(f"event: {name}", event[name] * value) for name, value in features.items() if event.get(name)]
    status = [(f"new: {name}", new[name] * value) for name, value in features.items() if new.get(name)]
    ranked = sorted([*told, *status], key=lambda pair: -abs(pair[1]))
    return tuple(Reason(feature=name, weight=round(weight, 3)) for name, weight in ranked[:12])
