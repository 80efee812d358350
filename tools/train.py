"""Fit the weights of the understanding to the corpus, and write `config/data/weights.json`.

    python -m tools.train            fit on the training part and write the weights
    python -m tools.train --check    fit, and fail if the shipped weights differ

The same corpus gives the same weights: nothing here is random.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from config.kinds import kinds
from pipelines.understanding.features import Features
from pipelines.understanding.read import assess
from pipelines.understanding.relevance import relevance, signals
from pipelines.understanding.scorer import shipped_model
from pipelines.understanding.story_text import text_of
from tools.align import SKIP, align
from tools.corpus import Item, items

WEIGHTS = Path(__file__).parent.parent / "config" / "data" / "weights.json"
_EVENT, _STATUS, _RELEVANCE = 0.3, 0.3, 1.0
"""Inverse strengths of the regularisation, chosen by cross-validation over the training part."""
_DIGITS = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One example: the facts, and what they were labelled as."""

    kind: str
    facts: Features
    label: str


def fit(rows: Sequence[Row], strength: float) -> dict[str, dict[str, float]]:
    """Label → feature → weight.  Of two labels, the second one's weights alone ("yes" against "no")."""
    names = sorted({name for row in rows for name in row.facts} - {"bias"})
    matrix = np.array([[row.facts.get(name, 0.0) for name in names] for row in rows])
    model = LogisticRegression(C=strength, max_iter=5_000, tol=1e-8)
    model.fit(matrix, [row.label for row in rows])
    labels = [str(label) for label in model.classes_]
    labels = labels[1:] if len(labels) == 2 else labels  # noqa: PLR2004  # two classes share one vector
    return {
        label: {"bias": _round(bias), **{n: _round(w) for n, w in zip(names, weights, strict=True) if _round(w)}}
        for label, bias, weights in zip(labels, model.intercept_, model.coef_, strict=True)
    }


def _round(value: float) -> float:
    return round(float(value), _DIGITS)


def examples(corpus: Iterable[Item]) -> tuple[list[Row], list[Row], list[Row]]:
    """Rows for "is an event told", "how is it told", and "is the story about AI"."""
    told: list[Row] = []
    how: list[Row] = []
    about: list[Row] = []
    for item in corpus:
        text = text_of(item.story)
        seen = signals(text.units, text.entities, text.words)
        if item.ai_industry is not None:
            about.append(Row(kind="", facts=seen.features, label="yes" if item.ai_industry else "no"))
        found = assess(text, relevance(seen, shipped_model().relevance))
        for (cluster, facts), gold in zip(found, align([cluster for cluster, _ in found], item.events), strict=True):
            if gold == SKIP:
                continue
            told.append(Row(kind=cluster.kind, facts=facts, label="yes" if gold else "no"))
            if gold:
                how.append(Row(kind=cluster.kind, facts=facts, label=gold))
    return told, how, about


def weights(corpus: Iterable[Item]) -> dict[str, Any]:
    told, how, about = examples(corpus)
    events = {kind: fit([row for row in told if row.kind == kind], _EVENT)["yes"] for kind in sorted(kinds())}
    events["any"] = _mean(list(events.values()))
    by_kind = [Row(kind=row.kind, facts={**row.facts, **_of_kind(row)}, label=row.label) for row in how]
    status = fit(by_kind, _STATUS)
    return {
        "event": events,
        "status": {label: {n: w for n, w in table.items() if "|" not in n} for label, table in status.items()},
        "status_of_kind": {
            kind: {
                label: {n.partition("|")[2]: w for n, w in table.items() if n.partition("|")[0] == kind}
                for label, table in status.items()
            }
            for kind in sorted(kinds())
        },
        "relevance": fit(about, _RELEVANCE)["yes"],
    }


_BY_KIND = (
    "bias",
    "in title",
    "only in body",
    "only in lead",
    "hedge @title",
    "plan @title",
    "only talks stage",
    "later stage",
    "only nouns",
)
"""Facts that weigh differently from kind to kind when the status is decided."""


def _of_kind(row: Row) -> dict[str, float]:
    return {f"{row.kind}|{name}": row.facts[name] for name in _BY_KIND if name in row.facts}


def _mean(tables: Sequence[Mapping[str, float]]) -> dict[str, float]:
    names = sorted(set().union(*tables))
    return {name: _round(sum(table.get(name, 0.0) for table in tables) / len(tables)) for name in names}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.train", description="Fit the weights to the corpus.")
    parser.add_argument("--check", action="store_true", help="change nothing; fail if the shipped weights differ")
    options = parser.parse_args(arguments)
    found = weights(item for item in items() if item.part == "train")
    text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if options.check:
        same = WEIGHTS.read_text("utf-8") == text
        print("the weights are those of the corpus" if same else "the weights differ: run python -m tools.train")
        return 0 if same else 1
    WEIGHTS.write_text(text, "utf-8")
    print(f"wrote {WEIGHTS.name}: {sum(len(table) for table in found['event'].values())} weights for events")
    return 0


if __name__ == "__main__":
    sys.exit(main())
