"""Fit the weights of the understanding to the corpus, and write `config/data/weights.json`.

    python -m tools.train            fit on the training part and write the weights
    python -m tools.train --check    fit, and fail if the shipped weights differ

The weights start from `tools/prior.toml`, an editor's judgement; the corpus moves them.  The same corpus gives the same
weights: nothing here is random.
"""

import argparse
import json
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from config.kinds import kinds
from pipelines.model.kinds import Status
from pipelines.understanding.read import assess
from pipelines.understanding.relevance import Signals, relevance, signals
from pipelines.understanding.story_text import Text, text_of
from tools.align import SKIP, align
from tools.corpus import Item, items
from tools.fit import DIGITS, Row, fit, fit_yes

WEIGHTS = Path(__file__).parent.parent / "config" / "data" / "weights.json"
PRIOR = Path(__file__).parent / "prior.toml"
_EVENT, _STATUS, _RELEVANCE = 0.25, 0.3, 0.6
"""How far weights may lie from the prior, chosen by cross-validation over the training part."""
_SILENCE = 3.0
"""How much more often than in the corpus a candidate tells of no event in what feeds bring."""
_OUTSIDE = 3.0
"""How much more often than in the corpus a story is not about AI in what feeds bring."""
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


def _read(corpus: Iterable[Item]) -> list[tuple[Item, Text, Signals]]:
    texts = [(item, text_of(item.story)) for item in corpus]
    return [(item, text, signals(text.units, text.entities, text.words)) for item, text in texts]


def _about(read: Iterable[tuple[Item, Text, Signals]]) -> list[Row]:
    return [
        Row(
            kind="",
            facts=seen.features,
            label="yes" if item.ai_industry else "no",
            weight=1.0 if item.ai_industry else _OUTSIDE,
        )
        for item, _, seen in read
        if item.ai_industry is not None
    ]


def _examples(read: Iterable[tuple[Item, Text, Signals]], about: Mapping[str, float]) -> tuple[list[Row], list[Row]]:
    """Rows for "is an event told", and for "how is it told"."""
    told: list[Row] = []
    how: list[Row] = []
    for item, text, seen in read:
        found = assess(text, relevance(seen, about))
        for (cluster, facts), gold in zip(found, align([cluster for cluster, _ in found], item.events), strict=True):
            if gold != SKIP:
                told.append(
                    Row(kind=cluster.kind, facts=facts, label="yes" if gold else "no", weight=1.0 if gold else _SILENCE)
                )
            if gold and gold != SKIP:
                how.append(Row(kind=cluster.kind, facts={**facts, **_of_kind(cluster.kind, facts)}, label=gold))
    return told, how


def _of_kind(kind: str, facts: Mapping[str, float]) -> dict[str, float]:
    return {f"{kind}|{name}": facts[name] for name in _BY_KIND if name in facts}


def weights(corpus: Iterable[Item]) -> dict[str, Any]:
    prior = tomllib.loads(PRIOR.read_text("utf-8"))
    read = _read(corpus)
    about = fit_yes(_about(read), prior["relevance"], _RELEVANCE)
    told, how = _examples(read, about)
    common = prior["event"]["any"]
    events = {
        kind: fit_yes([row for row in told if row.kind == kind], {**common, **prior["event"].get(kind, {})}, _EVENT)
        for kind in sorted(kinds())
    }
    events["any"] = _mean(list(events.values()))
    status = fit(how, [str(status) for status in Status], prior["status"], _STATUS)
    return {
        "event": events,
        "status": {label: {n: w for n, w in table.items() if "|" not in n} for label, table in status.items()},
        "status_of_kind": {
            kind: {
                label: {n.partition("|")[2]: w for n, w in table.items() if n.partition("|")[0] == kind and "|" in n}
                for label, table in status.items()
            }
            for kind in sorted(kinds())
        },
        "relevance": about,
    }


def _mean(tables: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The weights of a kind that the corpus does not know: the average of the others."""
    names = sorted(set().union(*tables))
    return {name: round(sum(table.get(name, 0.0) for table in tables) / len(tables), DIGITS) for name in names}


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
