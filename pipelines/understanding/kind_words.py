"""The patterns in the user's kinds, tried before any article comes."""

from collections.abc import Iterator, Sequence
from typing import Any

from config.errors import ConfigError
from config.kinds import Kind, adopted, kinds, kinds_with
from pipelines.understanding.patterns import PatternError, compile_pattern, script_of

Row = tuple[str, str, Sequence[str]]
"""A key of the file, a language, patterns."""


def check_kind_words() -> None:
    """Raises ConfigError that names every pattern in the user's kinds that cannot be read."""
    own = [kind for name, kind in kinds().items() if name not in kinds_with(None)]
    problems = [
        f"{adopted()}/{kind.name}.toml: {key}: {problem}"
        for kind in own
        for key, lang, words in _rows(kind)
        for problem in _bad(words, lang)
    ]
    if problems:
        raise ConfigError(tuple(problems))


def _rows(kind: Kind) -> Iterator[Row]:
    triggers: Sequence[dict[str, Any]] = kind.table.get("trigger", ())
    for number, row in enumerate(triggers):
        yield f"trigger[{number}].words", row["lang"], row["words"]
    for key in ("traps", "context"):
        for lang, words in kind.table.get(key, {}).items():
            yield f"{key}.{lang}", lang, words


def _bad(words: Sequence[str], lang: str) -> Iterator[str]:
    for source in words:
        try:
            compile_pattern(source, script_of(lang))
        except PatternError as error:
            yield str(error)
