"""The one place where Redis is spoken to: commands in one round trip, optimistic transactions, errors in our words.

Commands are sent raw, several at a time, because a story takes thirty of them.
"""

import asyncio
import math
import random
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from redis import exceptions
from redis.asyncio import Redis
from redis.asyncio.connection import AbstractConnection

from pipelines.errors import StoreUnavailable
from pipelines.store import keys
from pipelines.store.sentinel import MasterPool

T = TypeVar("T")
Command = tuple[str | bytes | int | float, ...]

ATTEMPTS = 50
"""Tries of one transaction.  One of those that collide always gets through, so this many neighbours can be waited for."""
_AWAY = (exceptions.ConnectionError, exceptions.TimeoutError, OSError)
_WORDS: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.BusyLoadingError, "is still loading its data"),
    (exceptions.AuthenticationError, "refuses the user name or password"),
    (exceptions.NoPermissionError, "does not allow this user what newsbell needs"),
    (exceptions.OutOfMemoryError, "has no memory left (maxmemory)"),
    (exceptions.ReadOnlyError, "is a read-only replica"),
    (exceptions.ClusterDownError, "is not ready: its master or cluster is down"),
    (exceptions.TryAgainError, "is not ready: its cluster is moving"),
    (ssl.SSLCertVerificationError, "shows a certificate that cannot be trusted (see redis.ca_file)"),
    (ssl.SSLError, "does not speak TLS with us (certificate, key, or a port without TLS)"),
    (exceptions.TimeoutError, "does not answer in time"),
    (TimeoutError, "does not answer in time"),
    (exceptions.ConnectionError, "cannot be reached"),
    (OSError, "cannot be reached"),
)
_CODES = {
    "MISCONF": "cannot write to its disk (is it full?) and takes nothing new",
    "NOREPLICAS": "has too few replicas and takes nothing new",
    "BUSY": "is held up by a script",
    "UNBLOCKED": "changed its master",
}


class Changed(Exception):
    """A watched key changed: look again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Replication:
    """How far a write must have come before it counts: to so many replicas, each within `timeout`."""

    replicas: int = 0
    timeout: timedelta = timedelta(seconds=1)

    def wait(self) -> tuple[Command, ...]:
        """The command that waits for the replicas; none where none are waited for."""
        return (("WAIT", self.replicas, int(self.timeout.total_seconds() * 1000)),) if self.replicas else ()


NO_REPLICAS = Replication()


class TooFewReplicas(Exception):
    """The write is done here, and not known to be elsewhere."""


class Session:
    """One connection for a while.  `ask` sends several commands at once and gives their replies, as bytes."""

    def __init__(self, connection: AbstractConnection, replication: Replication = NO_REPLICAS) -> None:
        self._connection = connection
        self._replication = replication
        self.watching = False
        self.confirmed = not replication.replicas

    async def ask(self, *commands: Command) -> list[Any]:
        self.watching = self.watching or any(command[0] == "WATCH" for command in commands)
        replies = await self._talk(commands)
        for reply in replies:
            if isinstance(reply, Exception):
                raise reply
        return replies

    async def execute(self, *commands: Command) -> list[Any]:
        """All commands or none.  Changed where a watched key was written meanwhile."""
        waiting = self._replication.wait()
        replies = await self._talk((("MULTI",), *commands, ("EXEC",), *waiting))
        *queued, result = replies[: len(commands) + 2]
        self.watching = False
        for reply in (*queued, result, *(result if isinstance(result, list) else ())):
            if isinstance(reply, Exception):
                raise reply
        if result is None:
            raise Changed
        self._confirm(replies[len(commands) + 2 :])
        return list(result)

    async def confirm(self) -> None:
        """What was seen counts as what was written does: it may rest on a write that no replica has (yet)."""
        if not self.confirmed:
            self._confirm((await self._talk((("SET", keys.replicated(), 1), *self._replication.wait())))[-1:])

    def _confirm(self, replies: list[Any]) -> None:
        for reply in replies:
            if isinstance(reply, Exception):
                raise reply
            if int(reply) < self._replication.replicas:
                raise TooFewReplicas(f"only {int(reply)} of {self._replication.replicas} replicas")
        self.confirmed = True

    async def _talk(self, commands: tuple[Command, ...]) -> list[Any]:
        """One time limit for all replies: a timer for each would cost as much as the reply itself."""
        await self._connection.send_packed_command(self._connection.pack_commands(commands))
        async with asyncio.timeout(self._connection.socket_timeout):
            return [await self._reply() for _ in commands]

    async def _reply(self) -> object:
        """A refusal is a reply like another: those behind it have to be read too."""
        try:
            return await self._connection.read_response(disable_decoding=True, timeout=math.inf)
        except exceptions.ResponseError as error:
            return error


class Link:
    """The store's connections.  StoreUnavailable from all of it where Redis is away, full or read-only."""

    def __init__(self, redis: "Redis", replication: Replication = NO_REPLICAS) -> None:
        self._pool = redis.connection_pool
        self._replication = replication
        self._crowd = asyncio.Lock()

    async def ask(self, *commands: Command) -> list[Any]:
        """The replies to commands that may be sent twice: a connection that broke is replaced once."""
        try:
            return await self._once(commands)
        except StoreUnavailable as error:
            if not isinstance(error.__cause__, exceptions.ConnectionError):
                raise
            return await self._once(commands)

    async def execute(self, *commands: Command) -> list[Any]:
        """All commands or none, sent once.  After StoreUnavailable it is not known whether they were done."""
        async with self._session() as session:
            return await session.execute(*commands)

    async def transact(self, attempt: Callable[[Session], Awaitable[T]]) -> T:
        """`attempt` watches, looks and executes; it is called again when what it had watched changed.

        Those of one process that collided go one after the other, so that they do not collide again.
        """
        try:
            return await self._attempt(attempt)
        except Changed:
            async with self._crowd:
                return await self._insist(attempt)

    async def _insist(self, attempt: Callable[[Session], Awaitable[T]]) -> T:
        for number in range(ATTEMPTS):
            try:
                return await self._attempt(attempt)
            except Changed:
                await asyncio.sleep(random.uniform(0, 0.001 * min(number + 1, 20)))  # noqa: S311 — spreads neighbours
        raise StoreUnavailable(f"the same rows were changed by others {ATTEMPTS} times in a row")

    async def _attempt(self, attempt: Callable[[Session], Awaitable[T]]) -> T:
        async with self._session() as session:
            result = await attempt(session)
            await session.confirm()
            return result

    async def _once(self, commands: tuple[Command, ...]) -> list[Any]:
        async with self._session() as session:
            return await session.ask(*commands)

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[Session]:
        """A connection from the pool; it goes back only with every reply read and nothing watched."""
        try:
            connection = await self._pool.get_connection()  # type: ignore[no-untyped-call]  # its decorator has no types
            session = Session(connection, self._replication)
            try:
                yield session
                if session.watching:
                    await session.ask(("UNWATCH",))
            except Changed:
                raise
            except BaseException:
                await connection.disconnect(nowait=True)
                raise
            finally:
                await self._pool.release(connection)
        except TooFewReplicas as error:
            raise StoreUnavailable(f"Redis at {self._place()} has the write, but {error} have") from error
        except (*_AWAY, exceptions.ResponseError) as error:
            if (words := _words(error)) is None:
                raise
            raise StoreUnavailable(f"Redis at {self._place()} {words}") from error

    def _place(self) -> str:
        if isinstance(self._pool, MasterPool):
            return self._pool.place
        kwargs = self._pool.connection_kwargs
        return str(kwargs.get("path") or f"{kwargs.get('host', 'localhost')}:{kwargs.get('port', 6379)}")


def _words(error: Exception) -> str | None:
    """What an error means for the work, without what was sent; None for a fault of ours.

    The library calls every failed greeting a lost connection; what was said is then its cause.
    """
    causes = [error, *filter(None, (error.__cause__, error.__context__))]
    for kind, words in _WORDS:
        if any(isinstance(cause, kind) for cause in causes):
            return words
    return _CODES.get(str(error).split(" ", 1)[0])
