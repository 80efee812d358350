"""What a run left behind: processes that still work in its folder."""

import os
import signal
import subprocess
import time
from pathlib import Path

PROC = Path("/proc")


def leftovers(folder: Path) -> dict[int, str]:
    """Processes whose command line or working folder lies in `folder`, by id, this one excepted."""
    needle = str(folder.resolve())
    found = _from_proc(needle) if PROC.is_dir() else _from_ps(needle)
    found.pop(os.getpid(), None)
    return found


def end(folder: Path, *, seconds: float = 5.0) -> None:
    """End what `leftovers` finds, each by its id: SIGTERM, and SIGKILL after `seconds`."""
    for number in leftovers(folder):
        _signal(number, signal.SIGTERM)
    until = time.monotonic() + seconds
    while leftovers(folder) and time.monotonic() < until:
        time.sleep(0.05)
    for number in leftovers(folder):
        _signal(number, signal.SIGKILL)


def _signal(number: int, name: signal.Signals) -> None:
    try:
        os.kill(number, name)
    except ProcessLookupError:
        return  # it has ended meanwhile


def _from_proc(needle: str) -> dict[int, str]:
    found = {}
    for entry in PROC.iterdir():
        if not entry.name.isdigit():
            continue
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            where = (entry / "cwd").readlink()
        except OSError:
            continue  # it has ended, or belongs to somebody else
        if needle in command or where.is_relative_to(needle):
            found[int(entry.name)] = command
    return found


def _from_ps(needle: str) -> dict[int, str]:
    listing = subprocess.run(["ps", "-axww", "-o", "pid=,command="], capture_output=True, text=True, check=True)
    rows = (line.strip().partition(" ") for line in listing.stdout.splitlines())
    return {int(number): command for number, _, command in rows if needle in command}
