"""Rate limits as a configuration writes them: "20/h"."""

import re
from datetime import timedelta

_LIMIT = re.compile(r"(?P<most>[0-9]{1,6})/(?P<per>[smhd])")
_PERIODS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}


def parse_rate_limit(text: str) -> str:
    """The text itself.  Raises ValueError for what is none."""
    found = _LIMIT.fullmatch(text)
    if found is None or not int(found["most"]):
        raise ValueError
    return text


def split_rate_limit(text: str) -> tuple[int, timedelta]:
    """How many, and in what time, of what `parse_rate_limit` gave."""
    most, _, per = text.partition("/")
    return int(most), _PERIODS[per]
