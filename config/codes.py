"""Codes of languages (ISO 639-1) and countries (ISO 3166-1 alpha-2), and what is often written for them by mistake."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files

_DATA = tomllib.loads(files("config").joinpath("data/codes.toml").read_text("utf-8"))
LANGUAGES = frozenset(_DATA["languages"].split())
COUNTRIES = frozenset(_DATA["countries"].split())


def parse_language(text: str) -> str:
    """Raises ValueError, with what was probably meant."""
    if text not in LANGUAGES:
        raise ValueError(_meant(text[:2].lower(), _DATA["language_slips"]))
    return text


def parse_country(text: str) -> str:
    """Raises ValueError, with what was probably meant."""
    if text not in COUNTRIES:
        raise ValueError(_meant(text.upper(), _DATA["country_slips"]))
    return text


def _meant(code: str, slips: Mapping[str, str]) -> str:
    return f'did you mean "{slips[code]}"?' if code in slips else ""
