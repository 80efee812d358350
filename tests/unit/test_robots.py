"""What an answer, or none, says about a site's robots.txt (RFC 9309)."""

import pytest
from scrapy.http import Response

from crawler.robots import rules_from, rules_from_failure

URL = "https://example.org/robots.txt"
AGENT = "newsbell/1.0 (+https://example.org/contact)"


def rules(status: int, body: bytes = b""):
    return rules_from(Response(URL, status=status, body=body), now=1_000.0)


@pytest.mark.parametrize(
    ("body", "path", "allowed"),
    [
        (b"", "/a", True),
        (b"User-agent: *\nDisallow: /", "/a", False),
        (b"User-agent: *\nDisallow: /private", "/private/x", False),
        (b"User-agent: *\nDisallow: /private", "/public", True),
        (b"User-agent: newsbell\nDisallow: /\n\nUser-agent: *\nAllow: /", "/a", False),
        (b"User-agent: otherbot\nDisallow: /", "/a", True),
        (b"User-agent: *\nDisallow: /\nAllow: /news/", "/news/a", True),
        (b"User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False),
        (b"\xff\xfe\x00 nothing readable", "/a", True),
        (b"<html><body>Not found</body></html>", "/a", True),
    ],
)
def test_a_file_is_read(body, path, allowed):
    parser = rules(200, body).parser

    assert parser is not None
    assert parser.can_fetch(f"https://example.org{path}", AGENT) is allowed


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 300])
def test_a_file_that_is_not_there_allows_everything(status):
    found = rules(status, b"User-agent: *\nDisallow: /")

    assert found.parser is None
    assert found.refusal is None
    assert found.until == 1_000 + 86_400


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_server_that_fails_allows_nothing_for_a_while(status):
    found = rules(status)

    assert found.refusal == ("robots_unreachable", f"robots.txt answers {status}")
    assert found.until == 1_000 + 120


@pytest.mark.parametrize(
    ("reason", "label"),
    [
        ("timeout", "robots_unreachable"),
        ("connection_lost", "robots_unreachable"),
        ("dns", "dns"),
        ("refused", "refused"),
        ("private_address", "private_address"),
        ("redirect_loop", None),
        ("too_large", None),
    ],
)
def test_no_answer_forbids_and_a_useless_one_does_not(reason, label):
    refusal = rules_from_failure(reason, 0.0).refusal

    assert (refusal[0] if refusal else None) == label
