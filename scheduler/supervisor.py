"""Words for systemd: that the daemon is ready, alive, reading its configuration again, or stopping.

The protocol of `sd_notify(3)`: datagrams to the socket that NOTIFY_SOCKET names.  Without one nothing is said.
"""

import os
import socket
import time
from collections.abc import MutableMapping

import structlog

log = structlog.get_logger()

_SHARE = 3
"""Signs of life in the time after which systemd would take the daemon for dead."""


class Supervisor:
    """Who started us, and would like to hear from us.  What cannot be said is logged once: it stops nothing.

    The variables are taken out of `environ`, so that no child of ours speaks in our name.
    """

    def __init__(self, environ: MutableMapping[str, str] = os.environ, pid: int | None = None) -> None:
        path = environ.pop("NOTIFY_SOCKET", "")
        self._address = "\0" + path[1:] if path.startswith("@") else path
        self._failed = False
        self.every = _watchdog(environ, os.getpid() if pid is None else pid)

    def ready(self, status: str) -> None:
        """Everything runs; `status` is what `systemctl status` shows."""
        self._say("READY=1", f"STATUS={status}")

    def alive(self, status: str) -> None:
        """To be said every `every` seconds, by whoever would be silent if the daemon hung."""
        self._say("WATCHDOG=1", f"STATUS={status}")

    def reloading(self) -> None:
        """Said before `ready`, which is said again when the new configuration is in force."""
        self._say("RELOADING=1", f"MONOTONIC_USEC={time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000}")

    def stopping(self) -> None:
        self._say("STOPPING=1", "STATUS=finishing what is under way")

    def _say(self, *lines: str) -> None:
        if not self._address:
            return
        words = "\n".join(line.replace("\n", " ") for line in lines).encode()
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
                sock.settimeout(0)  # a full queue is no reason to wait
                sock.connect(self._address)
                sock.send(words)
        except (OSError, ValueError) as error:
            if not self._failed:
                log.warning("systemd cannot be told how we are", reason=str(error))
            self._failed = True
        else:
            self._failed = False


def _watchdog(environ: MutableMapping[str, str], pid: int) -> float | None:
    """Seconds between two signs of life; None where nobody asks for any, or they are asked of another process."""
    micros, whose = environ.pop("WATCHDOG_USEC", ""), environ.pop("WATCHDOG_PID", "")
    if not micros.isdecimal() or not int(micros) or (whose and whose != str(pid)):
        return None
    return int(micros) / 1e6 / _SHARE
