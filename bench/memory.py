"""Memory of the daemon and its workers over ten thousand articles: at the end, and its growth over the second half.

The baseline of the ratio is the same daemon's memory half-way.
"""

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench._cpu import CONFIG
from bench._site import site

ARTICLES, STEP = 10_000, 100
LIMIT_MB = 400
SETTLED = b'"event": "story settled"'


def main() -> dict[str, object]:
    with site() as base, tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "newsbell.toml"
        text = CONFIG.format(folder=folder, url=f"{base}/roll/{STEP}/{ARTICLES}").replace('"error"', '"info"')
        config.write_text(text.replace('name = "bench"', 'name = "bench"\nevery = "1s"'), "utf-8")
        log = Path(folder) / "daemon.log"
        with log.open("wb") as out:
            command = (sys.executable, "-m", "scheduler", "run", "--config", str(config))
            daemon = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
            half = _memory_after(ARTICLES // 2, log, daemon)
            whole = _memory_after(ARTICLES, log, daemon)
            daemon.terminate()
            daemon.wait()
    return {
        "name": "memory",
        "ratio": round(sum(whole) / sum(half), 3),
        "baseline": f"the same daemon after {ARTICLES // 2} articles",
        "limit": 1.05,
        "n": ARTICLES,
        "daemon_mb": whole[0],
        "workers_mb": whole[1],
        "limit_mb": LIMIT_MB,
    }


def _memory_after(articles: int, log: Path, daemon: subprocess.Popen[bytes]) -> tuple[int, int]:
    """Megabytes of the daemon and of its workers once `articles` are settled."""
    while log.read_bytes().count(SETTLED) < articles:
        assert daemon.poll() is None, log.read_text("utf-8")[-2000:]
        time.sleep(1)
    workers = [pid for pid in _children(daemon.pid) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    return _rss(daemon.pid), sum(map(_rss, workers))


def _children(pid: int) -> list[int]:
    return [
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]


def _rss(pid: int) -> int:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) // 1024 if found else 0


if __name__ == "__main__":
    print(main())
