"""Places that are no parties: countries and cities in all languages (CLDR), and more cities that often stand in such news."""

import tomllib
from functools import cache
from importlib.resources import files

from babel import Locale

from pipelines.understanding.text import fold

_LANGUAGES = ("de", "en", "es", "fr", "id", "it", "nl", "pl", "pt", "ru", "tr", "vi", "ja", "ko", "zh")

_ZONES = (
    "Europe/",
    "Asia/",
    "Africa/",
    "America/New_York",
    "America/Los_Angeles",
    "America/Chicago",
    "America/Sao_Paulo",
)
"""Time zones of which CLDR names the city in every language."""


@cache
def _places() -> frozenset[str]:
    countries = {fold(name) for lang in _LANGUAGES for name in Locale.parse(lang).territories.values()}
    zones = {
        fold(zone["city"])
        for lang in _LANGUAGES
        for name, zone in Locale.parse(lang).time_zones.items()
        if "city" in zone and name.startswith(_ZONES)
    }
    table = tomllib.loads(files("config").joinpath("data/triggers/_places.toml").read_text("utf-8"))
    return frozenset(countries | zones | {fold(name) for name in table["cities"]})


def is_place(name: str) -> bool:
    """Whether the name is that of a country or of a well-known city, and of nothing else."""
    return fold(name).strip(" .'’") in _places()
