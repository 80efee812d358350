"""Which addresses may be fetched: the check sits where connections are made, so that no name service gets around it."""

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SET_APART = tuple(
    map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "2001:2::/48", "5f00::/16"))
)
"""Reserved ranges that some versions of Python call global."""


class PrivateAddress(OSError):
    """The host is, or resolves to, an address that is none of the public Internet."""


def is_public(address: str) -> bool:
    """True for unicast addresses of the public Internet, also when they come wrapped in IPv6; False for anything else."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_is_public(part) for part in (parsed, *_inner(parsed)))


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return address.is_global and not address.is_multicast and not any(address in network for network in _SET_APART)


def _inner(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """IPv4 addresses that an IPv6 address carries: mapped, compatible, 6to4, Teredo, NAT64."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or int(address) >> 32 == 0:
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [inner for inner in found if inner is not None]


class PublicResolver(AbstractResolver):
    """Resolves names to public addresses only; raises PrivateAddress where a name has none."""

    def __init__(self, inner: AbstractResolver | None = None) -> None:
        self._inner = inner or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        public = [result for result in found if is_public(result["host"])]
        if found and not public:
            raise PrivateAddress(f"{host} resolves to {found[0]['host']}")
        return public

    async def close(self) -> None:
        await self._inner.close()


def public_socket(addr_info: tuple[Any, ...]) -> socket.socket:
    """A socket for one address that is about to be connected to: the last gate, also for addresses without a name."""
    family, kind, proto, _, address = addr_info
    if not is_public(str(address[0])):
        raise PrivateAddress(f"{address[0]} is not public")
    return socket.socket(family=family, type=kind, proto=proto)


SocketFactory = Callable[[tuple[Any, ...]], socket.socket]
