"""Content encodings, undone piece by piece with a limit: a small answer must not become a large one unnoticed."""

import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

import brotli  # type: ignore[import-untyped] # it has none
from backports import zstd

from crawler.failures import FetchFailed

ACCEPTED = "gzip, deflate, br, zstd"
_PIECE = 65_536
_PAUSE_AFTER = 1_000_000


class Decoder(Protocol):
    def feed(self, data: bytes) -> Iterator[bytes]:
        """Decoded pieces of at most 64 KB or little more."""
        ...


class _Zlib:
    """gzip, zlib, and the raw deflate that some servers call deflate; several gzip members in a row too."""

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._inner = zlib.decompressobj(wbits)
        self._fresh = True

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._inner.eof:
                if not data.strip(b"\0"):
                    return
                self._inner = zlib.decompressobj(self._wbits)
            yield self._step(data)
            data = self._inner.unconsumed_tail or self._inner.unused_data

    def _step(self, data: bytes) -> bytes:
        try:
            piece = self._inner.decompress(data, _PIECE)
        except zlib.error:
            if not (self._fresh and self._wbits == zlib.MAX_WBITS):
                raise
            self._wbits = -zlib.MAX_WBITS
            self._inner = zlib.decompressobj(self._wbits)
            piece = self._inner.decompress(data, _PIECE)
        self._fresh = False
        return piece


class _Brotli:
    def __init__(self) -> None:
        self._inner = brotli.Decompressor()

    def feed(self, data: bytes) -> Iterator[bytes]:
        while not self._inner.is_finished():
            piece = self._inner.process(data, output_buffer_limit=_PIECE)
            yield piece
            data = b""
            if not piece:
                return


class _Zstd:
    def __init__(self) -> None:
        self._inner = zstd.ZstdDecompressor()

    def feed(self, data: bytes) -> Iterator[bytes]:
        while not self._inner.eof:
            piece = self._inner.decompress(data, _PIECE)
            yield piece
            data = b""
            if self._inner.needs_input or not piece:
                return


_DECODERS: dict[str, Callable[[], Decoder]] = {
    "gzip": lambda: _Zlib(zlib.MAX_WBITS | 16),
    "x-gzip": lambda: _Zlib(zlib.MAX_WBITS | 16),
    "deflate": lambda: _Zlib(zlib.MAX_WBITS),
    "br": _Brotli,
    "zstd": _Zstd,
}
_ERRORS = (zlib.error, brotli.error, zstd.ZstdError, EOFError)
_MOST_LAYERS = 2


class Body:
    """Collects an answer's body, decoded, up to `limit` bytes.

    Raises FetchFailed: `too_large` beyond the limit, `bad_encoding` for what cannot be decoded.
    """

    def __init__(self, content_encoding: str, limit: int) -> None:
        names = [name.strip().lower() for name in content_encoding.split(",")]
        layers = [name for name in reversed(names) if name and name != "identity"]
        if len(layers) > _MOST_LAYERS or any(name not in _DECODERS for name in layers):
            raise FetchFailed("bad_encoding", f"unknown content encoding {content_encoding[:50]!r}")
        self._decoders = [_DECODERS[name]() for name in layers]
        self._pieces: list[bytes] = []
        self._size = 0
        self._limit = limit

    def add(self, data: bytes) -> Iterator[None]:
        """Take in a piece of the answer.  Pauses after every megabyte, so that the caller can let others run."""
        kept = 0
        try:
            for piece in self._decode(data, 0):
                self._keep(piece)
                kept += len(piece)
                if kept >= _PAUSE_AFTER:
                    kept = 0
                    yield
        except _ERRORS as error:
            raise FetchFailed("bad_encoding", str(error)[:100]) from error

    def value(self) -> bytes:
        return b"".join(self._pieces)

    def _decode(self, data: bytes, layer: int) -> Iterator[bytes]:
        if layer == len(self._decoders):
            yield data
            return
        for piece in self._decoders[layer].feed(data):
            yield from self._decode(piece, layer + 1)

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._limit:
            self._pieces.clear()
            raise FetchFailed("too_large", f"more than {self._limit} bytes")
        self._pieces.append(piece)
