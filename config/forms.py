"""What the text of a setting must look like.  Each parser gives the value or raises ValueError with what was expected."""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from config.codes import parse_country, parse_language
from config.cron import parse_cron
from config.problems import suggestion
from config.secret import Secret

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_HOST = re.compile(r"(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\.[A-Za-z0-9_][A-Za-z0-9_-]{0,62})*\.?", re.DOTALL)
_LOCAL_PART = re.compile(r"(?=.{1,64}$)[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Form:
    """`parse` gives the value or raises ValueError with what was expected; `words` name the form in the reference."""

    words: str
    parse: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class OneOf:
    """The text is one of these."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """The text is the name of something that is defined elsewhere: a kind, a spider, a channel, a source."""

    what: str


@dataclass(frozen=True, slots=True)
class Between:
    """Bounds of a number or a duration, both allowed."""

    low: float | timedelta
    high: float | timedelta


@dataclass(frozen=True, slots=True)
class Named:
    """The key in TOML, where it cannot be a Python name."""

    key: str


@dataclass(frozen=True, slots=True)
class NotEmpty:
    """At least one item."""


@dataclass(frozen=True, slots=True)
class UnsetIsEmpty:
    """`${NAME}` stands for nothing where the environment has no NAME, for a setting that is simply off when empty."""


@dataclass(frozen=True, slots=True)
class ReadApart:
    """A key whose value the loader reads by a way of its own."""


@dataclass(frozen=True, slots=True)
class NotASetting:
    """A field that the loader fills in; no key of the file."""


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError('a name of letters, digits, ".", "_" and "-" (64 at most)')
    return text


def _line(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError("text on one line")
    return text


def _header(text: str) -> str:
    if not text.strip() or not (text.isascii() and text.isprintable()):
        raise ValueError("text on one line in ASCII")
    return text


def _host(text: str) -> str:
    if not _is_host(text.removeprefix("[").removesuffix("]")):
        raise ValueError('a host name or address such as "mail.example.org"')
    return text


def _is_host(text: str) -> bool:
    return bool(_HOST.fullmatch(text)) or _ip(text) is not None


def _ip(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _email(text: str) -> str:
    local, at, domain = text.rpartition("@")
    if not (at and _LOCAL_PART.fullmatch(local) and _HOST.fullmatch(domain)):
        raise ValueError('an e-mail address such as "desk@example.org", without a name')
    return text


def _url_of(text: str, schemes: tuple[str, ...], expected: str) -> str:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise ValueError(expected) from error
    if _UNSEEN.search(text) or parts.scheme not in schemes or port == 0 or not _is_host(_ascii(parts.hostname or "")):
        raise ValueError(expected)
    return text


def _ascii(host: str) -> str:
    """An international host name as it goes over the wire; empty where it cannot."""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _web_url(text: str) -> str:
    return _url_of(text, ("http", "https"), 'an address such as "https://example.org/feed.xml"')


def _redis_url(text: str) -> str:
    expected = 'an address such as "redis://host:6379/0", "rediss://host:6379/0" or "unix:///run/redis.sock"'
    if text.startswith("unix://"):
        if not urlsplit(text).path.startswith("/"):
            raise ValueError(expected)
        return text
    return _url_of(text, ("redis", "rediss"), expected)


def _dsn(text: str) -> str:
    expected = 'a Sentry DSN such as "https://key@sentry.example.org/1"'
    _url_of(text, ("http", "https"), expected)
    parts = urlsplit(text)
    if not parts.username or not parts.path.rpartition("/")[2].isdecimal():
        raise ValueError(expected)
    return text


def _timezone(text: str) -> str:
    zones = available_timezones()
    if text not in zones:
        close = suggestion(text, zones)
        hint = f"; {close}" if close.startswith("did") else ""
        raise ValueError(f'a time zone such as "Asia/Ho_Chi_Minh"{hint}')
    return text


def _listen(text: str) -> str:
    """Empty, or a host and a port.  Port 0 lets the system choose."""
    if text:
        split_listen(text)
    return text


def split_listen(text: str) -> tuple[str, int]:
    """Host (brackets taken off) and port of `127.0.0.1:8080`, `[::1]:8080`.  Raises ValueError."""
    host, colon, port = text.rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    good_port = port.isascii() and port.isdecimal() and len(port) <= 5 and int(port) <= 65_535  # noqa: PLR2004 - what a port can be
    bracketed = host.startswith("[") == (":" in bare)
    if not (colon and good_port and bracketed and _is_host(bare)):
        raise ValueError('a host and a port such as "127.0.0.1:8080"')
    return bare, int(port)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens on `host`."""
    address = _ip(host)
    return host.lower() == "localhost" if address is None else address.is_loopback


NAME = Form('a name of letters, digits, ".", "_", "-"', _name)
LINE = Form("text on one line", _line)
HEADER = Form("ASCII text on one line", _header)
HOST = Form("a host name or address", _host)
EMAIL = Form("an e-mail address", _email)
WEB_URL = Form("an http(s) address", _web_url)
REDIS_URL = Form("a Redis address", _redis_url)
DSN = Form("a Sentry DSN", _dsn)
LISTEN = Form("host:port", _listen)
TIMEZONE = Form("an IANA time zone", _timezone)
CRON = Form("a cron expression", parse_cron)
LANGUAGE = Form("ISO 639-1", parse_language)
COUNTRY = Form("ISO 3166-1 alpha-2", parse_country)

Name = Annotated[str, NAME]
Line = Annotated[str, LINE]
Header = Annotated[str, HEADER]
Host = Annotated[str, HOST]
Email = Annotated[str, EMAIL]
WebUrl = Annotated[str, WEB_URL]
SecretUrl = Annotated[Secret, WEB_URL]
RedisUrl = Annotated[Secret, REDIS_URL]
Dsn = Annotated[Secret, DSN, UnsetIsEmpty()]
Listen = Annotated[str, LISTEN]
Timezone = Annotated[str, TIMEZONE]
Cron = Annotated[str, CRON]
Language = Annotated[str, LANGUAGE]
Country = Annotated[str, COUNTRY]
Port = Annotated[int, Between(1, 65_535)]
