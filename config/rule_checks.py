"""What rules and the table of rates must be to each other and to the kinds."""

from collections.abc import Iterator

from config.amounts import split_amount
from config.errors import ConfigError
from config.places import KeyPath
from config.problems import suggestion
from config.rates import Rates, rates_of
from config.reading import Reading
from config.schema import Config, Rule

AMOUNTS = ("min_amount", "critical_amount")
STAGES = ("stages", "critical_stages", "important_stages")


def check_rules(config: Config, reading: Reading) -> None:
    """`config` with its files in place: a table of rates that can be read, currencies it has, stages the kinds have."""
    try:
        rates = rates_of(config)
    except ConfigError as error:
        reading.problems.add(("rates", "file") if config.rates.file else (), error.problems[0])
        return
    for number, rule in enumerate(config.rules):
        for path, message in (*_currencies(rule, rates), *_stages(rule, reading)):
            reading.problems.add(("rules", number, *path), message)


def _currencies(rule: Rule, rates: Rates) -> Iterator[tuple[KeyPath, str]]:
    for key in AMOUNTS:
        amount = getattr(rule, key)
        currency = split_amount(amount)[1] if amount else ""
        if currency and currency not in rates.per_euro:
            yield (key,), f"no rate for {currency} in the table of {rates.date}; {suggestion(currency, rates.per_euro)}"


def _stages(rule: Rule, reading: Reading) -> Iterator[tuple[KeyPath, str]]:
    """A stage that none of the rule's kinds has would never be met."""
    there = {stage for kind in rule.kinds for stage in reading.kinds[kind].stages}
    for key in STAGES:
        for number, stage in enumerate(getattr(rule, key)):
            if there and stage not in there:
                yield (key, number), f"no kind of this rule has the stage {stage}; {suggestion(stage, there)}"
