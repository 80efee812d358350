"""What the text of a setting must look like, and the marks with which the schema says so."""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from config.amounts import parse_amount
from config.codes import parse_country, parse_language
from config.cron import parse_cron
from config.hours import parse_hours
from config.paces import checked_pace
from config.problems import nearest, quoted
from config.redis_address import parse_sentinels, plain_db
from config.secret import Secret

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_HOST = re.compile(r"(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\.[A-Za-z0-9_][A-Za-z0-9_-]{0,62})*\.?", re.DOTALL)
_LOCAL_PART = re.compile(r"(?=.{1,64}$)[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """How a text must look.  `parse` gives the value or raises ValueError, with a hint where it has one."""

    words: str
    example: str
    parse: Callable[[str], str]

    def __str__(self) -> str:
        return f'{self.words} such as "{self.example}"'


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
class OrOne:
    """In place of an array, its one item."""


@dataclass(frozen=True, slots=True)
class Repeats:
    """Items may be equal: the arguments of a program, where every one counts."""


@dataclass(frozen=True, slots=True)
class UnsetIsEmpty:
    """`${NAME}` stands for nothing where the environment has no NAME, for a setting that is simply off when empty."""


@dataclass(frozen=True, slots=True)
class ReadApart:
    """A key whose value the loader reads by a way of its own."""


@dataclass(frozen=True, slots=True)
class NotASetting:
    """A field that the loader fills in; no key of the file."""


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError
        return text

    return parse


def _line(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError
    return text


def _header(text: str) -> str:
    if not text.isascii():
        raise ValueError
    return _line(text)


def _host(text: str) -> str:
    if not _is_host(text.removeprefix("[").removesuffix("]")):
        raise ValueError
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
        raise ValueError("without a name, without angle brackets" if "<" in text else "")
    return text


def _url(text: str, schemes: tuple[str, ...]) -> str:
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError from None
    if _UNSEEN.search(text) or parts.scheme not in schemes or port == 0 or not _is_host(_ascii(host)):
        raise ValueError
    return text


def _ascii(host: str) -> str:
    """An international host name as it goes over the wire; empty where it cannot."""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _web_url(text: str) -> str:
    return _url(text, ("http", "https"))


def _redis_url(text: str) -> str:
    if text.startswith("unix://"):
        if not text.partition("://")[2].rpartition("@")[2].startswith("/"):
            raise ValueError
        return text
    if text.startswith(("sentinel:", "sentinels:")):
        if _UNSEEN.search(text) or not all(_is_host(_ascii(host)) for host, _ in parse_sentinels(text).hosts):
            raise ValueError
        return text
    if not (plain_db(_url(text, ("redis", "rediss"))) or "0").isdecimal():
        raise ValueError("after the host, the number of a database")
    return text


def _dsn(text: str) -> str:
    parts = urlsplit(_web_url(text))
    if not parts.username or not parts.path.rpartition("/")[2].isdecimal():
        raise ValueError
    return text


def _timezone(text: str) -> str:
    zones = available_timezones()
    if text not in zones:
        close = nearest(text, zones)
        raise ValueError(f"did you mean {quoted(close)}?" if close else "")
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
        raise ValueError
    return bare, int(port)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens on `host`."""
    address = _ip(host)
    return host.lower() == "localhost" if address is None else address.is_loopback


NAME = Form(words='a name of letters, digits, ".", "_" and "-"', example="desk-mail", parse=_matching(_NAME))
LINE = Form(words="text on one line", example="Example News", parse=_line)
SECRET = Form(words="a secret on one line, not empty", example="abc123", parse=_line)
HEADER = Form(words="ASCII text on one line", example="newsbell/1.0 (+https://example.org/contact)", parse=_header)
HOST = Form(words="a host name or address", example="mail.example.org", parse=_host)
EMAIL = Form(words="an e-mail address", example="desk@example.org", parse=_email)
WEB_URL = Form(words="an http(s) address", example="https://example.org/feed.xml", parse=_web_url)
REDIS_URL = Form(
    words="a redis, rediss, unix or sentinel address", example="redis://example.org:6379/0", parse=_redis_url
)
DSN = Form(words="a Sentry DSN", example="https://key@sentry.example.org/1", parse=_dsn)
LISTEN = Form(words="a host and a port", example="127.0.0.1:8080", parse=_listen)
TIMEZONE = Form(words="an IANA time zone", example="Asia/Ho_Chi_Minh", parse=_timezone)
CRON = Form(words="a cron expression of five fields", example="*/5 8-20 * * mon-fri", parse=parse_cron)
PACE = Form(words="a number, a slash, and s, min, h or d", example="20/min", parse=checked_pace)
LANGUAGE = Form(words="a language code of two letters (ISO 639-1)", example="vi", parse=parse_language)
COUNTRY = Form(words="a country code of two capital letters (ISO 3166-1)", example="VN", parse=parse_country)

AMOUNT = Form(words="an amount with its currency (ISO 4217)", example="1e9 USD", parse=parse_amount)
HOURS = Form(words="hours of the day", example="22:00-07:00", parse=parse_hours)

Name = Annotated[str, NAME]
Line = Annotated[str, LINE]
Header = Annotated[str, HEADER]
Host = Annotated[str, HOST]
Email = Annotated[str, EMAIL]
WebUrl = Annotated[str, WEB_URL]
SecretUrl = Annotated[Secret, WEB_URL]
SecretLine = Annotated[Secret, SECRET]
SecretName = Annotated[Secret, NAME]
RedisUrl = Annotated[Secret, REDIS_URL]
Dsn = Annotated[Secret, DSN, UnsetIsEmpty()]
Listen = Annotated[str, LISTEN]
Timezone = Annotated[str, TIMEZONE]
Cron = Annotated[str, CRON]
PaceText = Annotated[str, PACE]
Language = Annotated[str, LANGUAGE]
Country = Annotated[str, COUNTRY]
Amount = Annotated[str, AMOUNT]
Hours = Annotated[str, HOURS]
Port = Annotated[int, Between(1, 65_535)]
Timeout = Annotated[timedelta, Between(timedelta(milliseconds=100), timedelta(minutes=10))]
