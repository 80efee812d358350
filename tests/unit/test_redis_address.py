"""Addresses of Redis behind Sentinels, and which settings go with which address."""

import pytest

from config.errors import ConfigError
from config.loader import read
from config.redis_address import SentinelAddress, has_user, parse_sentinels
from config.secret import Secret, redact


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("sentinel://a.example/desk", SentinelAddress(hosts=(("a.example", 26379),), service="desk")),
        (
            "sentinel://u:p%40ss@a.example:26380,[::1],10.0.0.3:5/desk/2",
            SentinelAddress(
                hosts=(("a.example", 26380), ("::1", 26379), ("10.0.0.3", 5)),
                service="desk",
                db=2,
                user="u",
                password=Secret("p@ss"),
            ),
        ),
        ("sentinels://:p@a/b", SentinelAddress(hosts=(("a", 26379),), service="b", password=Secret("p"), tls=True)),
        ("sentinel://a,b/my%20desk", SentinelAddress(hosts=(("a", 26379), ("b", 26379)), service="my desk")),
    ],
)
def test_sentinels(url, expected):
    assert parse_sentinels(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "redis://a/b", "sentinel://a", "sentinel://a/", "sentinel:///b", "sentinel://a,/b", "sentinel://a:x/b",
        "sentinel://a:0/b", "sentinel://a:65536/b", "sentinel://a/b/c", "sentinel://::1/b", "sentinel://a/b?c=1",
    ],
)  # fmt: skip
def test_no_sentinels(url):
    with pytest.raises(ValueError):
        parse_sentinels(url)


@pytest.mark.parametrize(
    ("url", "has"),
    [
        ("redis://a.example/0", False),
        ("redis://:p@a.example/0", True),
        ("unix://u:p@/run/redis.sock", True),
        ("unix:///run/a@b.sock", False),
        ("redis://a.example/0?client_name=a@b", False),
        ("", False),
    ],
)
def test_an_address_with_a_user(url, has):
    assert has_user(url) is has


def test_the_password_in_an_address_of_sentinels_is_hidden(tmp_path):
    text = '[redis]\nurl = "sentinel://desk:open-sesame-7@a.example:1,b.example:2/desk"'
    settings = read(text, "t", folder=tmp_path, environ={}).redis
    assert "sesame" not in repr(settings)
    assert "sesame" not in redact("refused: open-sesame-7 at sentinel://desk:open-sesame-7@a.example:1")


def test_files_are_placed_by_the_configuration(tmp_path):
    text = '[redis]\nurl = "rediss://a.example"\nca_file = "ca.pem"\ncert_file = "me.pem"\nkey_file = "/k/me.key"'
    settings = read(text, "t", folder=tmp_path, environ={}).redis
    assert (settings.ca_file, settings.cert_file) == (tmp_path / "ca.pem", tmp_path / "me.pem")
    assert str(settings.key_file) == "/k/me.key"


PLAIN = 'url = "redis://a.example"\n'


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (PLAIN + 'username = "desk"', "redis.username: expected only beside a password"),
        ('password = "p"', "redis.password: expected only beside url"),
        ('url = "redis://:q@a"\npassword = "p"', "redis.password: expected only in place of one in url, not beside it"),
        (PLAIN + 'sentinel_password = "p"', "redis.sentinel_password: expected only beside a sentinel address"),
        (PLAIN + 'ca_file = "ca.pem"', "redis.ca_file: expected only beside a rediss or sentinels address"),
        ('url = "rediss://a"\ncert_file = "c.pem"', "redis.cert_file: expected only beside key_file"),
        ('url = "rediss://a"\nkey_file = "c.pem"', "redis.key_file: expected only beside cert_file"),
        ("wait_replicas = 1", "redis.wait_replicas: expected only beside url: the private server has no replicas"),
        ('url = "redis://a/b"', 'redis.url: expected a redis, rediss, unix or sentinel address such as "redis://'),
        ('url = "sentinel://a..b/desk"', "redis.url: expected a redis, rediss, unix or sentinel address"),
    ],
)
def test_what_does_not_go_together(tmp_path, lines, message):
    with pytest.raises(ConfigError) as caught:
        read(f"[redis]\n{lines}\n", "t", folder=tmp_path, environ={})
    assert message in str(caught.value)
