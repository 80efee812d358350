"""From the settings to connections: plain and TLS addresses, sockets, Sentinels; users, passwords, certificates."""

from pathlib import Path
from typing import Any

from redis.asyncio import BlockingConnectionPool, UnixDomainSocketConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from config.errors import NewsbellError
from config.redis import RedisSettings
from config.redis_address import SENTINEL_SCHEMES, has_tls, parse_sentinels, scheme_of
from pipelines.store.sentinel import MasterPool

CONNECT_TIMEOUT = 5.0
HEALTH_SECONDS = 30
"""A connection that was idle for so long is tried before it is used."""
NAME = "newsbell"
"""What our connections are called in Redis (`CLIENT LIST`): so a store that is in use is known by it."""


def remote_pool(settings: RedisSettings, connections: int, seconds: float, name: str) -> BlockingConnectionPool:
    """At most so many connections with so many seconds for an answer.  NewsbellError: no address, a file that is away."""
    url = settings.url.reveal()
    options = {**_options(connections, seconds, name), **_login(settings), "health_check_interval": HEALTH_SECONDS}
    if not url.startswith("unix"):
        options["socket_keepalive"] = True
    if has_tls(url):
        options |= _certificates(settings)
    try:
        if scheme_of(url) in SENTINEL_SCHEMES:
            return _sentinel_pool(settings, options)
        return BlockingConnectionPool.from_url(url, **options)
    except ValueError:
        raise NewsbellError(
            "redis.url is no address: expected redis://, rediss://, unix://, sentinel:// or sentinels://"
        ) from None


def private_pool(socket: Path, connections: int, seconds: float, name: str) -> BlockingConnectionPool:
    """The same for the private server."""
    options = _options(connections, seconds, name)
    return BlockingConnectionPool(connection_class=UnixDomainSocketConnection, path=str(socket), **options)


def _options(connections: int, seconds: float, name: str) -> dict[str, Any]:
    return {
        "max_connections": connections,
        "timeout": seconds,
        "socket_connect_timeout": CONNECT_TIMEOUT,
        "socket_timeout": seconds,
        "protocol": 2,
        "retry": Retry(NoBackoff(), 0),
        "client_name": name,
    }


def _login(settings: RedisSettings) -> dict[str, Any]:
    if not settings.password:
        return {}
    return {"username": settings.username or None, "password": settings.password.reveal()}


def _certificates(settings: RedisSettings) -> dict[str, Any]:
    files = {"ssl_ca_certs": settings.ca_file, "ssl_certfile": settings.cert_file, "ssl_keyfile": settings.key_file}
    for name, file in files.items():
        if file is not None and not file.is_file():
            raise NewsbellError(f"redis: no such file: {file} ({name.removeprefix('ssl_')})")
    return {name: str(file) for name, file in files.items() if file is not None}


def _sentinel_pool(settings: RedisSettings, options: dict[str, Any]) -> MasterPool:
    address = parse_sentinels(settings.url.reveal())
    if address.password:
        options |= {"username": address.user or None, "password": address.password.reveal()}
    ask = {"socket_connect_timeout": CONNECT_TIMEOUT, "protocol": 2, "retry": Retry(NoBackoff(), 0), "ssl": address.tls}
    ask |= _certificates(settings) if address.tls else {}
    if settings.sentinel_password:
        ask |= {
            "username": settings.sentinel_username or None,
            "password": settings.sentinel_password.reveal(),
        }
    return MasterPool(address, ask, **options)
