"""The small model that decides: is an event of the kind told, how is it told, and is it new?

Two parts speak about "new", and the mean of their log-odds counts: a logistic regression over named facts, whose
weights anybody can read (`config/data/weights.json`), and boosted trees over the same facts and the form of the text
(`forest`).  `python -m tools.train` writes both.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pipelines.model.kinds import Status
from pipelines.understanding.forest import Forest, log_odds, shipped_forest

Weights = Mapping[str, float]

_SURE = 30.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Linear:
    """`event`: by kind, log-odds that the document tells of such an event at all.

    `status`: by status, log-odds of each status given that it does; `status_of_kind` adds to them by kind.
    """

    event: Mapping[str, Weights]
    status: Mapping[str, Weights]
    status_of_kind: Mapping[str, Mapping[str, Weights]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Model:
    """`editor`: the weights before any corpus, which the trees take into account.

    `relevance`: log-odds that a story is about the AI industry.
    """

    linear: Linear
    editor: Linear
    relevance: Weights
    forest: Forest


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """What is known of a cluster: named facts (`features`), the form of the text (`shape`), the story's log-odds of AI."""

    kind: str
    facts: Weights
    form: Weights
    ai_score: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """`probability`: that an event of the kind is told; `statuses`: given that, how it is told.

    `new`: the calibrated probability that this document reports it as new.
    """

    evidence: Evidence
    model: Model
    probability: float
    statuses: Mapping[Status, float]
    new: float
    seen: Weights
    """What the trees were shown."""


@cache
def shipped_model() -> Model:
    table = json.loads(files("config").joinpath("data/weights.json").read_text("utf-8"))
    return Model(
        linear=linear_from(table),
        editor=linear_from(table["editor"]),
        relevance=table["relevance"],
        forest=shipped_forest(),
    )


def linear_from(table: Mapping[str, Any]) -> Linear:
    return Linear(event=table["event"], status=table["status"], status_of_kind=table.get("status_of_kind", {}))


def decide(evidence: Evidence, model: Model) -> Decision:
    probability, statuses = odds(evidence, model.linear)
    seen = facts_for_trees(evidence, model.editor)
    both = new_log_odds(probability, statuses) + log_odds(model.forest, seen)
    return Decision(
        evidence=evidence,
        model=model,
        probability=probability,
        statuses=statuses,
        new=logistic(model.forest.scale * both + model.forest.shift),
        seen=seen,
    )


def odds(evidence: Evidence, linear: Linear) -> tuple[float, Mapping[Status, float]]:
    """The linear part: that an event is told, and given that, how."""
    kind, facts = evidence.kind, evidence.facts
    told = logistic(_dot(linear.event.get(kind) or linear.event["any"], facts))
    of_kind = linear.status_of_kind.get(kind, {})
    return told, _softmax(
        {status: _dot(linear.status.get(status, {}), facts) + _dot(of_kind.get(status, {}), facts) for status in Status}
    )


def new_log_odds(probability: float, statuses: Mapping[Status, float]) -> float:
    share = min(max(probability * statuses[Status.NEW], 1e-4), 1 - 1e-4)
    return math.log(share / (1 - share))


def facts_for_trees(evidence: Evidence, editor: Linear) -> Weights:
    """Everything that a tree may ask for."""
    told, statuses = odds(evidence, editor)
    return {
        **evidence.facts,
        **evidence.form,
        f"kind: {evidence.kind}": 1.0,
        "ai of story": max(-1.0, min(2.0, round(evidence.ai_score / 3, 3))),
        "editor: told": round(_log_odds(told), 3),
        "editor: new": round(_log_odds(statuses[Status.NEW]), 3),
    }


def _log_odds(share: float) -> float:
    kept = min(max(share, 1e-4), 1 - 1e-4)
    return math.log(kept / (1 - kept))


def _dot(weights: Weights, facts: Weights) -> float:
    return sum(weights.get(name, 0.0) * value for name, value in facts.items())


def logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-_SURE, min(_SURE, value))))


def _softmax(logits: Mapping[Status, float]) -> dict[Status, float]:
    top = max(logits.values())
    powers = {status: math.exp(value - top) for status, value in logits.items()}
    total = sum(powers.values())
    return {status: power / total for status, power in powers.items()}
