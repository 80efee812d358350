"""Which addresses may be fetched."""

import socket

import pytest
from aiohttp.abc import AbstractResolver

from crawler.safety import PrivateAddress, PublicResolver, is_public, public_socket


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_addresses_of_the_internet_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.8",
        "198.18.0.1",
        "203.0.113.5",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2001:0:7f00:1:0:0:f5ff:fffe",
        "not an address",
        "",
    ],
)
def test_every_other_is_not(address):
    assert not is_public(address)


class FixedResolver(AbstractResolver):
    def __init__(self, *addresses: str) -> None:
        self._addresses = addresses

    async def resolve(self, host, port=0, family=socket.AF_INET):
        return [
            {"hostname": host, "host": address, "port": port, "family": family, "proto": 0, "flags": 0}
            for address in self._addresses
        ]

    async def close(self) -> None:
        pass


async def test_private_addresses_of_a_name_are_left_out():
    found = await PublicResolver(FixedResolver("10.0.0.1", "8.8.8.8", "::1")).resolve("mixed.example")

    assert [result["host"] for result in found] == ["8.8.8.8"]


async def test_a_name_with_private_addresses_only_is_refused():
    with pytest.raises(PrivateAddress, match=r"sneaky.example resolves to 127.0.0.1"):
        await PublicResolver(FixedResolver("127.0.0.1", "::1")).resolve("sneaky.example")


def test_no_socket_is_made_for_a_private_address():
    with pytest.raises(PrivateAddress):
        public_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80)))


def test_a_socket_is_made_for_a_public_one():
    made = public_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 80)))

    assert made.family == socket.AF_INET
    made.close()
