"""The templates of messages: the shipped ones, and a user's own before them.

A template sees `notice` (see `message.Notice`) and `link(url, text)`.  Every value that it prints is escaped for the
place where it will be shown, whatever the template says.  It runs in a sandbox.  A user's template that fails while it
runs is left out for the shipped one, said in the log and counted; `check` finds such faults before.
"""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any

import structlog
from jinja2 import BaseLoader, ChoiceLoader, DictLoader, FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from pipelines.notify.escape import markdown, mrkdwn
from pipelines.notify.message import Notice

log = structlog.get_logger()

SUFFIX = ".j2"
_MAX_LINK = 2900
"""Characters of a link in Slack's form; a longer one is told without its address."""


class Shape(StrEnum):
    """What is made by a template: the name of its file without `.j2`."""

    SUBJECT = "subject"
    TEXT = "text"
    HTML = "html"
    SLACK = "slack"
    TELEGRAM = "telegram"
    DISCORD = "discord"
    NTFY = "ntfy"


class Safe(str):
    """Text that is escaped already."""

    __slots__ = ()


def ignored(template: str) -> None:
    """Nobody counts the template's failures."""


class Templates:
    """Renders notices.  `folder` has a user's own templates: `SHAPE.j2` for all, `NAME/SHAPE.j2` for a rule's `template`.

    `failed` is told the name of each file that failed, so that the shipped one stood in.
    """

    def __init__(self, folder: Path | None = None, failed: Callable[[str], None] = ignored) -> None:
        self.folder = folder
        self._failed = failed
        self._shipped = {shape: _environment(shape, _SHIPPED) for shape in Shape}
        own = FileSystemLoader(folder) if folder else None
        # Below a user's template stands the shipped one, to extend or include it: "shipped/html.j2".
        loader = ChoiceLoader([own, _PREFIXED]) if own else None
        self._own = {shape: _environment(shape, loader) for shape in Shape} if loader else {}

    def render(self, shape: Shape, notice: Notice) -> str:
        """The notice in that shape, by the first of the user's templates that fits, else by the shipped one."""
        for name in self._names(shape, notice.template):
            try:
                return self.render_file(name, shape, notice)
            except Exception as error:  # noqa: BLE001 — a template can raise whatever Python can
                self._failed(name)
                log.warning("template failed, the shipped one is taken", template=name, reason=_reason(error))
        return self._shipped[shape].get_template(shape + SUFFIX).render(notice=notice)

    def render_file(self, name: str, shape: Shape, notice: Notice) -> str:
        """By one of the user's templates.  Raises whatever that raises."""
        return self._own[shape].get_template(name).render(notice=notice)

    def _names(self, shape: Shape, template: str) -> Iterator[str]:
        if self.folder is None:
            return
        candidates = (f"{template}/{shape}{SUFFIX}", f"{shape}{SUFFIX}") if template else (f"{shape}{SUFFIX}",)
        yield from (name for name in candidates if (self.folder / name).is_file())


def _environment(shape: Shape, loader: BaseLoader) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=loader,
        autoescape=shape in {Shape.HTML, Shape.TELEGRAM},
        finalize=_FINALIZERS.get(shape),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    environment.globals["link"] = _LINKS.get(shape, _bare_link)
    return environment


def _escaped_by(escape: Callable[[str], str]) -> Callable[[Any], Any]:
    def finalize(value: Any) -> Any:  # noqa: ANN401 — whatever a template prints
        return value if isinstance(value, Safe) else escape(str(value))

    return finalize


def _bare_link(url: str, text: str) -> str:
    return f"{text} {url}".rstrip()


def _slack_link(url: str, text: str) -> Safe:
    linked = f"<{mrkdwn(url)}|{mrkdwn(text)}>"
    return Safe(linked if url and len(linked) <= _MAX_LINK else mrkdwn(text))


def _html_link(url: str, text: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(url, text) if url else Markup.escape(text)


def _discord_link(url: str, text: str) -> Safe:
    # A round bracket or a space would end the address.
    address = url.replace("(", "%28").replace(")", "%29")
    return Safe(f"[{markdown(text)}]({address})" if url else markdown(text))


_FINALIZERS: Mapping[Shape, Callable[[Any], Any]] = {
    Shape.SLACK: _escaped_by(mrkdwn),
    Shape.DISCORD: _escaped_by(markdown),
}
_LINKS: Mapping[Shape, Callable[[str, str], str]] = {
    Shape.SLACK: _slack_link,
    Shape.TELEGRAM: _html_link,
    Shape.HTML: _html_link,
    Shape.DISCORD: _discord_link,
}
_SOURCES = {
    f"{shape}{SUFFIX}": files("pipelines.notify").joinpath(f"templates/{shape}{SUFFIX}").read_text("utf-8")
    for shape in Shape
}
_SHIPPED = DictLoader(_SOURCES)
_PREFIXED = DictLoader({f"shipped/{name}": source for name, source in _SOURCES.items()})


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]
