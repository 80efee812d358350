"""What an HTTP answer, or its absence, says of a message that was posted.  Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import aiohttp

from pipelines.model.delivery import Outcome, Verdict

_NOT_TAKEN = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


def refused(status: int, answer: str, headers: Mapping[str, str], now: datetime, *, server_error: Verdict) -> Outcome:
    """The outcome of an answer that is no success.  429 and 503 name their pause; other 4xx are final.

    `server_error`: what other 5xx mean, which a server may answer after it has taken the message.
    """
    reason = f"{status} {answer}".strip()
    if status in _NOT_TAKEN:
        return Outcome(verdict=Verdict.RETRY, reason=reason, retry_after=retry_after(headers.get("Retry-After"), now))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Outcome(verdict=server_error, reason=reason)
    return Outcome(verdict=Verdict.DEAD, reason=reason)


def lost(error: Exception) -> Outcome:
    """The outcome of an exchange that broke: harmless before a connection was there, else unknown."""
    # Named by its type: the message of some errors holds the address, which may be a secret.
    name = type(error).__name__
    if isinstance(error, aiohttp.InvalidURL):
        return Outcome(verdict=Verdict.DEAD, reason="the address cannot be used")
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return Outcome(verdict=Verdict.RETRY, reason=f"no connection: {name}")
    return Outcome(verdict=Verdict.UNKNOWN, reason=f"no answer: {name}")


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds from a `Retry-After` header, which holds seconds or a date; None where it holds neither."""
    if not value:
        return None
    if value.strip().isascii() and value.strip().isdigit():
        return float(value.strip()[:9])
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())
