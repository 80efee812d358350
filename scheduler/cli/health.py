"""`newsbell health`: is the daemon of this configuration well?  For people, and for a container's health check."""

import argparse
import json
import sys
import urllib.error
import urllib.request
from base64 import b64encode
from http import HTTPStatus
from pathlib import Path

from config.errors import NewsbellError
from config.forms import split_listen
from config.loader import load
from config.schema import DashboardSettings

PATIENCE = 8.0
"""Seconds; the daemon itself gives its parts five."""
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 — asked at, not listened on
MOST = 1_000_000


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("health", help="whether the running daemon is well: exit 0, or 1 with the reasons")
    parser.add_argument("--config", type=Path)
    parser.set_defaults(run=lambda args: _health(load(args.config).dashboard))


def _health(dashboard: DashboardSettings) -> int:
    if not dashboard.listen:
        raise NewsbellError('dashboard.listen is "": the daemon cannot be asked')
    status, body = _asked(dashboard)
    reasons = body.get("reasons")
    lines = [body.get("status", f"the answer has status {status}"), *(reasons if isinstance(reasons, list) else ())]
    lines += _notes(body)
    sys.stdout.write("\n".join(map(str, lines)) + "\n")
    return 0 if status == HTTPStatus.OK else 1


def _notes(body: dict[str, object]) -> list[str]:
    """What is no illness, and should be known."""
    others, warning = body.get("other_daemons"), body.get("store_warning")
    notes = [f"another daemon works on the same store: {name}" for name in (others if isinstance(others, list) else ())]
    return [f"note: {note}" for note in (*notes, *([str(warning)] if warning else []))]


def _asked(dashboard: DashboardSettings) -> tuple[int, dict[str, object]]:
    host, port = split_listen(dashboard.listen)
    host = ANYWHERE.get(host, host)
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    request = urllib.request.Request(f"http://{place}/healthz")
    if dashboard.password:
        word = b64encode(f"newsbell:{dashboard.password.reveal()}".encode()).decode()
        request.add_header("Authorization", f"Basic {word}")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=PATIENCE) as answer:
            return answer.status, _read(answer.read(MOST))
    except urllib.error.HTTPError as error:
        with error:
            return error.code, _read(error.read(MOST))
    except OSError as error:
        raise NewsbellError(f"no daemon answers at {place}: {error}") from None


def _read(text: bytes) -> dict[str, object]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
