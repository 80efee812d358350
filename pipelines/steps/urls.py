"""One spelling for one address: tracking, fragments, default ports and session marks go, what identifies stays."""

import posixpath
import re
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"""^(?:
        utm_.* | at_(?:medium|campaign|custom.*|link.*|ptr.*|bbc.*|format.*) | mtm_.* | matomo_.* | pk_.* | piwik_.* | hsa_.* | vnn_.* | vgo_.*
      | fbclid | gclid | gclsrc | dclid | gbraid | wbraid | msclkid | yclid | ysclid | twclid | ttclid | igshid | igsh | li_fat_id
      | mc_[ce]id | mkt_tok | _hs(?:enc|mi) | _openstat | __s | vero_(?:conv|id) | oly_(?:anon|enc)_id | rb_clickid | s_cid | wickedid
      | cmpid | ncid | cid_source | ref_?src | ref_?url | guccounter | guce_referr?er.* | smid | smtyp | sr_share | soc_src | soc_trk
      | spm | scm | share_?token | xtor | wt_mc | wtrid | feature_share | from_source | partner_feed | rss_?source | output_rss
    )$""",
    re.VERBOSE | re.IGNORECASE,
)
_SOMETIMES_TRACKING = {
    "ref": re.compile(
        r"^(?:rss|feed|twitter|facebook|home.*|social.*|share.*|newsletter.*|upstract\.com|hackernoon.*)$",
        re.IGNORECASE,
    ),
    "source": re.compile(r"^(?:rss.*|feed.*|twitter|facebook|social.*|newsletter.*)$", re.IGNORECASE),
    "from": re.compile(r"^(?:rss.*|feed.*)$", re.IGNORECASE),
    "ftag": re.compile(r".*", re.DOTALL),
    "cmp": re.compile(r"^(?:rss.*|share.*|social.*)$", re.IGNORECASE),
}
"""Names that identify on some sites: dropped only with a value that says where the reader came from."""
_DEFAULT_PORT = {"http": 80, "https": 443}
_SAFE_PATH = "/:@!$&'()*+,;=~-._"
_SAFE_QUERY = _SAFE_PATH + "?%[]"
_ESCAPED_SLASH = re.compile("%2[fF]")
_ESCAPE = re.compile("%[0-9a-fA-F]{2}")
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")
_MAX_LENGTH = 2083


def clean_url(url: str) -> str:
    """The address without what does not identify the page; "" where `url` is no http(s) address.

    Scheme and host in lower case, international hosts in ASCII; query parameters keep their order, because some sites
    read them by position.  A second call changes nothing.
    """
    try:
        parts = urlsplit("".join(c for c in url.strip() if c.isprintable() and c != "\\").strip())
        host = _host(parts)
        netloc = _netloc(parts, host)
    except ValueError:
        return ""
    if parts.scheme.lower() not in _DEFAULT_PORT or not host:
        return ""
    cleaned = urlunsplit((parts.scheme.lower(), netloc, _path(parts.path), _query(parts.query), ""))
    return cleaned if len(cleaned) <= _MAX_LENGTH else ""


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        host = host.encode("idna").decode("ascii").lower()
    return host if _HOST.fullmatch(host) else ""


def _netloc(parts: SplitResult, host: str) -> str:
    """User names and passwords do not identify a page, and belong in no log."""
    shown = f"[{host}]" if ":" in host else host
    port = parts.port
    return shown if port is None or port == _DEFAULT_PORT.get(parts.scheme.lower()) else f"{shown}:{port}"


def _path(path: str) -> str:
    """One kind of percent-encoding, dots resolved, doubled slashes kept: servers tell them apart."""
    if not path:
        return "/"
    encoded = "%2F".join(
        quote(unquote(piece, errors="surrogateescape"), safe=_SAFE_PATH, errors="surrogateescape")
        for piece in _ESCAPED_SLASH.split(path)
    )
    if "/." not in encoded:
        return encoded
    resolved = posixpath.normpath(encoded)
    resolved = "/" + resolved.lstrip("/")
    return resolved + "/" if encoded.endswith(("/", "/.", "/..")) and resolved != "/" else resolved


def _query(query: str) -> str:
    """Parameters that identify, in their order and spelling; only the percent-encoding is made one."""
    kept = [piece for piece in query.split("&") if piece and not _tracks(*_name_and_value(piece))]
    encoded = quote("&".join(kept), safe=_SAFE_QUERY, errors="surrogateescape")
    return _ESCAPE.sub(lambda escape: escape[0].upper(), encoded)


def _name_and_value(piece: str) -> tuple[str, str]:
    name, _, value = piece.partition("=")
    return unquote(name), unquote(value)


def _tracks(name: str, value: str) -> bool:
    sometimes = _SOMETIMES_TRACKING.get(name.lower())
    return bool(_TRACKING.match(name)) or (sometimes is not None and bool(sometimes.match(value)))
