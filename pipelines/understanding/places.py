"""Places that are no parties: countries in all languages (CLDR), and cities that often stand in such news."""

import tomllib
from functools import cache
from importlib.resources import files

from babel import Locale

from pipelines.understanding.text import fold

_LANGUAGES = ("de", "en", "es", "fr", "id", "it", "nl", "pl", "pt", "ru", "tr", "vi", "ja", "ko", "zh")


@cache
def _places() -> frozenset[str]:
    countries = {fold(name) for lang in _LANGUAGES for name in Locale.parse(lang).territories.values()}
    table = tomllib.loads(files("config").joinpath("data/triggers/_places.toml").read_text("utf-8"))
    return frozenset(countries | {fold(name) for name in table["cities"]})


def is_place(name: str) -> bool:
    """Whether the name is that of a country or of a well-known city, and of nothing else."""
    return fold(name).strip(" .'’") in _places()
