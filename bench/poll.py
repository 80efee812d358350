"""Polls that are answered 304, against Scrapy's own spider with the same requests: polls a second."""

import subprocess
import sys
from statistics import median

from bench._site import site

POLLS, ROUNDS = 2000, 3
LIMIT = 0.6


def main() -> dict[str, object]:
    with site() as base:
        pairs = [(rate("bench._quiet_ours", base), rate("bench._quiet_bare", base)) for _ in range(ROUNDS)]
    ours, theirs = (median(rates) for rates in zip(*pairs, strict=True))
    return {
        "name": "poll",
        "ratio": round(ours / theirs, 3),
        "limit": f"at least {LIMIT}",
        "baseline": "bare Scrapy spider",
        "n": POLLS,
        "a_second": round(ours),
        "baseline_a_second": round(theirs),
    }


def rate(module: str, base: str) -> float:
    """Polls a second, start-up left out."""
    command = (sys.executable, "-m", module, base, str(POLLS))
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1])
