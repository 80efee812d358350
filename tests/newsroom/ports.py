"""Listening sockets on loopback."""

import socket


def listen(host: str, port: int = 0) -> socket.socket:
    """A listening socket on `host`; on 127.0.0.1 where the machine has no such address (macOS has only that one)."""
    for candidate in (host, "127.0.0.1"):
        # With the protocol named, asyncio sets TCP_NODELAY: else each answer of the mail server waits 40 ms for the next.
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((candidate, port))
        except OSError:
            sock.close()
            if candidate == "127.0.0.1":
                raise
            continue
        sock.listen(128)
        return sock
    raise AssertionError("the last candidate either listens or raises")
