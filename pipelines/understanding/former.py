"""Names that are told of for the past's or another's sake: "ex-Anduril engineer", "the Sam Altman-backed startup"."""

import re

_FORMER = re.compile(r"(?:\bex[-‑ ]|\bformer |前\s?|原\s?|cựu |ancien(?:ne)? |ehemalige[rn]? |\bбывш\w+ )$")
_BACKER = re.compile(r"[-‑ ](?:backed|funded|owned)\b|支持的|投资的|投資的")
_BACKED_BY = re.compile(r"\b(?:backed|funded|founded|owned) by $")
_REACH = 14


def is_former(low: str, start: int) -> bool:
    """Whether the name that begins at `start` of the lower-case sentence `low` is somebody's former place."""
    return bool(_FORMER.search(low[max(0, start - _REACH) : start]))


def is_backer(low: str, start: int, end: int) -> bool:
    """Whether the name at `start` to `end` of `low` only says whose money stands behind the one told of."""
    return bool(_BACKER.match(low[end : end + _REACH]) or _BACKED_BY.search(low[max(0, start - _REACH) : start]))
