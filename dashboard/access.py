"""Who may read the dashboard: everybody on this machine, others with the password."""

import base64
import binascii
import hmac

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from config.forms import is_loopback
from config.secret import Secret

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
    "Server": "newsbell",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_CHALLENGE = {"WWW-Authenticate": 'Basic realm="newsbell", charset="UTF-8"'}


async def harden(_request: web.Request, response: web.StreamResponse) -> None:
    """Headers of every answer (a signal handler)."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Server"] = HEADERS["Server"]


def gate(password: Secret, open_paths: frozenset[str]) -> Middleware:
    """A middleware: with a password it is asked for (except on `open_paths`), without one only this machine's own names
    for itself are answered, so that no web page can reach in under a name of its own (DNS rebinding).
    """

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not password and not is_loopback(_host(request)):
            raise web.HTTPForbidden(text="this name is not served\n")
        if password and request.path not in open_paths and not allowed(request, password):
            raise web.HTTPUnauthorized(text="the dashboard's password is needed\n", headers=_CHALLENGE)
        return await handler(request)

    return middleware


def allowed(request: web.Request, password: Secret) -> bool:
    """Whether the request carries the password, as Basic (any user name) or as Bearer."""
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    given = credentials.strip().encode("utf-8", "surrogateescape")
    if scheme.lower() == "basic":
        try:
            given = base64.b64decode(given, validate=True).partition(b":")[2]
        except (binascii.Error, ValueError):
            return False
    elif scheme.lower() != "bearer":
        return False
    return hmac.compare_digest(given, password.reveal().encode())


def _host(request: web.Request) -> str:
    """The name in the Host header, without port and brackets."""
    name = request.headers.get("Host", "")
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name.partition(":")[0]
