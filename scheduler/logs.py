"""Logs: one line an event, for people on a terminal, JSON elsewhere.  Libraries' logs take the same way."""

import json
import logging
import logging.handlers
import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.types import EventDict, Processor, WrappedLogger

from config.errors import NewsbellError
from config.schema import LogSettings
from config.secret import redact

OWN = ("config", "pipelines", "crawler", "scheduler", "dashboard", "newsbell")
"""Loggers that follow `log.level`; libraries speak from warning upwards, or info where the level is debug."""
LONGEST = 500
"""Characters of one text: titles may be as long as their writers like."""
DEEPEST = 6
"""Frames of a traceback, the innermost: one line has to be enough."""

_COLOURS = {"debug": "2", "info": "32", "warning": "33", "error": "31", "critical": "31"}
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
"""What moves the cursor, ends the line, turns the direction or cannot be encoded."""
_PLAIN = re.compile(r"[^\s\"'=]+")


def configure(settings: LogSettings, stream: TextIO) -> None:
    """Send all logs of this process to `settings.file`, else to `stream`.  May be called again: the file is opened anew.

    NewsbellError where the file cannot be opened; what was in force before stays then.
    """
    terminal = settings.file is None and stream.isatty()
    console = settings.format == "console" or (settings.format == "auto" and terminal)
    colours = terminal and console and not os.environ.get("NO_COLOR")
    shared: list[Processor] = [structlog.stdlib.add_log_level, _moment, _trace, _safe]
    handler = _to_file(settings, settings.file) if settings.file is not None else _Handler(stream)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[ProcessorFormatter.remove_processors_meta, Line(colours=colours) if console else json_line],
        )
    )
    level = settings.level.upper()
    root = logging.getLogger()
    old, root.handlers[:] = root.handlers[:], [handler]
    for former in old:
        if isinstance(former, _Watched | _Rotating):
            former.close()
    root.setLevel(logging.INFO if level == "DEBUG" else logging.WARNING)
    for name in OWN:
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(capture=True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            *shared,
            ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _to_file(settings: LogSettings, file: Path) -> logging.Handler:
    try:
        if settings.max_size:
            return _Rotating(file, maxBytes=settings.max_size, backupCount=settings.keep, encoding="utf-8")
        return _Watched(file, encoding="utf-8")
    except OSError as error:
        raise NewsbellError(f"cannot write the log {file}: {error.strerror}") from None


class _Patient(logging.Handler):
    """A reader that went away, or a full disk, must not stop the daemon, nor fill standard error with tracebacks."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 — the name is the standard library's
        if not isinstance(sys.exception(), OSError | ValueError):
            super().handleError(record)

    def close(self) -> None:
        with suppress(OSError):  # what was not written by now is lost
            super().close()


class _Handler(_Patient, logging.StreamHandler[TextIO]):
    """To an open stream."""


class _Watched(_Patient, logging.handlers.WatchedFileHandler):
    """To a file; where that was moved away or deleted, to a new one of its name."""


class _Rotating(_Patient, logging.handlers.RotatingFileHandler):
    """To a file that is begun anew when it is long enough."""


def _moment(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    event["time"] = datetime.now(UTC).isoformat(timespec="milliseconds")
    return event


def _trace(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """An exception as one line: what it says, and the way to it, the innermost frame first."""
    info = event.pop("exc_info", None)
    error = sys.exception() if info is True else info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["exception"] = f"{type(error).__name__}: {error}"
        event["at"] = " < ".join(_frames(error.__traceback__))
    return event


def _frames(trace: TracebackType | None) -> list[str]:
    frames = []
    while trace is not None:
        code = trace.tb_frame.f_code
        place = "/".join(Path(code.co_filename).parts[-2:])
        frames.append(f"{place}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames[: -DEEPEST - 1 : -1]


def _safe(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {str(key): _value(value) for key, value in event.items() if not str(key).startswith("_")} | {
        key: value for key, value in event.items() if str(key).startswith("_")
    }


def _value(value: object) -> object:
    """The value as JSON has it: texts short and without secrets, everything unknown as text."""
    match value:
        case None | bool() | int() | float():
            return value
        case Mapping():
            return {str(key): _value(part) for key, part in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_value(part) for part in value]
        case _:
            text = redact(str(value))
            return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def json_line(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    """The event as one JSON object."""
    first = {key: event.pop(key) for key in ("time", "level", "event") if key in event}
    return _escaped(json.dumps({**first, **event}, ensure_ascii=False, default=str))


class Line:
    """The event as a line for people: `12:30:01 info  story settled  source=… outcome=stored`."""

    def __init__(self, *, colours: bool) -> None:
        self._colours = colours

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> str:
        moment = datetime.fromisoformat(str(event.pop("time"))).astimezone()
        level = str(event.pop("level", ""))
        words = f"{level:<7}"
        if self._colours:
            words = f"\x1b[{_COLOURS.get(level, '0')}m{words}\x1b[0m"
        text = _escaped(str(event.pop("event", "")))
        pairs = [f"{_escaped(key)}={_shown(value)}" for key, value in event.items() if value not in ("", None, [], {})]
        return f"{moment:%H:%M:%S} {words} {'  '.join([text, ' '.join(pairs)]).rstrip()}"


def _shown(value: object) -> str:
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return _escaped(value)
    return _escaped(json.dumps(value, ensure_ascii=False, default=str))


def _escaped(text: str) -> str:
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
