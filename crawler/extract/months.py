"""Names of months in the languages of the press."""

from functools import cache

from babel import Locale

LOCALES = (
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "pl",
    "cs",
    "sv",
    "nb",
    "da",
    "fi",
    "ru",
    "uk",
    "tr",
    "id",
    "ms",
    "vi",
    "ro",
    "hu",
    "el",
    "ar",
    "th",
    "hi",
)


@cache
def months() -> dict[str, int]:
    """Names of months in the languages of `LOCALES`, long and short, folded."""
    found: dict[str, int] = {}
    for code in LOCALES:
        calendar = Locale.parse(code).months
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in calendar[form][width].items():
                    found.setdefault(name.casefold().rstrip("."), number)
    return found
