"""Fetched text made safe for where it is shown: plain lines, mail headers, Slack's mrkdwn, addresses.  Pure.

HTML is escaped by the template engine; what goes into it has been through `line` as well.
"""

import re
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

_UNSEEN = re.compile(
    "["
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # controls, but for white space
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks, embeddings, overrides and isolates of direction
    "\u00ad\u200b\u2060-\u2065\u206a-\u206f\ufeff"  # invisible: soft hyphen, zero width, byte order mark
    "\ufff0-\uffff\U000e0000-\U000e0fff"  # specials, tags
    "\ud800-\udfff"  # half characters that no encoding takes
    "]"
)
_SPACE = re.compile(r"\s+")
_IN_ADDRESS = re.compile(r"[^\w\-.~:/?#\[\]@!$&'()*+,;=%]")
_MARKDOWN = re.compile(r"[\\`*_{}\[\]()<>#+\-.!|~:@]")
MAX_ADDRESS = 2000
"""Longer addresses are not shown: mail readers and Slack cut or refuse them."""


def line(text: str, limit: int) -> str:
    """`text` as one line of at most `limit` characters, without controls and invisible or direction-turning characters.

    Safe on a terminal and as a mail header.  What is cut ends with "…", at a word's end where one is near.
    """
    # A text can be megabytes; what is beyond some multiple of the limit cannot matter.
    shown = _SPACE.sub(" ", _UNSEEN.sub("", text[: 8 * limit + 64])).strip()
    if len(shown) <= limit:
        return shown
    cut = shown[: limit - 1]
    at_word = cut.rsplit(" ", 1)[0]
    return (at_word if len(at_word) > limit // 2 else cut).rstrip(" …") + "…"


def mrkdwn(text: str) -> str:
    """A line for Slack's mrkdwn: the three characters that begin mentions, links and entities lose their meaning."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def markdown(text: str) -> str:
    """A line for Discord's Markdown: every character that could begin a format, a mention or a link loses its meaning."""
    return _MARKDOWN.sub(r"\\\g<0>", text)


def web_address(url: str | None) -> str:
    """`url` if it is an address of the web that can be shown and linked, every doubtful character percent-encoded."""
    if not url or len(url) > MAX_ADDRESS:
        return ""
    clean = _IN_ADDRESS.sub(lambda found: quote(found[0], errors="ignore"), _UNSEEN.sub("", url.strip()))
    try:
        parts = urlsplit(clean)
    except ValueError:
        return ""
    return clean if parts.scheme in {"http", "https"} and parts.netloc else ""


def without(text: str, secrets: Iterable[str]) -> str:
    """`text` with every secret that it repeats starred out."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, "***")
    return text
