"""Boosted trees: what the facts say together where each by itself says little.

`config/data/trees.json` holds them; `python -m tools.train` writes that file.  A leaf is a number (log-odds); an inner
node is [fact, threshold, the subtree up to it, the subtree above it, the mean of what lies below].
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

Node = Any
"""A float, or a list as the module says: nested, so that mypy could not say more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Forest:
    """`base`: log-odds before any tree.  `scale` and `shift` turn the sum of both models' log-odds into calibrated ones."""

    trees: Sequence[Node]
    base: float
    scale: float
    shift: float


@cache
def shipped_forest() -> Forest:
    return forest_from(json.loads(files("config").joinpath("data/trees.json").read_text("utf-8")))


def forest_from(table: Mapping[str, Any]) -> Forest:
    return Forest(trees=table["trees"], base=table["base"], scale=table["scale"], shift=table["shift"])


def log_odds(forest: Forest, facts: Mapping[str, float]) -> float:
    return forest.base + sum(_leaf(tree, facts) for tree in forest.trees)


def _leaf(node: Node, facts: Mapping[str, float]) -> float:
    while isinstance(node, list):
        node = node[2] if facts.get(node[0], 0.0) <= node[1] else node[3]
    return float(node)


def contributions(forest: Forest, facts: Mapping[str, float]) -> Mapping[str, float]:
    """What each fact added on the ways through the trees: a branch's mean after the fact was asked, less that before."""
    found: defaultdict[str, float] = defaultdict(float)
    for tree in forest.trees:
        node = tree
        while isinstance(node, list):
            chosen = node[2] if facts.get(node[0], 0.0) <= node[1] else node[3]
            found[node[0]] += _mean(chosen) - node[4]
            node = chosen
    return found


def _mean(node: Node) -> float:
    return float(node[4] if isinstance(node, list) else node)
