"""A name in a sentence."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    """`name` is canonical where the gazetteer knows it, else as written.  `case` says what its neighbours make of it.

    `type` is the gazetteer's (company, person, model, …), or "" for a name found by form.  `ai`: known for AI; `tech`:
    of the wider industry.  `stands_for`: the party for which a person or product stands.
    `descriptor`: a word like "startup" stands beside it.
    `people`: no name but who they are ("writers").  `guessed`: only its place in the sentence speaks for it (scripts without capitals).
    """

    start: int
    end: int
    name: str
    type: str = ""
    entity_id: str = ""
    ai: bool = False
    tech: bool = False
    stands_for: str = ""
    case: str = ""
    descriptor: bool = False
    guessed: bool = False
    people: bool = False

    @property
    def known(self) -> bool:
        return bool(self.entity_id)
