"""What a sum is offered for."""

import re
from collections.abc import Sequence

from pipelines.understanding.cases import Group
from pipelines.understanding.lexicon import Lexicon

_REACH = 60
"""Characters before a name in which a sum and its preposition are looked for."""
_WORDS = 4
"""Words between the preposition and the name."""
_FIGURE = re.compile(r"\d")


def priced(low: str, groups: Sequence[Group], lexicon: Lexicon, exclude: Group | None) -> Group | None:
    """The party of the sentence `low` that a sum is offered for: "raises the stakes: 7.9 billion for X"."""
    for group in groups:
        words = low[max(0, group.start - _REACH) : group.start].split()
        at = next((n for n, word in enumerate(words[::-1]) if word in lexicon.price), _WORDS)
        if group is not exclude and at < _WORDS and any(map(_FIGURE.search, words[: len(words) - at - 1])):
            return group
    return None
