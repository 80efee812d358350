"""Where the private server lives: its folder, socket, configuration and log."""

import os
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from config.errors import NewsbellError
from config.schema import RedisSettings
from pipelines.store.locks import make_private

SHORT = "/tmp"  # noqa: S108 — mkdtemp makes a folder of ours alone in it
LONGEST_SOCKET = 100
"""Bytes: the system's limit on a unix socket's path is 107 (Linux) or 103 (BSD, macOS)."""
LOG_LIMIT = 1_000_000
"""Bytes of the server's log, after which the next start begins a new one."""

_CONF = """\
# Written by newsbell at each start of its private server: changes made here are lost.
daemonize yes
port 0
unixsocket {socket}
unixsocketperm 700
dir {folder}
pidfile {pid}
logfile {log}
databases 1
appendonly yes
appendfilename "appendonly.aof"
appendfsync {fsync}
aof-load-truncated yes
save ""
maxmemory 0
maxmemory-policy noeviction
"""

_POLICY = {"everysec": "no", "always": "always"}
"""Every second is our own work: see `pipelines.store.syncing`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Home:
    """`folder` is `data_dir/redis`, 0700."""

    folder: Path

    @classmethod
    def at(cls, data_dir: Path) -> "Home":
        """The home in `data_dir`, made where it is missing.  NewsbellError where it cannot be written to."""
        home = cls.seen(data_dir)
        make_private(data_dir)
        make_private(home.folder)
        with suppress(PermissionError):
            home.folder.chmod(0o700)
        return home

    @classmethod
    def seen(cls, data_dir: Path) -> "Home":
        """The same for who only looks: nothing is made."""
        return cls(folder=data_dir.absolute() / "redis")

    @property
    def there(self) -> bool:
        """Whether a store was ever made here."""
        return self.folder.is_dir()

    @property
    def socket(self) -> Path:
        """In the folder; where its path would be too long there, in a private folder that `socket.path` names."""
        if self._direct_fits:
            return self._direct
        try:
            return Path(self._note.read_text("utf-8", "surrogateescape"))
        except OSError:
            return self._direct  # nobody listens there

    @property
    def conf(self) -> Path:
        return self.folder / "redis.conf"

    @property
    def log(self) -> Path:
        return self.folder / "redis.log"

    def prepare(self, settings: RedisSettings) -> None:
        """Write the configuration, make a place for the socket; clear away what an earlier server left.

        With the gate held and no server alive.
        """
        if not self._direct_fits and not (self._note.exists() and _ours(self.socket.parent)):
            _write(self._note, str(_new_place(self.folder) / "redis.sock"))
        self._pidfile.unlink(missing_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.folder / "redis.log.1")
        text = _CONF.format(
            socket=quoted(self.socket),
            folder=quoted(self.folder),
            pid=quoted(self._pidfile),
            log=quoted(self.log),
            fsync=_POLICY[settings.fsync],
        )
        _write(self.conf, text)

    def clear(self) -> None:
        """Take away what lies outside of the folder.  With the gate held and no server alive."""
        if not self._direct_fits and self._note.exists():
            with suppress(OSError):
                self.socket.unlink(missing_ok=True)
                self.socket.parent.rmdir()
            self._note.unlink()

    def pid(self) -> int | None:
        """The server's process id as it wrote it down."""
        with suppress(OSError, ValueError):
            return int(self._pidfile.read_text("ascii"))
        return None

    def last_words(self) -> str:
        """The end of the server's log: why it ended."""
        try:
            lines = self.log.read_text("utf-8", errors="replace").strip().splitlines()
        except OSError:
            return "nothing"
        return " / ".join(lines[-3:])[-600:] or "nothing"

    @property
    def _pidfile(self) -> Path:
        return self.folder / "redis.pid"

    @property
    def _note(self) -> Path:
        return self.folder / "socket.path"

    @property
    def _direct(self) -> Path:
        return self.folder / "redis.sock"

    @property
    def _direct_fits(self) -> bool:
        return len(os.fsencode(self._direct)) <= LONGEST_SOCKET


def quoted(path: Path) -> str:
    """A path as redis.conf reads it, whatever it holds."""
    escaped = "".join(rf"\x{b:02x}" if b < 0x20 or b in b'"\\' else chr(b) for b in os.fsencode(path))  # noqa: PLR2004 — control characters
    return '"' + escaped.encode("latin-1").decode("utf-8", "surrogateescape") + '"'


def _write(path: Path, text: str) -> None:
    """Whole or not at all."""
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(text, "utf-8", errors="surrogateescape")
    fresh.replace(path)


def _new_place(folder: Path) -> Path:
    """A folder of ours alone whose path leaves room for a socket: in the system's own place where TMPDIR is too deep."""
    for parent in (tempfile.gettempdir(), SHORT):
        room = LONGEST_SOCKET - len(os.fsencode(Path(parent) / "newsbell-12345678" / "redis.sock"))
        if room >= 0 and Path(parent).is_dir():
            return Path(tempfile.mkdtemp(prefix="newsbell-", dir=parent))
    raise NewsbellError(f"no place for a socket: the paths of {folder} and {tempfile.gettempdir()} are too long")


def _ours(place: Path) -> bool:
    """Whether the remembered folder is still ours alone; it may have been cleared away, and be somebody else's now."""
    try:
        found = place.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077
