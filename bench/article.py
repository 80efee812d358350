"""An article from fetch to stored event, against bare Scrapy with trafilatura on the same pages: CPU time an article.

Start-up is left out: the cost is the slope between a small and a large number of pages.
"""

import sys
from statistics import median

from bench._cpu import cpu_of, crawl
from bench._site import site

FEW, MANY, ROUNDS = 20, 220, 3
LIMIT = 1.5


def main() -> dict[str, object]:
    ours, theirs = [], []
    with site() as base:
        for _ in range(ROUNDS):
            ours.append(slope(lambda count: crawl(f"{base}/feed/{count}")))
            theirs.append(slope(lambda count: cpu_of(sys.executable, "-m", "bench._bare", f"{base}/feed/{count}")))
    return {
        "name": "article",
        "ratio": round(median(ours) / median(theirs), 3),
        "limit": LIMIT,
        "baseline": "bare Scrapy spider with feedparser and trafilatura",
        "n": MANY - FEW,
        "ms": round(1000 * median(ours), 2),
        "baseline_ms": round(1000 * median(theirs), 2),
    }


def slope(cost) -> float:  # noqa: ANN001
    """CPU seconds an article."""
    few, many = cost(FEW), cost(MANY)
    return (many - few) / (MANY - FEW)
