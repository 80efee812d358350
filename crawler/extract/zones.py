"""Time zones as times name them: offsets and the names that papers use."""

import re
from datetime import UTC, timedelta, timezone, tzinfo

OFFSET = re.compile(r"(?:GMT|UTC)?\s?([+-])(\d{1,2}):?(\d{2})?(?!\d)")
NAMED_OFFSET = re.compile(r"\b(?:GMT|UTC)\s?([+-])\s?(\d{1,2}):?(\d{2})?|(?<=[\d\s])([+-])(\d{2}):?(\d{2})\b")
HOURS = {
    "Z": 0,
    "UTC": 0,
    "GMT": 0,
    "BST": 1,
    "WEST": 1,
    "CET": 1,
    "MEZ": 1,
    "CEST": 2,
    "MESZ": 2,
    "EET": 2,
    "EEST": 3,
    "MSK": 3,
    "IST": 5.5,
    "WIB": 7,
    "ICT": 7,
    "SGT": 8,
    "HKT": 8,
    "JST": 9,
    "KST": 9,
    "EST": -5,
    "EDT": -4,
    "ET": -5,
    "CST": -6,
    "CDT": -5,
    "PST": -8,
    "PDT": -7,
}
NAMED_ZONE = re.compile(rf"\b({'|'.join(HOURS)})\b")


def zone_in(text: str) -> tzinfo | None:
    """The zone that a text names, None where it names none."""
    if match := NAMED_OFFSET.search(text):
        return offset(match[0])
    if match := NAMED_ZONE.search(text):
        return timezone(timedelta(hours=HOURS[match[1]]))
    return None


def offset(text: str) -> tzinfo:
    """The zone of an offset such as +07:00, GMT+7 or +0700; UTC where it holds none."""
    match = OFFSET.search(text.replace(" ", ""))
    if match is None:
        return UTC
    ahead = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return timezone(ahead if match[1] == "+" else -ahead)
