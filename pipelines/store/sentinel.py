"""Connections to whichever server the Sentinels name as the master at the moment.

Each new connection asks them; one that a failover cut off is simply made anew, and finds the new master.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from redis import exceptions
from redis.asyncio import BlockingConnectionPool, Connection, SSLConnection
from redis.asyncio.sentinel import Sentinel

from config.redis_address import SentinelAddress

ANSWER_TIMEOUT = 1.0
"""Seconds for one Sentinel; then the next is asked."""

Find = Callable[[], Awaitable[tuple[str, int]]]


class _ToMaster:
    """Mixed into a connection.  What calls itself a replica is no master, whatever an outdated Sentinel says."""

    def __init__(self, *, find: Find, **options: Any) -> None:  # noqa: ANN401 — the library's own options
        self._find = find
        super().__init__(**options)

    async def _connect(self) -> None:
        self.host, self.port = await self._find()
        await super()._connect()  # type: ignore[misc]  # the connection's, beside which this is mixed in

    async def on_connect_check_health(self, check_health: bool = True) -> None:  # noqa: FBT001, FBT002 — the library's signature
        await super().on_connect_check_health(check_health)  # type: ignore[misc]  # as above
        connection: Any = self
        await connection.send_command("ROLE", check_health=False)
        try:
            role = await connection.read_response()
        except exceptions.NoPermissionError:
            return  # a write will tell
        if role[0] not in {b"master", "master"}:
            raise exceptions.ReadOnlyError("the Sentinels name a replica as master")


class MasterConnection(_ToMaster, Connection):
    """Unencrypted."""


class MasterSSLConnection(_ToMaster, SSLConnection):
    """Encrypted; a certificate must name what the Sentinels give out: an address, or a name where they announce names."""


class MasterPool(BlockingConnectionPool):
    """Connections to the master of `address.service`.  `options` are for its servers, `ask` for the Sentinels."""

    def __init__(self, address: SentinelAddress, ask: Mapping[str, Any], **options: Any) -> None:  # noqa: ANN401 — the library's own options
        self._sentinel = Sentinel(  # type: ignore[no-untyped-call]  # has no types
            address.hosts, sentinel_kwargs={**ask, "socket_timeout": ANSWER_TIMEOUT}
        )
        self._service = address.service
        self.place = f"the master {address.service!r} of {','.join(f'{host}:{port}' for host, port in address.hosts)}"
        kind = MasterSSLConnection if address.tls else MasterConnection
        super().__init__(connection_class=kind, find=self._master, db=address.db, **options)

    async def _master(self) -> tuple[str, int]:
        host, port = await self._sentinel.discover_master(self._service)
        return str(host), int(port)

    async def aclose(self) -> None:
        await super().aclose()
        for sentinel in self._sentinel.sentinels:
            await sentinel.aclose()
