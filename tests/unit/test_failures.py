"""One label for every way in which a fetch can fail."""

import asyncio
import socket
import ssl

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
from scrapy.exceptions import IgnoreRequest, NotSupported

from crawler.failures import FetchFailed, Forbidden, PassingFailure, from_client, from_scrapy
from crawler.safety import PrivateAddress

KEY = ConnectionKey("example.org", 443, True, True, None, None, None)


@pytest.mark.parametrize(
    ("error", "reason", "passing"),
    [
        (aiohttp.ClientConnectorDNSError(KEY, socket.gaierror(-2, "Name or service not known")), "dns", True),
        (aiohttp.ClientConnectorDNSError(KEY, PrivateAddress("sneaky")), "private_address", False),
        (aiohttp.ClientConnectorError(KEY, PrivateAddress("sneaky")), "private_address", False),
        (PrivateAddress("sneaky"), "private_address", False),
        (aiohttp.ClientConnectorError(KEY, ConnectionRefusedError(111, "refused")), "refused", True),
        (aiohttp.ClientConnectorSSLError(KEY, ssl.SSLError(1, "handshake")), "tls", False),
        (aiohttp.ClientConnectorCertificateError(KEY, ssl.CertificateError("expired")), "tls", False),
        (aiohttp.ServerDisconnectedError(), "connection_lost", True),
        (aiohttp.ClientPayloadError("cut"), "connection_lost", True),
        (ConnectionResetError(104, "reset"), "connection_lost", True),
        (aiohttp.InvalidURL("x"), "bad_url", False),
        (aiohttp.ServerTimeoutError("slow"), "timeout", True),
    ],
)
def test_errors_of_the_client(error, reason, passing):
    failure = from_client(error)

    assert failure.reason == reason
    assert isinstance(failure, PassingFailure) is passing
    assert len(failure.detail) <= 200


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (FetchFailed("http_404"), "http_404"),
        (Forbidden("robots_forbidden", "no"), "robots_forbidden"),
        (IgnoreRequest("max redirections reached"), "redirect_loop"),
        (NotSupported("Unsupported URL scheme"), "bad_url"),
        (ValueError("Missing scheme in request url"), "bad_url"),
    ],
)
def test_errors_of_scrapy(error, reason):
    assert from_scrapy(error).reason == reason


def test_what_nobody_expects_is_not_given_a_label():
    with pytest.raises(ZeroDivisionError):
        from_scrapy(ZeroDivisionError())
    with pytest.raises(asyncio.InvalidStateError):
        from_scrapy(asyncio.InvalidStateError())
