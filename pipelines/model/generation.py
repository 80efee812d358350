"""Which store this is, and how far it has come: an older copy that was put back is known by it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Generation:
    """`store` names the data set for good; `ticks` only rises."""

    store: str
    ticks: int


def looks_older(seen: Generation | None, found: Generation) -> str:
    """What is wrong with the store that is found, in words; empty where it is the one that was seen, or none was."""
    if seen is None or (found.store == seen.store and found.ticks >= seen.ticks):
        return ""
    if found.store != seen.store:
        return "this is another store than the one of the last run: what was sent before is not known to it"
    return (
        f"this store is an older copy: it stands at {found.ticks}, and was seen at {seen.ticks}. "
        "What was sent in between may be sent again, what came in between may be missing"
    )
