"""Errors of newsbell itself go to Sentry, if a DSN is there: what failed, where, for which story; never texts or secrets."""

import sys
from collections.abc import Mapping
from importlib.metadata import version

import sentry_sdk
from sentry_sdk.crons import capture_checkin
from sentry_sdk.crons.consts import MonitorStatus
from sentry_sdk.integrations.dedupe import DedupeIntegration
from sentry_sdk.types import Event, Hint, MonitorConfig

from config.errors import NewsbellError
from config.schema import SentrySettings
from config.secret import redact

MONITOR = "newsbell-plan"
LONGEST = 300
"""Characters of any one text: an error's message may quote an article."""
FLUSH = 2.0
"""Seconds in which what is under way may still be sent at the end."""

_PLAN: MonitorConfig = {
    "schedule": {"type": "interval", "value": 1, "unit": "minute"},
    "checkin_margin": 2,
    "max_runtime": 1,
    "failure_issue_threshold": 2,
    "recovery_threshold": 1,
}


def start(settings: SentrySettings, release: str = "") -> None:
    """Report from now on; without a DSN nothing is ever sent."""
    if not settings.dsn:
        return
    sentry_sdk.init(
        dsn=settings.dsn.reveal(),
        release=release or f"newsbell@{version('newsbell')}",
        environment=settings.environment,
        server_name="newsbell",
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[DedupeIntegration()],
        include_local_variables=False,
        include_source_context=False,
        max_breadcrumbs=0,
        max_request_body_size="never",
        auto_session_tracking=False,
        before_send=scrubbed,
        shutdown_timeout=FLUSH,
    )


def report(error: BaseException, *, source: str = "", story_id: str = "", step: str = "") -> None:
    """An error that should not have happened, with where it happened as tags."""
    with sentry_sdk.new_scope() as scope:
        for tag, value in (("source", source), ("story_id", story_id), ("step", step)):
            if value:
                scope.set_tag(tag, value)
        scope.capture_exception(error)


def plan_checkin(*, well: bool = True) -> None:
    """The plan is alive; to be said once a minute.  Sentry raises the alarm when it is not said."""
    if sentry_sdk.is_initialized():
        status = MonitorStatus.OK if well else MonitorStatus.ERROR
        capture_checkin(monitor_slug=MONITOR, status=status, monitor_config=_PLAN)


def stop() -> None:
    """Send what is still under way, for two seconds at most, and report no more.

    Called in a `finally`: the error that ends the process, if it is not one of newsbell's own, is reported first.
    """
    client = sentry_sdk.get_client()
    if client.is_active():
        error = sys.exception()
        if isinstance(error, Exception) and not isinstance(error, NewsbellError):
            report(error, step="process")
        client.close(timeout=FLUSH)
        sentry_sdk.get_global_scope().set_client(None)


def scrubbed(event: Event, hint: Hint) -> Event:  # noqa: ARG001 — the signature is Sentry's
    """The event with every text short and without secrets."""
    clean: Event = {**event, **{key: _clean(value) for key, value in event.items()}}  # type: ignore[typeddict-item]  # same keys, same shapes
    return clean


def _clean(value: object) -> object:
    match value:
        case str():
            short = redact(value)
            return short if len(short) <= LONGEST else short[:LONGEST] + "…"
        case Mapping():
            return {key: _clean(part) for key, part in value.items()}
        case list() | tuple():
            return [_clean(part) for part in value]
        case _:
            return value
