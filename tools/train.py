"""Fit the models of the understanding to the corpus; write `weights.json` and `trees.json` in `config/data/`.

    python -m tools.train            fit on the training part and write both
    python -m tools.train --check    fit, and fail if the shipped ones differ

The weights start from `tools/prior.toml`, an editor's judgement; the corpus moves them.  The same corpus gives the same
files: nothing here is random.
"""

import argparse
import json
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.kinds import kinds
from pipelines.model.kinds import Status
from pipelines.understanding.forest import forest_from, log_odds
from pipelines.understanding.read import assess
from pipelines.understanding.relevance import Signals, relevance, signals
from pipelines.understanding.scorer import Evidence, Linear, facts_for_trees, linear_from, new_log_odds, odds
from pipelines.understanding.story_text import Text, text_of
from tools.align import SKIP, align
from tools.boost import calibrate, grow
from tools.corpus import Item, fold_of, items
from tools.fit import DIGITS, Row, fit, fit_yes

DATA = Path(__file__).parent.parent / "config" / "data"
PRIOR = Path(__file__).parent / "prior.toml"
FOLDS = 5
_EVENT, _STATUS, _RELEVANCE = 0.25, 0.3, 0.6
"""How far weights may lie from the prior, chosen by cross-validation over the training part."""
_SILENCE = 2.0
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """A cluster of the corpus: `gold` is the status of its event, "" where it tells of none."""

    fold: int
    evidence: Evidence
    gold: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Read:
    item: Item
    text: Text
    seen: Signals


def fitted(corpus: Iterable[Item]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `weights.json` and `trees.json` hold."""
    prior = tomllib.loads(PRIOR.read_text("utf-8"))
    read = [_read(item) for item in corpus]
    about = fit_yes(_about(read), prior["relevance"], _RELEVANCE)
    examples = _examples(read, about)
    editor = _editor(prior)
    linear = _linear(examples, prior)
    trees = _trees(examples, linear_from(editor))
    held_back = [row for fold in range(FOLDS) for row in _held_back(examples, fold, prior, linear_from(editor))]
    trees |= calibrate([value for value, _ in held_back], [new for _, new in held_back])
    return {**linear, "editor": editor, "relevance": about}, trees


def _read(item: Item) -> _Read:
    text = text_of(item.story)
    return _Read(item=item, text=text, seen=signals(text.units, text.entities, text.words))


def _about(read: Iterable[_Read]) -> list[Row]:
    return [
        Row(
            kind="",
            facts=one.seen.features,
            label="yes" if one.item.ai_industry else "no",
            weight=1.0 if one.item.ai_industry else _OUTSIDE,
        )
        for one in read
        if one.item.ai_industry is not None
    ]


def _examples(read: Iterable[_Read], about: Mapping[str, float]) -> list[Example]:
    found: list[Example] = []
    for one in read:
        assessed = assess(one.text, relevance(one.seen, about))
        golds = align([cluster for cluster, _ in assessed], one.item.events)
        fold = fold_of(one.item, FOLDS)
        found += [
            Example(fold=fold, evidence=evidence, gold=gold)
            for (_, evidence), gold in zip(assessed, golds, strict=True)
            if gold != SKIP
        ]
    return found


def _editor(prior: Mapping[str, Any]) -> dict[str, Any]:
    """The prior in the form of fitted weights: what is said of any event is said of each kind."""
    common = prior["event"]["any"]
    return {
        "event": {"any": common, **{kind: {**common, **prior["event"].get(kind, {})} for kind in sorted(kinds())}},
        "status": prior["status"],
    }


def _linear(examples: Sequence[Example], prior: Mapping[str, Any]) -> dict[str, Any]:
    """Weights for "is an event told", and for "how is it told"."""
    told = [_told(example) for example in examples]
    how = [_how(example) for example in examples if example.gold]
    events = {
        kind: fit_yes([row for row in told if row.kind == kind], table, _EVENT)
        for kind, table in _editor(prior)["event"].items()
        if kind != "any"
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
    }


def _told(example: Example) -> Row:
    return Row(
        kind=example.evidence.kind,
        facts=example.evidence.facts,
        label="yes" if example.gold else "no",
        weight=1.0 if example.gold else _SILENCE,
    )


def _how(example: Example) -> Row:
    kind, facts = example.evidence.kind, example.evidence.facts
    of_kind = {f"{kind}|{name}": facts[name] for name in _BY_KIND if name in facts}
    return Row(kind=kind, facts={**facts, **of_kind}, label=example.gold)


def _trees(examples: Sequence[Example], editor: Linear) -> dict[str, Any]:
    rows = [facts_for_trees(example.evidence, editor) for example in examples]
    return grow(rows, [example.gold == Status.NEW for example in examples])


def _held_back(
    examples: Sequence[Example], fold: int, prior: Mapping[str, Any], editor: Linear
) -> list[tuple[float, bool]]:
    """The log-odds of one fold from models that were fitted on the others, and what is true."""
    others = [example for example in examples if example.fold != fold]
    linear = linear_from(_linear(others, prior))
    forest = forest_from({**_trees(others, editor), "scale": 1.0, "shift": 0.0})
    return [
        (
            new_log_odds(*odds(example.evidence, linear)) + log_odds(forest, facts_for_trees(example.evidence, editor)),
            example.gold == Status.NEW,
        )
        for example in examples
        if example.fold == fold
    ]


def _mean(tables: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The weights of a kind that the corpus does not know: the average of the others."""
    names = sorted(set().union(*tables))
    return {name: round(sum(table.get(name, 0.0) for table in tables) / len(tables), DIGITS) for name in names}


def _texts(found: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, str]:
    """By file name.  The weights a line each, the trees a line each."""
    weights, trees = found
    lines = ",\n".join(json.dumps(tree, ensure_ascii=False, separators=(",", ":")) for tree in trees["trees"])
    head = json.dumps({name: value for name, value in sorted(trees.items()) if name != "trees"})
    return {
        "weights.json": json.dumps(weights, ensure_ascii=False, indent=1, sort_keys=True) + "\n",
        "trees.json": f'{head[:-1]}, "trees": [\n{lines}\n]}}\n',
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.train", description="Fit the models to the corpus.")
    parser.add_argument("--check", action="store_true", help="change nothing; fail if the shipped models differ")
    options = parser.parse_args(arguments)
    texts = _texts(fitted(item for item in items() if item.part == "train"))
    if options.check:
        differ = [name for name, text in texts.items() if (DATA / name).read_text("utf-8") != text]
        print(f"{', '.join(differ)}: not those of the corpus; run python -m tools.train" if differ else "unchanged")
        return 1 if differ else 0
    for name, text in texts.items():
        (DATA / name).write_text(text, "utf-8")
        print(f"wrote {name}: {len(text) // 1000} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
