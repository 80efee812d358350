"""Capitals of names: "Figure" and "figure", "ICE" and "ice", "DeepSeek" and "deepseek"."""

from functools import lru_cache

from pipelines.understanding.gazetteer_data import Alias

_SHORT = 4
"""Names of up to so many letters count only as written, or in capitals."""


def _unmistakable(alias: Alias) -> bool:
    """No common word even in small letters: of AI, or with capitals, digits or blanks inside."""
    return alias.entity.ai == "core" or any(not letter.islower() for letter in alias.text[1:])


@lru_cache(maxsize=16384)
def _has_case(text: str) -> bool:
    return text.lower() != text.upper()


def cased(written: str, alias: Alias, *, small: bool) -> bool:
    """Whether `written` (as it stands in the text) has the capitals that the alias asks for.

    `small`: the text has no capitals at all, so that their lack says nothing.
    """
    name = alias.text
    if written == name or not _has_case(name):
        return True
    if alias.case or len(name) <= _SHORT:
        return _alike(written, name) or (written.isupper() and len(name) > 1)
    return written[0].isupper() or name[0].islower() or (small and _unmistakable(alias))


def _alike(written: str, name: str) -> bool:
    """The same capitals, endings aside (a Russian name in another case)."""
    if written.isascii():
        return False
    stem = min(len(written), len(name)) - 2
    return written[:stem] == name[:stem] and written[0] == name[0] and (not name.isupper() or written.isupper())
