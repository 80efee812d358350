"""Who stands for whom: a product for its maker, a person for the company for which they act."""

from dataclasses import replace

from pipelines.understanding.gazetteer import entities
from pipelines.understanding.name import Name

_NO_PARTY = frozenset({"court", "model", "product"})


def maker(name: Name) -> Name | None:
    """The company for which a known name stands."""
    entity = entities().get(name.stands_for) if name.stands_for else None
    if entity is None:
        return None
    return replace(
        name,
        name=entity.name,
        type=entity.type,
        entity_id=entity.id,
        ai=entity.ai == "core",
        tech=entity.ai == "tech",
        stands_for=entity.stands_for or "",
    )


def as_party(name: Name) -> Name | None:
    """The name as one who takes part: "the ChatGPT maker" is OpenAI.  None for what cannot take part."""
    if name.type in _NO_PARTY:
        return maker(name)
    return name
