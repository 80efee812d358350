"""Who stands for whom: a founder who bids, a chief executive who is sued beside the company."""

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from pipelines.understanding.gazetteer_data import entities


@cache
def principals() -> Mapping[str, str]:
    """For each person of the gazetteer the name of whom they stand for."""
    known = entities()
    found = {
        entity.name: known[entity.stands_for].name
        for entity in known.values()
        if entity.type == "person" and entity.stands_for and entity.stands_for in known
    }
    return MappingProxyType(found)


def with_principals(names: Iterable[str]) -> tuple[str, ...]:
    """`names`, and whom the persons among them stand for."""
    known = principals()
    return tuple(dict.fromkeys(each for name in names for each in (name, known.get(name, name))))
