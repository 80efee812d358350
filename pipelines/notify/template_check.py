"""A user's templates, tried at the start on an alert of every kind and stage: a fault is named with file and line."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from jinja2 import TemplateError, TemplateSyntaxError

from config.complaint import complaint
from config.errors import ConfigError
from config.kinds import kinds
from config.schema import Config
from pipelines.model.alert import Alert
from pipelines.model.announcement import Announcement
from pipelines.model.kinds import AlertReason
from pipelines.notify.message import Notice
from pipelines.notify.sample import sample_alert
from pipelines.notify.templates import SUFFIX, Shape
from pipelines.notify.writer import Writer

_LATE_BY = "late by an hour"
_MAX_PROBLEMS = 20


def check_templates(config: Config, writer: Writer) -> None:
    """Raises ConfigError with a line for each fault."""
    folder = writer.templates.folder
    if folder is not None and not folder.is_dir():
        raise ConfigError((complaint(config, ("alerts", "templates"), f"{folder} is no folder"),))
    problems = [
        complaint(config, ("rules", number, "template"), fault)
        for number, rule in enumerate(config.rules)
        if rule.template and (fault := _missing(rule.template, folder))
    ]
    if folder is not None:
        notices = tuple(samples(writer))
        for file in sorted(folder.rglob(f"*{SUFFIX}")):
            problems += _faults(file, folder, notices, writer)
    if problems:
        raise ConfigError(tuple(problems[:_MAX_PROBLEMS]))


def samples(writer: Writer) -> Iterator[Notice]:
    """A notice of every kind and stage, new and as an update, a digest, one that is late, and an announcement."""
    now = datetime.now(UTC)
    alerts = [_sample(kind.name, stage, now) for kind in kinds().values() for stage in kind.stages]
    for alert in alerts:
        yield writer.notice(alert)
        yield writer.notice(replace(alert, reason=AlertReason.UPDATE, thread_id="first", change="offered → rejected"))
    held = replace(alerts[0], held="quiet hours")
    yield writer.notice(replace(alerts[0], reason=AlertReason.DIGEST, members=(held, *alerts[1:3])))
    yield replace(writer.notice(alerts[0]), late=_LATE_BY)
    yield writer.announced(Announcement(key="sample", headline="newsbell is alive", lines=("A line.",)))


def _sample(kind: str, stage: str, now: datetime) -> Alert:
    alert = sample_alert(now, f"{kind}-{stage}")
    roles = {role: (f"Example {role}",) for role in kinds()[kind].roles}
    return replace(alert, event=replace(alert.event, kind=kind, stage=stage, roles=MappingProxyType(roles)))


def _missing(template: str, folder: Path | None) -> str:
    """Why a rule's template is not there, or ""."""
    if folder is None:
        return f'expected alerts.templates, the folder in which "{template}" is'
    if Path(template).name != template:
        return f'expected the name of a folder in {folder}, got "{template}"'
    if not any((folder / template / f"{shape}{SUFFIX}").is_file() for shape in Shape):
        return f"there is no template in {folder / template}"
    return ""


def _faults(file: Path, folder: Path, notices: tuple[Notice, ...], writer: Writer) -> Iterator[str]:
    """What is wrong with one file: the first fault of it."""
    known = {shape.value for shape in Shape}
    if file.name.removesuffix(SUFFIX) not in known:
        if not file.name.startswith("_"):
            expected = ", ".join(f"{shape}{SUFFIX}" for shape in Shape)
            yield f"{file}: expected one of {expected}, or a name that begins with _ for a part of others"
        return
    shape, name = Shape(file.name.removesuffix(SUFFIX)), file.relative_to(folder).as_posix()
    for shown in notices:
        try:
            if not writer.templates.render_file(name, shape, shown).strip():
                yield f"{file}: says nothing about {shown.about.get('kind', 'an announcement')}"
                return
        except Exception as error:  # noqa: BLE001 — a template can raise whatever Python can
            yield f"{file}:{_line(error, file)}: {_words(error)}"
            return


def _line(error: Exception, file: Path) -> int:
    """Where in the template the error arose."""
    if isinstance(error, TemplateSyntaxError):
        return error.lineno
    found, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(file):
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


def _words(error: Exception) -> str:
    said = str(error) if isinstance(error, TemplateError) else f"{type(error).__name__}: {error}"
    return said.splitlines()[0][:200] if said else type(error).__name__
