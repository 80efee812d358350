"""What two texts are compared by."""

import re

OTHER = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Letters and digits alone, case folded."""
    return OTHER.sub("", text.casefold())
