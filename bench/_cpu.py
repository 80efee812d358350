"""CPU seconds of a command with everything that it starts."""

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

CONFIG = """\
data_dir = "{folder}/var"
[crawl]
delay = "0s"
allow_private_addresses = true
obey_robots = false
max_entries = 5000
concurrency_per_host = 8
[[sources]]
name = "bench"
url = "{url}"
[channels.none]
type = "email"
host = "127.0.0.1"
port = 9
security = "none"
from = "a@example.org"
to = ["b@example.org"]
[[rules]]
name = "never"
actors = ["nobody at all"]
channels = ["none"]
[dashboard]
listen = ""
[log]
level = "error"
"""


def cpu_of(*command: str) -> float:
    """User and system seconds of a command and its descendants."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def crawl(url: str) -> float:
    """CPU seconds of `newsbell crawl` on one feed and its pages, with a store of its own."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "newsbell.toml"
        config.write_text(CONFIG.format(folder=folder, url=url), "utf-8")
        return cpu_of(sys.executable, "-m", "scheduler", "crawl", "--config", str(config))
