"""`python -m bench [NAME …]`: every benchmark, or the named ones; results go to bench/results/NAME.json.

A benchmark is a module here with `main() -> dict`: name, ratio, baseline, limit, n, and what else it measured.  Each
ratio is against a baseline of the same run, so that it holds when the machine's speed drifts.
"""

import importlib
import json
import pkgutil
import sys
from pathlib import Path

import bench

RESULTS = Path(__file__).parent / "results"


def names() -> list[str]:
    """All benchmarks: the modules here that do not begin with an underscore."""
    return sorted(m.name for m in pkgutil.iter_modules(bench.__path__) if not m.name.startswith("_"))


def main(wanted: list[str]) -> int:
    """0; the figures are for people to judge."""
    RESULTS.mkdir(exist_ok=True)
    for name in wanted or names():
        print(f"{name} ...", flush=True)
        result = importlib.import_module(f"bench.{name}").main()
        (RESULTS / f"{name}.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")
        figures = ", ".join(f"{key} {value}" for key, value in result.items() if key != "name")
        print(f"  {figures}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
