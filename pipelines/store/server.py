"""The way to Redis: the one that `redis.url` names, or the private server of the data_dir."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from redis.asyncio import BlockingConnectionPool, Redis

from config.redis import RedisSettings
from pipelines.errors import StoreRefused
from pipelines.store import keys, private_server
from pipelines.store.addresses import NAME, private_pool, remote_pool
from pipelines.store.home import Home
from pipelines.store.link import Link
from pipelines.store.locks import daemon_lock
from pipelines.store.private_server import ensure as ensure_private

__all__ = ["daemon_lock", "ensure", "open_redis", "open_running"]

CONNECTIONS = 32
"""At once; more work waits for one to be free."""
ANSWER_TIMEOUT = 10.0
"""Seconds.  A slow disk can hold up every answer while the append-only file is synced."""
LOOK_TIMEOUT = 2.0
"""The same for who can do without an answer."""


@asynccontextmanager
async def open_redis(settings: RedisSettings, data_dir: Path, *, name: str = NAME) -> AsyncIterator["Redis"]:
    """A client that answers, for bytes.  With no URL the private server is started where none runs, and left at the end.

    StoreUnavailable where it cannot be reached, NewsbellError where there is no server, no folder or no such address,
    StoreRefused where its data are not for this program (a client of another `name` than newsbell's takes any).
    The client itself repeats nothing: `link` does, where that is safe.
    """
    if settings.url:
        async with _client(remote_pool(settings, CONNECTIONS, ANSWER_TIMEOUT, name), name) as redis:
            yield redis
    else:
        async with (
            private_server.private_server(settings, data_dir) as socket,
            _client(private_pool(socket, CONNECTIONS, ANSWER_TIMEOUT, name), name) as redis,
        ):
            yield redis


@asynccontextmanager
async def open_running(settings: RedisSettings, data_dir: Path) -> AsyncIterator["Redis"]:
    """A client of a server that runs already: nothing is made, started or stopped.  For commands that only look.

    StoreUnavailable where none answers, NewsbellError and StoreRefused as above.
    """
    if settings.url:
        pool = remote_pool(settings, CONNECTIONS, LOOK_TIMEOUT, NAME)
    else:
        pool = private_pool(Home.seen(data_dir).socket, CONNECTIONS, LOOK_TIMEOUT, NAME)
    async with _client(pool, NAME) as redis:
        yield redis


async def ensure(settings: RedisSettings, data_dir: Path) -> None:
    """Start the private server again where it died; nothing to do with a URL.  Call it when Redis is unavailable."""
    if not settings.url:
        await ensure_private(settings, data_dir)


@asynccontextmanager
async def _client(pool: BlockingConnectionPool, name: str) -> AsyncIterator["Redis"]:
    redis = Redis(connection_pool=pool)
    try:
        await _welcome(redis, name)
        yield redis
    finally:
        await redis.aclose()
        await pool.aclose()


async def _welcome(redis: "Redis", name: str) -> None:
    """Refuse data that a newer newsbell wrote, and a store that was put back by half."""
    (schema,) = await Link(redis).ask(("GET", keys.schema()))
    if name != NAME:
        return
    if schema is not None and int(schema) > keys.SCHEMA:
        raise StoreRefused(
            f"the store was written by a newer newsbell (schema {int(schema)}, known here: {keys.SCHEMA}); "
            "install that one again, or restore a backup that was made before the upgrade"
        )
    (unfinished,) = await Link(redis).ask(("HGET", keys.restored(), "unfinished"))
    if unfinished:
        raise StoreRefused("a backup is being restored into this store, or that was broken off: restore it again")
