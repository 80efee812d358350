"""Fit the trees of `pipelines.understanding.forest`, and write them down as plain lists."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

TREES, DEPTH, RATE, SHARE, FACTS, LEAST = 200, 3, 0.05, 0.7, 0.3, 5
"""Number and depth of the trees, how much each adds, the shares of rows and facts that each sees, rows of a leaf at
least.  Chosen by cross-validation over the training part; 2 to 4 deep and 150 to 400 trees differ by less than 0.01."""
DIGITS = 4

Facts = Mapping[str, float]


def grow(rows: Sequence[Facts], new: Sequence[bool]) -> dict[str, Any]:
    """`trees` and `base`, as `forest_from` reads them."""
    vectors = DictVectorizer(sparse=False)
    facts = vectors.fit_transform(rows)
    model = GradientBoostingClassifier(
        n_estimators=TREES,
        max_depth=DEPTH,
        learning_rate=RATE,
        subsample=SHARE,
        max_features=FACTS,
        min_samples_leaf=LEAST,
        random_state=1,
    ).fit(facts, np.array(new))
    names = list(vectors.get_feature_names_out())
    share = sum(new) / len(new)
    return {
        "base": round(float(np.log(share / (1 - share))), DIGITS),
        "trees": [_node(tree[0].tree_, 0, names)[0] for tree in model.estimators_],
    }


def _node(tree: Any, index: int, names: Sequence[str]) -> tuple[Any, float, int]:  # noqa: ANN401  # scikit-learn has no types
    """The subtree, its mean and how many rows are in it."""
    rows = int(tree.n_node_samples[index])
    if tree.children_left[index] < 0:
        value = round(float(tree.value[index][0][0]) * RATE, DIGITS)
        return value, value, rows
    low, low_mean, low_rows = _node(tree, tree.children_left[index], names)
    high, high_mean, high_rows = _node(tree, tree.children_right[index], names)
    mean = round((low_mean * low_rows + high_mean * high_rows) / (low_rows + high_rows), DIGITS)
    threshold = round(float(tree.threshold[index]), DIGITS)
    return [names[tree.feature[index]], threshold, low, high, mean], mean, rows


def calibrate(log_odds: Sequence[float], new: Sequence[bool]) -> dict[str, float]:
    """`scale` and `shift` that make probabilities of `log_odds`, which come from models that had not seen their rows."""
    model = LogisticRegression(C=1e6).fit(np.array(log_odds)[:, None], np.array(new))
    return {"scale": round(float(model.coef_[0][0]), DIGITS), "shift": round(float(model.intercept_[0]), DIGITS)}
