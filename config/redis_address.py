"""Addresses of Redis behind Sentinels: `sentinel://[user:password@]host:port,host:port/service[/db]`."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from config.secret import NO_SECRET, Secret

SENTINEL_SCHEMES = ("sentinel", "sentinels")
SENTINEL_PORT = 26379
_MOST_DIGITS = 5
_HIGHEST = 65_535


@dataclass(frozen=True, kw_only=True, slots=True)
class SentinelAddress:
    """`user` and `password` are those of the servers; `service` is the name under which the Sentinels watch them."""

    hosts: tuple[tuple[str, int], ...]
    service: str
    db: int = 0
    user: str = ""
    password: Secret = NO_SECRET
    tls: bool = False


def scheme_of(url: str) -> str:
    return url.partition("://")[0]


def has_tls(url: str) -> bool:
    return scheme_of(url) in {"rediss", "sentinels"}


def has_user(url: str) -> bool:
    """Whether the address names a user or a password itself."""
    return "@" in url.partition("://")[2].partition("?")[0].partition("/")[0] if url else False


def parse_sentinels(url: str) -> SentinelAddress:
    """Raises ValueError for what is no such address.  Whether a host can be one is not looked at."""
    scheme, _, rest = url.partition("://")
    place, _, path = rest.partition("/")
    service, _, db = path.partition("/")
    login, _, hosts = place.rpartition("@")
    user, _, password = login.partition(":")
    if scheme not in SENTINEL_SCHEMES or not service or not (db or "0").isdecimal() or set(path) & set("?#"):
        raise ValueError
    return SentinelAddress(
        hosts=tuple(_host(host) for host in hosts.split(",")),
        service=unquote(service),
        db=int(db or "0"),
        user=unquote(user),
        password=Secret(unquote(password)),
        tls=scheme == "sentinels",
    )


def _host(text: str) -> tuple[str, int]:
    """Host and port of `a.example:26379`, `a.example`, `[::1]:26379`."""
    colon = text.rfind(":", text.rfind("]") + 1)
    name, port = (text[:colon], text[colon + 1 :]) if colon >= 0 else (text, str(SENTINEL_PORT))
    bare = name.removeprefix("[").removesuffix("]")
    if not bare or not port.isascii() or not port.isdecimal() or len(port) > _MOST_DIGITS:
        raise ValueError
    if not 0 < int(port) <= _HIGHEST or (":" in bare) != name.startswith("["):
        raise ValueError
    return bare, int(port)


def plain_db(url: str) -> str:
    """The database of a plain address as it is written; empty where none is."""
    return urlsplit(url).path.strip("/") if scheme_of(url) in {"redis", "rediss"} else ""
