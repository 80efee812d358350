"""Hours of the day as a configuration writes them: "22:00-07:00"."""

import re
from datetime import time

_HOURS = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])")


def parse_hours(text: str) -> str:
    """The text itself, 24:00 as 00:00.  Raises ValueError for what is none."""
    found = _HOURS.fullmatch(text)
    if found is None:
        raise ValueError
    if found[3] == "24":
        if found[4] != "00":
            raise ValueError
        text = f"{found[1]}:{found[2]}-00:00"
    begin, _, end = text.partition("-")
    if begin == end:
        raise ValueError("begin and end are the same")
    return text


def split_hours(text: str) -> tuple[time, time]:
    """Begin and end of what `parse_hours` gave; an end that is not after the begin is on the next day."""
    begin, _, end = text.partition("-")
    return time.fromisoformat(begin), time.fromisoformat(end)
