"""Many words as one regular expression that reads each letter once."""

import re
from collections.abc import Iterable

_SPACE = "[\\s-]"


def trie_pattern(words: Iterable[str]) -> str:
    """A pattern for the longest of `words` at a place.  A space in a word also matches a hyphen or a no-break space."""
    return _pattern(sorted({word.replace("-", " ") for word in words if word}), 0)


def _pattern(words: list[str], depth: int) -> str:
    """The pattern of what follows the first `depth` letters, which all of the (sorted) words share."""
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(word[depth : depth + 1], []).append(word)
    ends = bool(groups.pop("", []))
    branches = [_branch(letter, group, depth) for letter, group in groups.items()]
    if not branches:
        return ""
    body = branches[0] if len(branches) == 1 and not ends else f"(?:{'|'.join(branches)})"
    return f"{body}?" if ends else body


def _branch(letter: str, words: list[str], depth: int) -> str:
    return (_SPACE if letter == " " else re.escape(letter)) + _pattern(words, depth + 1)
