"""Content encodings with a limit."""

import gzip
import zlib

import brotli
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from crawler.decompress import Body
from crawler.failures import FetchFailed

TEXT = b"Words that repeat, words that repeat. " * 5_000
RAW = zlib.compressobj(wbits=-15)
ENCODED = {
    "": TEXT,
    "identity": TEXT,
    "gzip": gzip.compress(TEXT),
    "x-gzip": gzip.compress(TEXT),
    "GZIP": gzip.compress(TEXT),
    "deflate": zlib.compress(TEXT),
    "br": brotli.compress(TEXT),
    "zstd": zstd.compress(TEXT),
    "gzip, br": brotli.compress(gzip.compress(TEXT)),
}


def decoded(data: bytes, encoding: str, limit: int = 1_000_000, step: int = 1_000) -> bytes:
    body = Body(encoding, limit)
    for start in range(0, len(data), step):
        for _ in body.add(data[start : start + step]):
            pass
    return body.value()


@pytest.mark.parametrize("encoding", ENCODED)
@pytest.mark.parametrize("step", [7, 100_000])
def test_every_encoding(encoding, step):
    assert decoded(ENCODED[encoding], encoding, step=step) == TEXT


def test_deflate_without_its_header():
    assert decoded(RAW.compress(TEXT) + RAW.flush(), "deflate") == TEXT


def test_several_gzip_members_in_a_row_and_padding():
    assert decoded(gzip.compress(b"one ") + gzip.compress(b"two") + b"\0\0\0", "gzip") == b"one two"


@pytest.mark.parametrize("encoding", [name for name in ENCODED if name not in {"", "identity"}])
def test_a_cut_answer_gives_what_came(encoding):
    data = ENCODED[encoding]

    assert TEXT.startswith(decoded(data[: len(data) // 2], encoding, step=10))


@pytest.mark.parametrize(
    ("encoding", "compress"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress), ("zstd", zstd.compress)],
)
def test_a_bomb_ends_at_the_limit(encoding, compress):
    bomb = compress(b"\0" * 5_000_000)

    assert len(bomb) < 100_000
    with pytest.raises(FetchFailed) as caught:
        decoded(bomb, encoding)
    assert caught.value.reason == "too_large"


def test_large_answers_pause_after_every_megabyte():
    body = Body("gzip", 20_000_000)

    pauses = sum(1 for _ in body.add(gzip.compress(b"\0" * 10_000_000)))

    assert len(body.value()) == 10_000_000
    assert 9 <= pauses <= 10


def test_plain_answers_have_the_limit_too():
    with pytest.raises(FetchFailed) as caught:
        decoded(b"x" * 101, "", limit=100)
    assert caught.value.reason == "too_large"
    assert decoded(b"x" * 100, "", limit=100) == b"x" * 100


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"no gzip at all", "gzip"),
        (b"\x01no deflate", "deflate"),
        (b"\xffno br", "br"),
        (b"no zstd at all", "zstd"),
        (b"x", "compress"),
        (b"x", "br, br, br"),
    ],
)
def test_what_cannot_be_decoded(data, encoding):
    with pytest.raises(FetchFailed) as caught:
        decoded(data, encoding)

    assert caught.value.reason == "bad_encoding"


@given(st.sampled_from([name for name in ENCODED if name]), st.binary(max_size=200), st.integers(1, 50))
def test_broken_answers_never_raise_anything_else(encoding, noise, step):
    try:
        decoded(ENCODED[encoding][:20] + noise, encoding, limit=1_000, step=step)
    except FetchFailed as error:
        reason = error.reason
    else:
        reason = "bad_encoding"
    assert reason in {"bad_encoding", "too_large"}
