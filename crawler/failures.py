"""Why something could not be fetched: one short label for metrics, source health and the story's history.

label                 means
http_NNN              the server answered with this status
timeout               no whole answer within `crawl.timeout`
dns                   the host's name does not resolve
refused               nothing listens there, or the network says no
connection_lost       the answer broke off
tls                   the certificate or the handshake is bad
private_address       the host is in a private, loopback or reserved range
bad_url               no http(s) address
bad_answer            the server does not speak HTTP
redirect_loop         too many redirects, or in a circle
bad_redirect          a redirect that leads nowhere
too_large             larger than the limit, after decompression
bad_encoding          cannot be decompressed
not_html              a page was expected, something else came
robots_forbidden      robots.txt says no
robots_unreachable    robots.txt could not be had for the server's sake: taken as a no
fetched_before        another source listed the page a while ago: the story is known, this one is its copy
host_paused           the host asked for a pause (429, 503) that is not over
stopped               newsbell is stopping: the entry stays due
"""

import ssl

import aiohttp
from scrapy.exceptions import IgnoreRequest, NotSupported

from config.errors import NewsbellError
from crawler.safety import PrivateAddress


class FetchFailed(NewsbellError):
    """`reason` is one of the labels above; `retry_after` in seconds where the server named it."""

    def __init__(self, reason: str, detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail
        self.retry_after = retry_after


class PassingFailure(FetchFailed):
    """One that another try may mend."""


class Stopped(FetchFailed):
    """newsbell is stopping."""

    def __init__(self) -> None:
        super().__init__("stopped", "newsbell is stopping")


class Forbidden(IgnoreRequest):
    """robots.txt keeps us out; `reason` is its label."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def from_client(error: aiohttp.ClientError | OSError) -> FetchFailed:
    """The failure behind an error of the HTTP client."""
    os_error = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    if isinstance(os_error, PrivateAddress):
        return FetchFailed("private_address", str(os_error))
    for kind, reason, passing in _CLIENT_ERRORS:
        if isinstance(error, kind):
            return (PassingFailure if passing else FetchFailed)(reason, _said(error))
    return PassingFailure("connection_lost", _said(error))


_CLIENT_ERRORS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str, bool], ...] = (
    (aiohttp.InvalidURL, "bad_url", False),
    (aiohttp.ClientConnectorDNSError, "dns", True),
    ((aiohttp.ClientSSLError, aiohttp.ClientConnectorCertificateError, ssl.SSLError), "tls", False),
    (aiohttp.ClientConnectorError, "refused", True),
    (aiohttp.ServerTimeoutError, "timeout", True),
    (aiohttp.ClientPayloadError, "connection_lost", True),
    (aiohttp.ClientConnectionError, "connection_lost", True),
    (aiohttp.ClientResponseError, "bad_answer", False),
)
"""The first that fits counts: the narrow ones stand before the wide ones."""


def from_scrapy(error: Exception) -> FetchFailed:
    """The failure behind whatever Scrapy's downloader raised."""
    if isinstance(error, FetchFailed):
        return error
    if isinstance(error, Forbidden):
        return FetchFailed(error.reason, str(error))
    if isinstance(error, IgnoreRequest):
        return FetchFailed("redirect_loop", str(error))
    if isinstance(error, (NotSupported, ValueError)):
        return FetchFailed("bad_url", str(error))
    raise error


def _said(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
